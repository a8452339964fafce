import { expect, it } from "vitest";
import { runProgram } from "../support/program.js";

it("--to before --from is a usage error", async () => {
  const { code, stderr } = await runProgram(["replay", "pod-nginx", "--from", "50%", "--to", "10%"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("--from 50% is after --to 10%")]);
});
