import { createReadStream } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FindingReporter } from "../../src/diagnosis/engine/finding-reporter.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { pod, running } from "../lifecycle/pods.js";
import { projectRoot } from "../support/program.js";
import { event, framesOf, ownedBy, thing } from "./timed-objects.js";

it("a failure that shows in nothing happening is reported once its delay has passed, without a frame", async () => {
  const file = createReadStream(join(projectRoot, "test", "diagnosis", "real", "ingress-no-backend.kubespy.gz"));
  const reader = await openRecording(file, { name: "ingress-no-backend" });
  const reporter = new FindingReporter({ scope: reader.summary.header });
  let lastMs = 0;
  for await (const frame of reader.frames()) {
    expect(reporter.note(frame)).toEqual([]);
    lastMs = frame.offsetMs;
  }
  const newsAfter = (afterMs: number) => reporter.pass(lastMs + afterMs).map(({ kind, finding }) => `${kind} ${finding.class}`);
  expect(newsAfter(5000)).toEqual([]);
  expect(newsAfter(15_000).sort()).toEqual(["opened BackendNotFound", "opened NoIngressClass"]);
  expect(newsAfter(20_000)).toEqual([]);
  await reader.close();
});

it("a rollout whose earlier cause is found later is not reported again", () => {
  const deployment = thing("apps/v1", "Deployment", "web", {
    spec: { replicas: 2 },
    status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2 },
  });
  const member = (name: string) => {
    const containers = [{ name: "nginx", readinessProbe: { failureThreshold: 3 } }];
    const statuses = [running("nginx", { ready: false })];
    return pod({ node: "node-1", phase: "Running", containers, statuses, metadata: { name, uid: name, ...ownedBy(deployment) } });
  };
  const failing = (name: string, count: number) =>
    event(member(name), "Unhealthy", "Readiness probe failed: refused", { container: "nginx", count });
  const reporter = new FindingReporter();
  const news = framesOf([
    [0, deployment],
    [1, member("a")],
    [1, member("b")],
    [5, failing("a", 1)],
    [7, failing("b", 1)],
    [20, failing("b", 3)],
    [40, failing("b", 9)],
    [50, failing("a", 3)],
    [80, failing("a", 9)],
  ]).flatMap((frame) => reporter.note(frame));
  expect(news.filter(({ finding }) => finding.class === "RolloutStuck")).toHaveLength(1);
  expect(reporter.findings().find((finding) => finding.class === "RolloutStuck")?.sinceMs).toBe(5000);
});
