import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runInProcess } from "../support/in-process.js";
import type { WrongInput } from "./wrong-inputs/wrong-input.js";

const names = readdirSync(join(import.meta.dirname, "wrong-inputs")).map((file) => file.replace(/\.ts$/, ""));
const areas = await Promise.all(
  names
    .filter((area) => area !== "wrong-input")
    .map(async (area) => ({ area, ...((await import(`./wrong-inputs/${area}.ts`)) as { readonly wrongInputs: readonly WrongInput[] }) })),
);

/** Every row gets the same database, page and cluster, and an empty folder: none may change them, as none succeeds. */
const place = { root: "", db: "", dir: "", page: "", kubeconfig: "" };
const stop = new AbortController();
let served: Promise<unknown>;

beforeAll(async () => {
  place.root = mkdtempSync(join(tmpdir(), "kubespy-wrong-"));
  place.db = join(place.root, "sessions.db");
  for (const name of ["pod-nginx", "deployment-rollout"]) expect((await runInProcess(["import", name, "--db", place.db])).code).toBe(0);
  place.page = join(place.root, "page.html");
  writeFileSync(place.page, "");
  place.kubeconfig = join(place.root, "kubeconfig");
  const args = ["serve", "deployment-rollout", "--at", "100%", "--kubeconfig-out", place.kubeconfig];
  served = runInProcess(args, { interrupt: stop.signal });
  await vi.waitUntil(() => existsSync(place.kubeconfig), { timeout: 30_000 });
});

afterAll(async () => {
  stop.abort("SIGINT");
  await served;
  rmSync(place.root, { recursive: true, force: true });
});

/** The words of a row, with the places that they name in braces. */
const filled = (text: string) => text.replace(/\{(db|dir|page|kubeconfig)\}/g, (_, name: keyof typeof place) => place[name]);

async function run({ args, env = {}, stdin = "" }: WrongInput) {
  place.dir = mkdtempSync(join(place.root, "dir-"));
  mkdirSync(join(place.dir, "notes"));
  const surroundings = { KUBESPY_DB: place.db, ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)])) };
  return await runInProcess(args.map(filled), { env: surroundings, cwd: place.dir, stdin: Readable.from(stdin === "" ? [] : [stdin]) });
}

describe.each(areas)("wrong inputs: $area", ({ wrongInputs }) => {
  it.each(wrongInputs.map((row) => [row.args.join(" "), row] as const))("kubespy %s", async (_, row) => {
    const { code, stdout, stderr } = await run(row);
    const hint = row.hint === undefined ? "" : `kubespy: hint: ${filled(row.hint)}\n`;
    expect({ code, stdout, stderr }).toEqual({ code: row.code, stdout: "", stderr: `kubespy: error: ${filled(row.error)}\n${hint}` });
  });
});

describe("all wrong inputs", () => {
  const rows = areas.flatMap(({ wrongInputs }) => wrongInputs);

  it("are at least a hundred, each once", () => {
    expect(rows.length).toBeGreaterThanOrEqual(100);
    const lines = rows.map(({ args, env, stdin }) => JSON.stringify([args, env, stdin]));
    expect(lines.filter((line, i) => lines.indexOf(line) !== i)).toEqual([]);
  });

  it("have a hint and the exit code of wrong usage or of a failure", () => {
    for (const { args, hint, code } of rows) {
      expect(hint ?? "", args.join(" ")).not.toBe("");
      expect([1, 2], args.join(" ")).toContain(code);
    }
  });
});
