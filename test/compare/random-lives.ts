import fc from "fast-check";
import type { Frame, ObjectFrame } from "../../src/model/frame.js";
import { type KubeObject, refOf } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { condition, ownedBy, thing } from "../diagnosis/timed-objects.js";
import { exited, pod, running, waiting } from "../lifecycle/pods.js";
import type { History } from "../support/histories.js";
import { history } from "./runs.js";

/**
 * Random lives of objects: Pods that start, fail, recover, restart and go, a Deployment that rolls out and stalls, its ReplicaSet and Pods, a Job, a
 * custom resource. States come in any order and again, so stages recur; some objects existed before.
 */
interface Move {
  readonly object: number;
  readonly state: number;
  readonly waitMs: number;
}

const move: fc.Arbitrary<Move> = fc.record({
  object: fc.nat(7),
  state: fc.nat(9),
  waitMs: fc.constantFrom(1, 40, 300, 1500, 2500, 6000, 20_000),
});

interface Sketch {
  readonly moves: readonly Move[];
  /** How many of the first moves were there before. */
  readonly initial: number;
  /** Which objects there can be: recordings with other ones share none. */
  readonly only: readonly number[];
}

const all = [0, 1, 2, 3, 4, 5, 6, 7];
const sketch: fc.Arbitrary<Sketch> = fc.record({
  moves: fc.array(move, { maxLength: 30 }),
  initial: fc.constantFrom(0, 0, 0, 1, 3),
  only: fc.constantFrom(all, all, [0], [0, 1], [1], [2, 3, 4, 5], [6, 7]),
});

export const randomHistory: fc.Arbitrary<History> = sketch.map((made) => lives(made, "1"));

/** Two histories: unrelated, of which one begins as the other, or of the same moves at slightly other times. */
export const randomPair: fc.Arbitrary<{ readonly a: History; readonly b: History }> = fc.oneof(
  fc.tuple(sketch, sketch).map(([a, b]) => ({ a: lives(a, "1"), b: lives(b, "2") })),
  fc.tuple(sketch, fc.array(move, { maxLength: 8 }), fc.array(move, { maxLength: 8 })).map(([begin, a, b]) => ({
    a: lives({ ...begin, moves: [...begin.moves, ...a] }, "1"),
    b: lives({ ...begin, moves: [...begin.moves, ...b] }, "2"),
  })),
  fc.tuple(sketch, fc.constantFrom(0.7, 1.02, 3)).map(([made, pace]) => ({
    a: lives(made, "1"),
    b: lives({ ...made, moves: made.moves.map((each) => ({ ...each, waitMs: each.waitMs * pace })) }, "2"),
  })),
);

const startMs = Date.parse("2026-01-01T00:00:00Z");

export function lives({ moves, initial, only }: Sketch, cluster: string): History {
  const incarnations = new Map<number, number>();
  const alive = new Map<number, string>();
  let offsetMs = 0;
  const frames = moves.flatMap((each, i): readonly Frame[] => {
    const number = only[each.object % only.length] ?? 0;
    const known = alive.get(number);
    const isInitial = i < initial && known === undefined;
    offsetMs += i < initial ? 0 : each.waitMs;
    const incarnation = incarnations.get(number) ?? 0;
    const createdAt = known ?? new Date(startMs + Math.floor(offsetMs / 1000) * 1000 - (isInitial ? 3_600_000 : 0)).toISOString();
    const isGone = each.state === 9 && known !== undefined;
    const object = stateOf(number, each.state, `${cluster}-${number}-${incarnation}`, createdAt);
    if (isGone) {
      alive.delete(number);
      incarnations.set(number, incarnation + 1);
    } else alive.set(number, createdAt);
    const frame: ObjectFrame = {
      kind: "object",
      sequence: i + 1,
      offsetMs,
      observedAt: new Date(startMs + offsetMs).toISOString(),
      type: isGone ? "DELETED" : known === undefined ? "ADDED" : "MODIFIED",
      ref: refOf(object),
      resourceVersion: `${cluster}${i + 1}`,
      revision: Revision.ofObject(object),
      ...(isInitial ? { initial: true as const } : {}),
    };
    return [frame];
  });
  return history(frames, { name: `run-${cluster}`, startedAt: new Date(startMs).toISOString() });
}

/** One of the states of one of the objects. */
function stateOf(number: number, state: number, uid: string, creationTimestamp: string): KubeObject {
  const own = { uid, creationTimestamp, resourceVersion: "1" };
  switch (number) {
    case 0:
    case 1:
      return podIn(state, { ...own, name: number === 0 ? "web" : "shop" });
    case 2:
      return deploymentIn(state, own);
    case 3:
      return thing("apps/v1", "ReplicaSet", `site-${uid}`, replicaStatus(state), {
        ...own,
        labels: { "pod-template-hash": uid },
        ...ownedBy(deploymentIn(0, { ...own, uid: uid.replace(/-3-\d+$/, "-2-0") })),
      });
    case 4:
    case 5: {
      const set = thing("apps/v1", "ReplicaSet", "site", {}, { uid: uid.replace(/-\d-\d+$/, "-3-0") });
      return podIn(state, { ...own, name: `site-${uid}`, generateName: "site-", ...ownedBy(set) });
    }
    case 6:
      return thing("batch/v1", "Job", "work", jobStatus(state), own);
    default:
      return thing("example.org/v1", "Cache", "cache", customStatus(state), own);
  }
}

function podIn(state: number, metadata: object): KubeObject {
  const on = { node: "node-1", metadata };
  const up = { ...on, phase: "Running" };
  const states = [
    pod({ metadata }),
    pod(on),
    pod({ ...on, statuses: [waiting("ContainerCreating")] }),
    pod({ ...up, conditions: { Ready: "False" }, statuses: [running("nginx", { ready: false })] }),
    pod({ ...up, conditions: { Ready: "True" }, statuses: [running()] }),
    pod({ ...on, statuses: [waiting("ErrImagePull")] }),
    pod({ ...up, conditions: { Ready: "False" }, statuses: [exited(1)] }),
    pod({ ...up, conditions: { Ready: "True" }, statuses: [running("nginx", { restartCount: 1 })] }),
    pod({ ...on, phase: "Failed", statuses: [exited(3)] }),
    pod({ ...up, metadata: { ...metadata, deletionTimestamp: "2026-01-01T01:00:00Z" }, statuses: [running()] }),
  ];
  return states[state] ?? pod({ metadata });
}

function deploymentIn(state: number, metadata: object): KubeObject {
  const spec = { replicas: 1, template: { spec: { containers: [{ name: "nginx", image: state === 3 ? "nginx:bad" : "nginx:1.27" }] } } };
  const good = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
  const status = [
    {},
    { observedGeneration: 1, replicas: 1, updatedReplicas: 1 },
    { ...good, conditions: [condition("Available", "True", "MinimumReplicasAvailable")] },
    { ...good, updatedReplicas: 0 },
    { ...good, availableReplicas: 0, conditions: [condition("Progressing", "False", "ProgressDeadlineExceeded")] },
  ];
  return thing("apps/v1", "Deployment", "site", { spec, status: status[state % status.length] }, metadata);
}

function replicaStatus(state: number): object {
  const ready = state % 3 === 0 ? 1 : 0;
  return {
    spec: { replicas: state % 4 === 1 ? 0 : 1 },
    status: { observedGeneration: 1, replicas: 1, readyReplicas: ready, availableReplicas: ready },
  };
}

function jobStatus(state: number): object {
  const ends = [condition("Complete", "True", ""), condition("Failed", "True", "BackoffLimitExceeded")];
  return {
    spec: { completions: 1 },
    status: state < 5 ? { active: 1, startTime: "2026-01-01T00:00:00Z" } : { conditions: [ends[state % 2]] },
  };
}

function customStatus(state: number): object {
  return {
    status: { conditions: [condition("Ready", state % 2 === 0 ? "True" : "False", state % 2 === 0 ? "Up" : "Broken", "it is so")] },
  };
}
