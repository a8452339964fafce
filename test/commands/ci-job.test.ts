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

interface GitlabJob {
  readonly variables: Readonly<Record<string, string>>;
  readonly script: readonly string[];
  readonly after_script: readonly string[];
}

const document = readFileSync(join(projectRoot, "docs", "ci.md"), "utf8");
const [github = "", gitlab = ""] = [...document.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
const { jobs } = load(github) as { readonly jobs: { readonly rollout: Job } };
const gitlabJob = (load(gitlab) as { readonly rollout: GitlabJob }).rollout;
const steps = jobs.rollout.steps.filter(({ run }) => run?.startsWith("kubespy "));

interface JobResult {
  readonly passed: boolean;
  /** By the name of the step. */
  readonly results: Readonly<Record<string, ProgramResult>>;
  readonly folder: string;
}

/**
 * Runs the steps as a CI runner does: after a failure only those with `if: always()` and `if: failure()`. The cluster is a served recording;
 * `kubectl apply` does nothing; `gh` keeps the comment.
 */
async function runJob(folder: string, kubeconfig: string, timeout: string): Promise<JobResult> {
  const env = {
    ...runnerEnv(folder, kubeconfig),
    ...jobs.rollout.env,
    TIMEOUT: timeout,
    PULL_REQUEST: "7",
    KEPT: "https://github.example/kept",
  };
  const results: Record<string, ProgramResult> = {};
  let passed = true;
  for (const { name = "", run = "", if: condition } of steps) {
    if (passed ? condition === "failure()" : condition === undefined) continue;
    const result = await ended(spawn("bash", ["-e", "-c", run], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] }));
    results[name] = result;
    passed &&= result.code === 0;
  }
  return { passed, results, folder };
}

function runnerEnv(folder: string, kubeconfig: string): Readonly<Record<string, string>> {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  script(join(bin, "kubespy"), `exec "${process.execPath}" "${programPath}" "$@"`);
  script(join(bin, "kubectl"), "exit 0");
  script(join(bin, "gh"), `[ "$1 $2 $3 $4" = "pr comment 7 --body-file" ] && cp "$5" posted.md`);
  return { KUBECONFIG: kubeconfig, PATH: `${bin}:${process.env["PATH"]}`, HOME: folder, XDG_DATA_HOME: folder };
}

function script(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

describe("the job of docs/ci.md", () => {
  it("calls kubespy in four steps", () => {
    expect(steps.map(({ name }) => name)).toEqual([
      "Roll out and record",
      "Diagnose",
      "Export the recording",
      "Comment on the pull request",
    ]);
  });

  it("passes on a rollout that becomes ready, and keeps its recording", async () => {
    using folder = temporaryFolder();
    await using cluster = await serve("deployment-rollout", ["--at", "100%"]);
    const { passed, results } = await runJob(folder.path, cluster.kubeconfig, "20s");
    expect(passed, JSON.stringify(results, null, 2)).toBe(true);
    const kept = ["rollout.kubespy.gz", "rollout.html", "posted.md"].map((file) => existsSync(join(folder.path, file)));
    expect(kept).toEqual([true, true, false]);
  });

  it("fails on a rollout that hangs, says what is missing and why, keeps its page, and comments", async () => {
    using folder = temporaryFolder();
    await using cluster = await serve("deployment-bad-rollout", ["--at", "30s"]);
    const { passed, results } = await runJob(folder.path, cluster.kubeconfig, "2s");
    expect(passed).toBe(false);
    expect(results["Roll out and record"]).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Deployment/web is Stalled (ProgressDeadlineExceeded) and will not become ready"),
    });
    expect(results["Diagnose"]).toMatchObject({ code: 3, stdout: expect.stringContaining("ErrImagePull") });
    for (const file of ["rollout.kubespy.gz", "rollout.html"])
      expect(await runProgram(["diagnose", join(folder.path, file)])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("ErrImagePull"),
      });
    const posted = readFileSync(join(folder.path, "posted.md"), "utf8");
    expect(posted).toMatch(/^## rollout\n\n\*\*Deployment\/web: Rollout stuck: /);
    expect(posted).toMatch(/\nPage and recording: https:\/\/github\.example\/kept\n$/);
  });
});

it("the job for GitLab keeps the page and the comment of a rollout that hangs", async () => {
  using folder = temporaryFolder();
  await using cluster = await serve("deployment-bad-rollout", ["--at", "30s"]);
  const env = { ...runnerEnv(folder.path, cluster.kubeconfig), ...gitlabJob.variables, TIMEOUT: "2s" };
  const codes: (number | null)[] = [];
  for (const run of [...gitlabJob.script, ...gitlabJob.after_script].filter((line) => line.startsWith("kubespy ")))
    codes.push((await ended(spawn("bash", ["-e", "-c", run], { cwd: folder.path, env, stdio: ["ignore", "pipe", "pipe"] }))).code);
  expect(codes).toEqual([1, 0]);
  expect(existsSync(join(folder.path, "rollout.html"))).toBe(true);
  expect(readFileSync(join(folder.path, "comment.md"), "utf8")).toContain("ErrImagePull");
});
