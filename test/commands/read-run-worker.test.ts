import { existsSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { readRun } from "../../src/compare/read-run.js";
import { openRecordingFile } from "../../src/index.js";
import { projectRoot } from "../support/program.js";

/** The bundled program starts it from beside its chunk. */
const worker = join(projectRoot, "dist", "chunks", "read-run-worker.js");

describe("a long session is read in a thread of its own", () => {
  it.each(["deployment-rollout", "pod-crashloop"])("which sees in %s what is seen without one", async (name) => {
    expect(existsSync(worker), "build first: node scripts/build.mjs").toBe(true);
    const recording = await openRecordingFile(join(projectRoot, "recordings", `${name}.kubespy.gz`));
    const run = await readRun(recording);
    await recording.close();
    const request = {
      reference: name,
      db: undefined,
      cwd: projectRoot,
      env: { HOME: "/no-such-home" },
      packageRoot: projectRoot,
      programName: "kubespy",
    };
    const thread = new Worker(worker, { workerData: request });
    const answer = await new Promise((resolve, reject) => {
      thread.once("message", resolve);
      thread.once("error", reject);
    });
    expect(answer).toEqual(run);
  });

  it("and a session that cannot be opened ends it with an error", async () => {
    const request = {
      reference: "no-such",
      db: undefined,
      cwd: projectRoot,
      env: { HOME: "/no-such-home" },
      packageRoot: projectRoot,
      programName: "kubespy",
    };
    const thread = new Worker(worker, { workerData: request });
    await expect(new Promise((_, reject) => thread.once("error", reject))).rejects.toThrow(/no session "no-such"/);
  });
});
