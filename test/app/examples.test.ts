import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ended, projectRoot, serve, temporaryFolder } from "../support/program.js";

const recording = (name: string) => join(projectRoot, "recordings", `${name}.kubespy.gz`);

/** Runs an example as its first lines say, in a folder of its own. */
function runExample(name: string, args: readonly string[], folder: string, env: Readonly<Record<string, string>> = {}) {
  const file = join(projectRoot, "examples", `${name}.mjs`);
  return ended(spawn(process.execPath, [file, ...args], { cwd: folder, env: { PATH: process.env["PATH"], HOME: "/nonexistent", ...env } }));
}

describe("the examples of the library run as they are", () => {
  it("a recording is printed step by step", async () => {
    using folder = temporaryFolder();
    const { code, stdout, stderr } = await runExample("print-a-recording", [recording("pod-bad-image-tag")], folder.path);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^\+\d+\.\d{3}s Pod\/nginx .*ImagePullBackOff.* \(\d+ changes\)$/m);
  });

  it("a Pod is recorded until it is ready, and the exported file replays the same steps", { timeout: 30_000 }, async () => {
    using folder = temporaryFolder();
    await using served = await serve("pod-nginx", ["--speed", "10"]);
    const recorded = await runExample("record-until-ready", ["pod", "nginx"], folder.path, { KUBECONFIG: served.kubeconfig });
    expect(recorded.code, recorded.stderr).toBe(0);
    expect(recorded.stdout).toMatch(/^\d+ frames in nginx\.kubespy\.gz\n$/);
    expect(existsSync(join(folder.path, "nginx.kubespy.gz"))).toBe(true);
    const told = await runExample("print-a-recording", ["nginx.kubespy.gz"], folder.path);
    expect(told.stdout).toMatch(/Pod\/nginx .*stored it in etcd[\s\S]*Pod\/nginx .*Ready/);
    expect(told.stdout.trimEnd().split("\n")).toHaveLength(Number.parseInt(recorded.stdout, 10));
  });

  it("a session is shared, and says what was removed", async () => {
    using folder = temporaryFolder();
    const { code, stdout, stderr } = await runExample("share-a-recording", [recording("pod-nginx"), "out.kubespy.gz"], folder.path);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^out\.kubespy\.gz: \d+ bytes at level identities\n/);
    expect(stdout).toMatch(/^replaced: .*: \d+$/m);
    expect(existsSync(join(folder.path, "out.kubespy.gz"))).toBe(true);
  });

  it("two moments are compared", async () => {
    using folder = temporaryFolder();
    const { code, stdout, stderr } = await runExample("compare-moments", [recording("pod-nginx"), "1", "12"], folder.path);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^Pod\/nginx: .*spec\.nodeName/m);
  });

  it("a recording answers as a cluster", async () => {
    using folder = temporaryFolder();
    const { code, stdout, stderr } = await runExample("serve-to-kubectl", [recording("deployment-rollout")], folder.path);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^\d+ Pods at the end: web-/);
  });
});
