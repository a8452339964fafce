import fc from "fast-check";
import type { Frame, ObjectFrame } from "../../src/model/frame.js";
import type { KubeObject, Uid } from "../../src/model/kube-object.js";
import { event, thing } from "../diagnosis/timed-objects.js";
import { exited, frameOf, pod, running, waiting } from "../lifecycle/pods.js";
import { gapFrame } from "../replay/sessions.js";
import { type History, plainHistory } from "./histories.js";

interface Step {
  readonly object: number;
  readonly state: number;
  readonly waitMs: number;
  readonly isDeleting: boolean;
  readonly isGone: boolean;
  readonly isRepaired: boolean;
  readonly isGap: boolean;
}

const rarely = fc.integer({ min: 0, max: 9 }).map((n) => n === 0);

const step: fc.Arbitrary<Step> = fc.record({
  object: fc.integer({ min: 0, max: 3 }),
  state: fc.integer({ min: 0, max: 6 }),
  waitMs: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 400_000 })),
  isDeleting: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  isGone: rarely,
  isRepaired: rarely,
  isGap: rarely,
});

/**
 * Any sequence of states of two Pods, a Deployment and Events about a Pod: they fail and recover, are deleted, and appear again under the same
 * uid. Each object is ADDED first, also after its deletion; the frames before the first wait may show what existed when recording began.
 */
export const anyLives: fc.Arbitrary<History> = fc
  .tuple(fc.array(step, { maxLength: 50 }), fc.nat(3))
  .map(([steps, initial]) => plainHistory(framesOf(steps, initial)));

function framesOf(steps: readonly Step[], initial: number): readonly Frame[] {
  const existing = new Set<Uid>();
  let offsetMs = 0;
  return steps.map((step, i) => {
    offsetMs += i < initial ? 0 : step.waitMs;
    const base = { sequence: i + 1, offsetMs, observedAt: new Date(startMs + offsetMs).toISOString() };
    if (step.isGap) return gapFrame(i + 1, base);
    const object = objectIn(step);
    const uid = object.metadata.uid as Uid;
    const type: ObjectFrame["type"] = existing.has(uid) ? (step.isGone ? "DELETED" : "MODIFIED") : "ADDED";
    if (type === "DELETED") existing.delete(uid);
    else existing.add(uid);
    const isInitial = i < initial && type === "ADDED";
    return frameOf(object, { ...base, type, ...(isInitial ? { initial: true } : step.isRepaired ? { repaired: true } : {}) });
  });
}

const startMs = Date.parse("2026-01-01T00:00:00Z");

function objectIn({ object, state, isDeleting }: Step): KubeObject {
  if (object === 3)
    return event(podIn(0, state, false), reasons[state] ?? "BackOff", "Back-off restarting failed container", { count: state });
  return object === 2 ? deploymentIn(state) : podIn(object, state, isDeleting);
}

const reasons = ["FailedScheduling", "Pulled", "Failed", "Unhealthy", "FailedMount", "Killing", "BackOff"];

function podIn(object: number, state: number, isDeleting: boolean): KubeObject {
  const metadata = {
    name: `web-${object}`,
    uid: `pod-${object}`,
    ...(isDeleting ? { deletionTimestamp: "2026-01-01T00:01:00Z", deletionGracePeriodSeconds: 30 } : {}),
  };
  const statuses = [
    undefined,
    [waiting("ContainerCreating")],
    [waiting("ErrImagePull")],
    [waiting("CrashLoopBackOff", "nginx", { restartCount: 3 })],
    [exited(1)],
    [running("nginx", { ready: false })],
    [running()],
  ][state];
  const isReady = state === 6;
  return pod({
    metadata,
    phase: state > 4 ? "Running" : "Pending",
    conditions: {
      PodScheduled: state === 0 ? ["False", "Unschedulable"] : "True",
      Ready: isReady ? "True" : ["False", "ContainersNotReady"],
    },
    ...(state === 0 ? {} : { node: "node-1" }),
    ...(statuses === undefined ? {} : { statuses }),
  });
}

function deploymentIn(state: number): KubeObject {
  return thing("apps/v1", "Deployment", "web", {
    spec: { replicas: 2 },
    status: { observedGeneration: 1, replicas: 2, updatedReplicas: Math.min(2, state), availableReplicas: state > 4 ? 2 : 0 },
  });
}
