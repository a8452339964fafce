import type { ObjectFrame } from "../../src/model/frame.js";
import { type KubeObject, refOf } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";

/** Objects as the API server sends them, reduced to the fields that matter. */

export interface PodSketch {
  readonly node?: string;
  readonly phase?: string;
  readonly conditions?: Readonly<Record<string, "True" | "False" | readonly ["True" | "False", string]>>;
  readonly containers?: readonly object[];
  readonly statuses?: readonly object[];
  readonly inits?: readonly object[];
  readonly initStatuses?: readonly object[];
  readonly metadata?: object;
  readonly status?: object;
  readonly spec?: object;
}

export function pod(sketch: PodSketch = {}): KubeObject {
  const { inits, initStatuses, statuses } = sketch;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "default", uid: "u1", creationTimestamp: "2026-01-01T00:00:00Z", ...sketch.metadata },
    spec: {
      ...(sketch.node === undefined ? {} : { nodeName: sketch.node }),
      containers: sketch.containers ?? [{ name: "nginx", image: "nginx:1.27" }],
      ...(inits === undefined ? {} : { initContainers: inits }),
      ...sketch.spec,
    },
    status: {
      phase: sketch.phase ?? "Pending",
      conditions: Object.entries(sketch.conditions ?? {}).map(([type, value]) =>
        typeof value === "string" ? { type, status: value } : { type, status: value[0], reason: value[1] },
      ),
      ...(statuses === undefined ? {} : { containerStatuses: statuses }),
      ...(initStatuses === undefined ? {} : { initContainerStatuses: initStatuses }),
      ...sketch.status,
    },
  };
}

export const running = (name = "nginx", more: object = {}): object => ({
  name,
  ready: true,
  started: true,
  restartCount: 0,
  state: { running: { startedAt: "2026-01-01T00:00:01Z" } },
  ...more,
});

export const waiting = (reason: string, name = "nginx", more: object = {}): object => ({
  name,
  ready: false,
  restartCount: 0,
  state: { waiting: { reason } },
  ...more,
});

export const exited = (exitCode: number, name = "nginx", more: object = {}): object => ({
  name,
  ready: false,
  restartCount: 0,
  state: {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? "Completed" : "Error",
      startedAt: "2026-01-01T00:00:01Z",
      finishedAt: "2026-01-01T00:00:06Z",
    },
  },
  ...more,
});

export function frameOf(object: KubeObject, more: Partial<ObjectFrame> = {}): ObjectFrame {
  return {
    kind: "object",
    sequence: 1,
    offsetMs: 0,
    observedAt: "2026-01-01T00:00:00.000Z",
    type: "MODIFIED",
    ref: refOf(object),
    resourceVersion: "1",
    revision: Revision.ofObject(object),
    ...more,
  };
}
