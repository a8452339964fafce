import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { noteSkipped } from "../support/needs.js";
import { nowhere, programPath, serve, temporaryFolder } from "../support/program.js";

/** Runs the built program with its output in a file or device. */
function runInto(file: string, args: readonly string[]) {
  const stdout = openSync(file, "w");
  const env = { PATH: process.env["PATH"], HOME: nowhere, XDG_DATA_HOME: nowhere, TERM: "dumb" };
  const { status, stderr } = spawnSync(process.execPath, [programPath, ...args], { env, stdio: ["ignore", stdout, "pipe"] });
  closeSync(stdout);
  return { code: status, stderr: stderr.toString() };
}

const lost = `kubespy: error: cannot write to stdout: no space left on the device
kubespy: hint: free some space, or write to another place; what was written is not complete
`;

describe("output that cannot be written", () => {
  it
    .skipIf(!existsSync("/dev/full"))
    .each([["replay pod-nginx"], ["show pod-nginx"], ["export pod-nginx --as watch"], ["ls --bundled"], ["completion bash"], ["--help"]])(
    "%s > /dev/full fails with an error",
    (args) => {
      expect(runInto("/dev/full", args.split(" "))).toEqual({ code: 1, stderr: lost });
    },
  );

  it("a recording goes on to its end, and the program says that its lines are lost", async () => {
    using folder = temporaryFolder();
    await using server = await serve("pod-nginx", ["--speed", "20"]);
    const database = join(folder.path, "k.db");
    const where = ["--kubeconfig", server.kubeconfig, "--db", database];
    const { code, stderr } = runInto("/dev/full", ["record", "pod/nginx", "--for", "2500ms", "--session", "s", ...where]);
    expect(stderr).toContain(lost);
    expect(code).toBe(1);
    const shown = spawnSync(process.execPath, [programPath, "show", "s", "--db", database, "-o", "json"]);
    expect(JSON.parse(shown.stdout.toString())).toMatchObject({ frames: 16, state: "ended", end: { outcome: "duration" } });
  });

  it("a disk that takes only a part of it", ({ skip }) => {
    const folder = temporaryFolder();
    onTestFinished(() => {
      spawnSync("umount", ["--lazy", folder.path]);
      folder[Symbol.dispose]();
    });
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", folder.path]).status !== 0)
      return skip(noteSkipped("a full disk: needs the right to mount one"));
    const file = join(folder.path, "out");
    expect(runInto(file, ["export", "pod-nginx", "--as", "watch"])).toEqual({ code: 1, stderr: lost });
    expect(statSync(file).size).toBe(8192);
  });
});
