import type { ObjectAnalysis } from "../../../../src/interpret/session-analysis.js";
import type { Milestone } from "../../../../src/lifecycle/milestones/milestone.js";
import type { OccurrenceTimes } from "../../../../src/lifecycle/session/occurrence-times.js";
import type { Tone } from "../../../../src/lifecycle/stage.js";
import type { ObjectRef, Uid } from "../../../../src/model/kube-object.js";

export type StageSketch = readonly [fromMs: number, name: string, tone?: Tone];

interface Sketch {
  readonly kind?: string;
  readonly owner?: string;
  readonly milestones?: readonly Milestone[];
  readonly occurrences?: OccurrenceTimes;
}

/** An analysed object, as small as a rule about timelines needs it. Its uid is its name. */
export function analysed(
  name: string,
  stages: readonly StageSketch[],
  { kind = "Pod", owner, milestones = [], occurrences }: Sketch = {},
): ObjectAnalysis {
  const stageIntervals = stages.map(([fromMs, stage, tone = "progress"]) => ({ fromMs, stage: { name: stage, tone } }));
  return {
    ref: refTo(name, kind),
    owners: owner === undefined ? [] : [{ uid: owner, controller: true }],
    milestones,
    stageIntervals,
    stage: stageIntervals.at(-1)?.stage ?? { name: "Created", tone: "progress" },
    lives: [],
    ...(occurrences === undefined ? {} : { occurrences }),
  };
}

export function refTo(name: string, kind = "Pod"): ObjectRef {
  return { uid: name as Uid, apiVersion: kind === "Pod" ? "v1" : "apps/v1", kind, name, namespace: "default" };
}

export function milestone(name: string, atMs: number, more: Partial<Milestone> = {}): Milestone {
  return { name, ref: refTo("web"), tone: "progress", sequence: 1, offsetMs: atMs, atMs, timeSource: "receipt", how: "reached", ...more };
}
