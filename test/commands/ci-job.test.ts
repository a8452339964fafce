import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { ended, type ProgramResult, programPath, projectRoot, runProgram, serve, temporaryFolder } from "../support/program.js";

interface Job {
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly name?: string; readonly run?: string; readonly if?: string }[];
}

const document = readFileSync(join(projectRoot, "docs", "ci.md"), "utf8");
const [, text = ""] = /```yaml\n([\s\S]*?)```/.exec(document) ?? [];
const { jobs } = load(text) as { readonly jobs: { readonly rollout: Job } };
const steps = jobs.rollout.steps.filter(({ run }) => run?.startsWith("kubespy "));

interface JobResult {
  readonly passed: boolean;
  /** By the name of the step. */
  readonly results: Readonly<Record<string, ProgramResult>>;
  readonly folder: string;
}

/** Runs the steps as a CI runner does: after a failure only those with `if: always()`. The cluster is a served recording; `kubectl apply` does nothing. */
async function runJob(folder: string, kubeconfig: string, timeout: string): Promise<JobResult> {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  script(join(bin, "kubespy"), `exec "${process.execPath}" "${programPath}" "$@"`);
  script(join(bin, "kubectl"), "exit 0");
  const env = {
    ...jobs.rollout.env,
    TIMEOUT: timeout,
    KUBECONFIG: kubeconfig,
    PATH: `${bin}:${process.env["PATH"]}`,
    HOME: folder,
    XDG_DATA_HOME: folder,
  };
  const results: Record<string, ProgramResult> = {};
  let passed = true;
  for (const { name = "", run = "", if: condition } of steps) {
    if (!passed && condition !== "always()") continue;
    const result = await ended(spawn("bash", ["-e", "-c", run], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] }));
    results[name] = result;
    passed &&= result.code === 0;
  }
  return { passed, results, folder };
}

function script(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

describe("the job of docs/ci.md", () => {
  it("calls kubespy in three steps", () => {
    expect(steps.map(({ name }) => name)).toEqual(["Roll out and record", "Diagnose", "Export the recording"]);
  });

  it("passes on a rollout that becomes ready, and keeps its recording", async () => {
    using folder = temporaryFolder();
    await using cluster = await serve("deployment-rollout", ["--at", "100%"]);
    const { passed, results } = await runJob(folder.path, cluster.kubeconfig, "20s");
    expect(passed, JSON.stringify(results, null, 2)).toBe(true);
    expect(existsSync(join(folder.path, "rollout.kubespy.gz"))).toBe(true);
  });

  it("fails on a rollout that hangs, says what is missing and why, and keeps its recording", async () => {
    using folder = temporaryFolder();
    await using cluster = await serve("deployment-bad-rollout", ["--at", "30s"]);
    const { passed, results } = await runJob(folder.path, cluster.kubeconfig, "2s");
    expect(passed).toBe(false);
    expect(results["Roll out and record"]).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Deployment/web is Stalled (ProgressDeadlineExceeded) and will not become ready"),
    });
    expect(results["Diagnose"]).toMatchObject({ code: 3, stdout: expect.stringContaining("ErrImagePull") });
    const fromFile = await runProgram(["diagnose", join(folder.path, "rollout.kubespy.gz")]);
    expect(fromFile).toMatchObject({ code: 0, stdout: expect.stringContaining("ErrImagePull") });
  });
});
