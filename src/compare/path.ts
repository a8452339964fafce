import { elapsedMs } from "./elapsed-ms.js";
import type { RunObject } from "./run.js";
import type { StageInterval } from "./stretches.js";
import { timeOriginOf } from "./zero-times.js";

/** One step of the way that an object went: the first time that it got there. */
export interface Step {
  readonly key: string;
  readonly stretch: StageInterval;
  /** Since its times are told (`RunObject.zeroMs`). */
  readonly atMs: number;
  /** The longest that it stayed there. */
  readonly maxMs: number;
  /** How often it got there. */
  readonly times: number;
  /** It was so when the object was last seen. */
  readonly final: boolean;
}

/**
 * The steps that an object took, each once, in the order of their first times: the rungs of its ladder, what is good, wrong or over, and what
 * was lost again. Stages that only lead from one to the other (Rolling out, Scaling) are no steps: how many of them are seen is up to the pace.
 */
export function pathOf(object: RunObject): readonly Step[] {
  const { zeroMs, endMs } = object;
  const waking = timeOriginOf(object);
  const stretches = waking === undefined ? object.stretches : object.stretches.slice(1);
  const steps = new Map<string, Step>();
  let highest: StageInterval | undefined;
  for (const [i, stretch] of stretches.entries()) {
    const key = keyOf(stretch, highest);
    if (stretch.rung > (highest?.rung ?? -1)) highest = stretch;
    if (key === undefined) continue;
    const known = steps.get(key);
    const lastedMs = elapsedMs(stretch.fromMs, stretches[i + 1]?.fromMs ?? Math.max(endMs, stretch.fromMs));
    steps.set(key, {
      key,
      stretch: known?.stretch ?? stretch,
      atMs: known?.atMs ?? elapsedMs(zeroMs, stretch.fromMs),
      maxMs: Math.max(known?.maxMs ?? 0, lastedMs),
      times: (known?.times ?? 0) + 1,
      final: i === stretches.length - 1,
    });
  }
  return [...steps.values()];
}

/** Undefined for a stage that is no step. */
function keyOf(stretch: StageInterval, highest: StageInterval | undefined): string | undefined {
  if (stretch.rung >= 0 && highest !== undefined && stretch.rung < highest.rung) return `not ${highest.key}`;
  if (stretch.rung >= 0 || stretch.stage.tone !== "progress" || stretch.key === "Terminating") return stretch.key;
  return undefined;
}

/** Kubelet and controllers may fold updates that follow each other this closely: one run shows a step that another one does not. */
const foldedMs = 2000;

/** True when another run of the same thing need not show this step. */
export function isOptional({ maxMs, final, stretch }: Step): boolean {
  return !final && stretch.rung < 0 ? maxMs < foldedMs && stretch.key !== "Terminating" : isOptionalRung(stretch, maxMs, final);
}

/** A rung that is no more than passed is implied by those above it, except the last: nothing implies that it was ever reached. */
function isOptionalRung(stretch: StageInterval, maxMs: number, final: boolean): boolean {
  return stretch.stage.tone === "good" && !final && maxMs < foldedMs;
}
