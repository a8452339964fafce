import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DerivedTimes } from "../../src/importing/derived-times.js";
import { outcomeOf } from "../../src/lifecycle/outcome.js";
import { stageOf } from "../../src/lifecycle/stage.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { findingsIn, framesOf } from "./timed-objects.js";

/** Histories written after public reports (the numbers in the names): one object, or one watch event a line. */
function objectsIn(name: string): readonly KubeObject[] {
  const text = readFileSync(new URL(`../fixtures/histories/${name}.json`, import.meta.url), "utf8").trim();
  if (!text.startsWith('{"type"')) return [JSON.parse(text)];
  return text.split("\n").map((line): KubeObject => JSON.parse(line).object);
}

/** As `import` and `diagnose` answer. */
function answerFor(name: string) {
  const objects = objectsIn(name);
  const times = new DerivedTimes(Date.parse("2026-11-28T00:00:00Z"));
  const moments = objects.map((object) => times.of(Revision.ofObject(object)));
  const frames = framesOf(objects.map((object, i) => [(moments[i]?.offsetMs ?? 0) / 1000, object] as const));
  const findings = findingsIn(frames.map((frame, i) => ({ ...frame, observedAt: moments[i]?.observedAt ?? frame.observedAt })));
  return {
    findings: findings.filter(({ resolved }) => !resolved).map((each) => `${each.severity} ${each.class}: ${each.message}`),
    stages: objects.map((object) => `${stageOf(object).name}, ${stageOf(object).tone}`),
    outcomes: objects.map((object) => outcomeOf(object)).map(({ ready, failed, complete }) => ({ ready, failed, complete })),
  };
}

describe("a custom resource that says in its own way that it is broken has a finding in the controller's words:", () => {
  it("an Argo Workflow: that it is over does not make it well", () => {
    const { findings, stages, outcomes } = answerFor("01-argo-workflow-failed");
    expect(findings).toEqual(["critical Failed: The Workflow failed: main: Error (exit code 1)."]);
    expect(stages).toEqual(["Failed, bad"]);
    expect(outcomes).toEqual([{ ready: false, failed: true, complete: false }]);
  });

  it("a Kafka of Strimzi, by a condition that means the contrary of Ready", () => {
    const { findings, stages } = answerFor("02a-strimzi-3449");
    expect(findings).toEqual([
      "warning TimeoutException: The Kafka is not ready: Exceeded timeout of 300000ms while waiting for Pods resource kafka-0 in namespace shop to be ready.",
    ]);
    expect(stages).toEqual(["Present, neutral", "Not ready, progress", "Not ready, bad", "Not ready, bad"]);
  });

  it("an Argo Rollout that was aborted, though it is available", () => {
    const { findings, stages, outcomes } = answerFor("02b-argo-rollout-404");
    expect(findings).toEqual([
      'warning RolloutAborted: The Rollout is degraded: Rollout aborted update to revision 2: Metric "success-rate" assessed Failed due to failed (3) > failureLimit (2).',
    ]);
    expect(stages).toEqual(["Available, good", "Not healthy, progress", "Degraded, bad"]);
    expect(outcomes[2]).toEqual({ ready: false, failed: true, complete: false });
  });

  it("a Gateway, by the conditions of one listener", () => {
    const { findings, stages } = answerFor("02e-gateway-listener");
    expect(findings).toEqual(["warning InvalidCertificateRef: The Gateway's listener https is not resolved: Secret shop/tls not found."]);
    expect(stages).toEqual(["Present, neutral", "Not resolved, bad", "Not resolved, bad"]);
  });

  it("an Argo CD Application that is healthy, but whose sync failed", () => {
    const { findings, stages } = answerFor("02f-argocd-sync-failed");
    expect(findings).toEqual([
      'warning Failed: The Application\'s operationState is Failed: one or more objects failed to apply, reason: Deployment.apps "guestbook" is invalid: spec.selector: Invalid value: field is immutable (retried 5 times).',
    ]);
    expect(stages).toEqual(["Healthy, good", "Running, progress", "Failed, bad", "Failed, bad"]);
  });
});
