import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { wrongInputs } from "../commands/wrong-inputs/query.js";
import { runInProcess } from "../support/in-process.js";
import { temporaryFolder } from "../support/program.js";

it.each(wrongInputs)("$args", async ({ args, error, hint, code, stdin }) => {
  using folder = temporaryFolder();
  const r = await runInProcess(
    args.map((a) => a.replace("{dir}", folder.path)),
    stdin === undefined ? {} : { stdin: Readable.from([stdin]) },
  );
  expect(r.stderr).toBe(`kubespy: error: ${error.replace("{dir}", folder.path)}\n${hint === undefined ? "" : `kubespy: hint: ${hint}\n`}`);
  expect(r.code).toBe(code);
  expect(r.stdout).toBe("");
});
