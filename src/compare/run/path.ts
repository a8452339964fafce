import { elapsedMs } from "../elapsed-ms.js";
import { maxFoldedStepMs } from "../heuristics.js";
import type { RunObject } from "./run.js";
import type { StepInterval } from "./step-intervals.js";
import { resumedAt } from "./time-origin.js";

/** One step on the path of an object: the first time that it reached it. */
export interface PathStep {
  readonly key: string;
  readonly interval: StepInterval;
  /** Since the object's `timeOriginMs`. */
  readonly atMs: number;
  /** The longest time that it stayed there. */
  readonly maxMs: number;
  /** How many times it reached this step. */
  readonly times: number;
  /** The object was in this step when last seen. */
  readonly final: boolean;
}

/**
 * The steps that an object took, each once, in the order of their first times: the rungs of its ladder (Created, Scheduled, Running, ...), each
 * stage that is good, bad or final, and a rung that was lost again. Stages of mere progress (Rolling out, Scaling) are no steps: how many of
 * them a recording shows depends on timing.
 */
export function buildPath(object: RunObject): readonly PathStep[] {
  const { timeOriginMs, endMs } = object;
  const intervals = resumedAt(object) === undefined ? object.stepIntervals : object.stepIntervals.slice(1);
  const steps = new Map<string, PathStep>();
  let highest: StepInterval | undefined;
  for (const [i, interval] of intervals.entries()) {
    const key = keyOf(interval, highest);
    if (interval.rung > (highest?.rung ?? -1)) highest = interval;
    if (key === undefined) continue;
    const known = steps.get(key);
    const stayedMs = elapsedMs(interval.fromMs, intervals[i + 1]?.fromMs ?? Math.max(endMs, interval.fromMs));
    steps.set(key, {
      key,
      interval: known?.interval ?? interval,
      atMs: known?.atMs ?? elapsedMs(timeOriginMs, interval.fromMs),
      maxMs: Math.max(known?.maxMs ?? 0, stayedMs),
      times: (known?.times ?? 0) + 1,
      final: i === intervals.length - 1,
    });
  }
  return [...steps.values()];
}

/** Undefined for a stage that is no step. */
function keyOf(interval: StepInterval, highest: StepInterval | undefined): string | undefined {
  if (interval.rung >= 0 && highest !== undefined && interval.rung < highest.rung) return `not ${highest.key}`;
  if (interval.rung >= 0 || interval.stage.tone !== "progress" || interval.key === "Terminating") return interval.key;
  return undefined;
}

/**
 * True when another run of the same thing need not show this step: it was short, and not the last. Rungs of mere progress are never missing from
 * a path that goes beyond them (`StepInterval.passed`), so only good ones that were soon lost again are optional.
 */
export function isOptional({ maxMs, final, interval }: PathStep): boolean {
  if (final || maxMs >= maxFoldedStepMs) return false;
  return interval.rung < 0 ? interval.key !== "Terminating" : interval.stage.tone === "good";
}
