import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRecordingFile } from "../../src/app/open-recording-file.js";
import { replay } from "../../src/app/replay.js";
import { projectRoot } from "../support/program.js";

/** The narrations of the Pods of a bundled recording. */
async function narrationsOf(recording: string, pod?: string) {
  const session = await openRecordingFile(join(projectRoot, "recordings", `${recording}.kubespy.gz`));
  const steps: { sequence: number; phase: unknown; stage: string; sentence: string; why: string }[] = [];
  for await (const step of replay(session)) {
    if (step.kind !== "object" || step.frame.ref.kind !== "Pod" || (pod !== undefined && step.frame.ref.name !== pod)) continue;
    const { stage, sentence, why = "" } = step.narration;
    const status = step.frame.revision.object["status"] as { readonly phase?: string } | undefined;
    const name = `${stage.name}${stage.detail === undefined ? "" : ` (${stage.detail})`}`;
    steps.push({ sequence: step.frame.sequence, phase: status?.phase, stage: name, sentence, why });
  }
  await session.close();
  return steps;
}

describe("the narration answers", () => {
  it("what does Running mean? That containers started, not that they are ready", async () => {
    const started = (await narrationsOf("pod-slow-readiness")).find(({ phase }) => phase === "Running");
    expect(started).toMatchObject({
      stage: "Running (0/1 ready)",
      why: "Running is not Ready: the readiness probe of nginx must pass before Services send traffic to the Pod.",
    });
  });

  it("is a Running Pod healthy? Not by its phase: it stays Running while its only container crashes", async () => {
    const steps = (await narrationsOf("pod-crashloop")).filter(({ sequence, phase }) => phase === "Running" && sequence < 36);
    const stages = new Set(steps.map(({ stage }) => stage));
    expect(stages).toEqual(
      new Set([
        "Ready",
        "Ready (1 restart)",
        "Ready (2 restarts)",
        "Ready (3 restarts)",
        "Running (Error, exit code 1)",
        "Running (CrashLoopBackOff)",
      ]),
    );
    expect(steps.find(({ stage }) => stage.startsWith("Running"))).toMatchObject({
      sentence:
        "Container crasher terminated with exit code 1 after about 1s; the Pod is no longer Ready, after about 1s: crasher is not ready.",
      why: "Its phase is still Running: with restartPolicy Always its containers can be restarted; Services stop sending traffic to it.",
    });
  });

  it("with several containers, one crashing, is the Pod still Running? Yes, but not Ready while it is down", async () => {
    const steps = await narrationsOf("pod-two-containers-one-crashes");
    expect(steps.find(({ sequence }) => sequence === 14)).toEqual({
      sequence: 14,
      phase: "Running",
      stage: "Running (Error, exit code 3)",
      sentence:
        "Container flaky terminated with exit code 3 after about 5s; the Pod is no longer Ready, after about 6s: flaky is not ready.",
      why: "Its phase is still Running: web is still running; Services stop sending traffic to it.",
    });
    expect(steps.find(({ sequence }) => sequence === 21)).toMatchObject({ phase: "Running", stage: "Running (CrashLoopBackOff)" });
  });

  it("what changes the phase? The first start, and an end after which restartPolicy restarts nothing", async () => {
    const changes = async (pod: string) => {
      const steps = await narrationsOf("pod-restart-policies", pod);
      return steps.filter(({ phase }, i) => i > 0 && phase !== steps[i - 1]?.phase).map(({ phase, why }) => `${phase}: ${why}`);
    };
    const started =
      "Running: No container has a readiness probe, so a started container counts as ready; Services that select the Pod send traffic to it from now on.";
    expect(await changes("exit-0-never")).toEqual([
      started,
      "Succeeded: With restartPolicy Never a container that succeeded is not restarted; phase Succeeded is final, and the object stays until it is deleted.",
    ]);
    expect(await changes("exit-1-never")).toEqual([
      started,
      "Failed: With restartPolicy Never its containers are not restarted; phase Failed is final; the owner of the Pod can create a new one.",
    ]);
    expect((await changes("exit-0-onfailure"))[1]).toMatch(
      /^Succeeded: With restartPolicy OnFailure a container that succeeded is not restarted/,
    );
    expect(await changes("exit-1-onfailure")).toEqual([
      started,
      "Failed: A container that is killed during the deletion of its Pod counts as failed; this is not an application error.",
    ]);
  });
});
