import { elapsedMs } from "../elapsed-ms.js";
import { maxFoldedStepMs } from "../heuristics.js";
import type { RunObject } from "./run.js";
import type { StepInterval } from "./step-intervals.js";

/** One step on the path of an object. A stage that it reaches again is another step: the second time of that stage. */
export interface PathStep {
  readonly key: string;
  /** The first frame that shows it, this time. */
  readonly interval: StepInterval;
  /** Since the object's `timeOriginMs`. */
  readonly atMs: number;
  /** The longest time that it stayed in this step, of all the times that it was in it. */
  readonly maxMs: number;
  /** It is the n-th time that the object reached this step. */
  readonly nth: number;
  /** The object was in this step, this time, when last seen. */
  readonly final: boolean;
  /** The object was in it when the recording began: no frame shows when it reached it. */
  readonly found: boolean;
}

/**
 * The steps that an object took, in order: the rungs of its ladder (Created, Scheduled, Running, ...), each stage that is good, bad or final, and
 * the loss of a rung. Stages of mere progress (Rolling out, Scaling) are no steps: how many of them a recording shows depends on timing.
 * What later frames show never changes an earlier step, so the path of a recording that was cut is the beginning of the whole path.
 */
export function buildPath({ timeOriginMs, endMs, preexisting, stepIntervals }: RunObject): readonly PathStep[] {
  // An object that alternates has a thousand steps: they are filled in place.
  const steps: { -readonly [field in keyof PathStep]: PathStep[field] }[] = [];
  const visits = new Map<string, Visits>();
  const firstSequence = stepIntervals[0]?.sequence;
  let highest: StepInterval | undefined;
  for (let i = 0; i < stepIntervals.length; i++) {
    const interval = stepIntervals[i] as StepInterval;
    const key = keyOf(interval, highest);
    if (interval.rung > (highest?.rung ?? -1)) highest = interval;
    if (key === undefined) continue;
    const final = i === stepIntervals.length - 1;
    const visited = visitsOf(visits, key);
    const stayedMs = elapsedMs(interval.fromMs, stepIntervals[i + 1]?.fromMs ?? Math.max(endMs, interval.fromMs));
    if (stayedMs > visited.maxMs) visited.maxMs = stayedMs;
    const last = steps.at(-1);
    if (last?.key === key) last.final = final;
    else {
      const found = preexisting && interval.sequence === firstSequence;
      steps.push({ key, interval, atMs: elapsedMs(timeOriginMs, interval.fromMs), maxMs: 0, nth: ++visited.count, final, found });
    }
  }
  for (const step of steps) step.maxMs = visitsOf(visits, step.key).maxMs;
  return steps;
}

/** How often an object was in a step, and how long at most. */
interface Visits {
  count: number;
  maxMs: number;
}

function visitsOf(visits: Map<string, Visits>, key: string): Visits {
  let known = visits.get(key);
  if (known === undefined) {
    known = { count: 0, maxMs: 0 };
    visits.set(key, known);
  }
  return known;
}

/** Undefined for a stage that is no step. */
function keyOf(interval: StepInterval, highest: StepInterval | undefined): string | undefined {
  if (interval.rung >= 0 && highest !== undefined && interval.rung < highest.rung)
    return interval.passed ? undefined : `not ${highest.key}`;
  if (interval.rung >= 0 || interval.stage.tone !== "progress" || interval.key === "Terminating") return interval.key;
  return undefined;
}

/**
 * True when another run of the same thing need not show this step: it was short each time, and not the last. Rungs of mere progress are never missing from
 * a path that goes beyond them (`StepInterval.passed`), so only good ones that were soon lost again are optional, and the losses themselves.
 */
export function isOptional({ key, maxMs, final, interval }: PathStep): boolean {
  if (final || maxMs >= maxFoldedStepMs) return false;
  if (interval.rung < 0) return key !== "Terminating";
  return interval.stage.tone === "good" || isLoss(key);
}

/** "not Ready": a rung that the object had reached before. */
function isLoss(key: string): boolean {
  return key.startsWith("not ");
}

/** The steps of a path, each once, in the order of their first times. */
export function firstTimes(path: readonly PathStep[]): readonly PathStep[] {
  return path.filter(({ nth }) => nth === 1);
}

export function isEnding(step: PathStep | undefined): boolean {
  return step?.key === "Terminating" || step?.key === "Deleted";
}

/** Not bad, and nothing was lost. */
export function isFine(step: PathStep | undefined): boolean {
  return step === undefined || (step.interval.stage.tone !== "bad" && !isLoss(step.key));
}
