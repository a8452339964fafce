import { elapsedMs } from "./elapsed-ms.js";
import { behindFactor, behindMarginMs, maxStepIntervals } from "./heuristics.js";
import type { Role, RoleMember } from "./match/align-runs.js";
import { isEnding, isFine, isOptional, type PathStep } from "./run/path.js";
import type { RecordedSpans } from "./run/recorded-span.js";
import type { RunObject } from "./run/run.js";
import { otherSide, type Side, type Sided, sides } from "./sides.js";

/** Where the paths of one role diverge. */
export interface PathDivergence {
  readonly role: Role;
  /**
   * `outcome`: one failed, stayed behind or lost what it had, or both became different things. `ending`: one was deleted or scaled to zero and the
   * other was not. `alone`: only one run has the role. `beyond`: one failed after the other recording had ended, which is no divergence of the
   * runs: what the other would have done is not known.
   */
  readonly kind: "outcome" | "beyond" | "ending" | "alone";
  /** The last step that both took. */
  readonly common?: CommonStep;
  /** The step that each took next; missing for a run that took none. */
  readonly next: Sided<PathStep>;
}

export type CommonStep = Required<Sided<PathStep>>;

/** The paths of one role in both runs, step by step. */
export interface PathComparison {
  readonly role: Role;
  /** How many steps both took, from the first. */
  readonly commonSteps: number;
  readonly divergence?: PathDivergence;
  /** One recording ended before it could be expected to show what the other one shows next. */
  readonly unfinished?: UnfinishedPath;
}

interface UnfinishedPath {
  /** The run whose recording ended. */
  readonly side: Side;
  /** What the other run did then; missing where only that run has the role so far. */
  readonly step?: PathStep;
  /** When the other run did it, ms since the object's `timeOriginMs`; for a role of one run only, since that run's `zeroMs`. */
  readonly atMs: number;
  /** Until when this run is known not to have done it, by the same clock. Before `atMs` where its recording ended earlier. */
  readonly untilMs: number;
}

/**
 * Compares the paths of one role. Both are followed from their first steps as long as the steps are equal: the same stage, and so the n-th time
 * of one with the n-th time in the other. An optional step of one run only is skipped (`isOptional`). They diverge where the next steps differ, or
 * where only one has a next step although the other was recorded for long enough; otherwise the shorter recording just ends there.
 * `sharesNone`: no role is in both runs, so they differ however short they are.
 */
export function comparePaths(role: Role, spans: RecordedSpans, sharesNone = false): PathComparison {
  const { a, b } = role;
  if (a === undefined || b === undefined) return compareLone(role, spans, sharesNone);
  let [i, j] = [firstComparable(a, b), firstComparable(b, a)];
  const found = commonFound(a, b);
  let common: CommonStep | undefined = found;
  let commonSteps = 0;
  const [stepsA, stepsB] = [comparablePath(a), comparablePath(b)];
  const skipRepeat = (steps: readonly PathStep[], at: number, last: PathStep | undefined) =>
    last !== undefined && steps[at]?.key === last.key ? at + 1 : at;
  for (;;) {
    const [stepA, stepB] = [stepsA[i], stepsB[j]];
    if (stepA === undefined && stepB === undefined) return { role, commonSteps };
    if (stepA !== undefined && stepB !== undefined && isSameStep(role, stepA, stepB)) {
      common = { a: stepA, b: stepB };
      commonSteps++;
      i++;
      j++;
      continue;
    }
    const [skipsA, skipsB] = [stepA !== undefined && isOptional(stepA), stepB !== undefined && isOptional(stepB)];
    if (!skipsA && !skipsB) return compareAt(role, commonSteps, common, sided(stepA, stepB), spans);
    // What is left of "Ready, gone for a moment, Ready" is one Ready.
    if (skipsA) i = skipRepeat(stepsA, i + 1, common?.a);
    if (skipsB) j = skipRepeat(stepsB, j + 1, common?.b);
  }
}

function sided(a: PathStep | undefined, b: PathStep | undefined): Sided<PathStep> {
  return { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
}

/** Of an object that alternates for days the last steps kept are not those that follow the ones before (`maxStepIntervals`). */
function comparablePath({ object, path }: RoleMember): readonly PathStep[] {
  return object.stepIntervals.length < maxStepIntervals ? path : path.slice(0, -1);
}

/** Both objects existed before and were in the same step when their recordings began. */
function commonFound(a: RoleMember, b: RoleMember): CommonStep | undefined {
  const [foundA, foundB] = [lastFound(a), lastFound(b)];
  return foundA !== undefined && foundB !== undefined && foundA.key === foundB.key ? { a: foundA, b: foundB } : undefined;
}

function lastFound({ path }: RoleMember): PathStep | undefined {
  return path.findLast(({ found }) => found);
}

/**
 * Where to begin. In what an object was found is no step of this run: it is left out where both were found in the same, and where the object was
 * idle and became active again, as a ReplicaSet of an earlier rollout. The steps of the other run up to there are left out as well, because this
 * recording does not show them.
 */
function firstComparable(own: RoleMember, other: RoleMember): number {
  const found = own.path.filter((step) => step.found).length;
  if (commonFound(own, other) !== undefined || isResumed(own)) return found;
  const otherFound = lastFound(other);
  if (found > 0 || otherFound === undefined || isResumed(other)) return 0;
  return Math.max(
    0,
    own.path.findIndex(({ key }) => key === otherFound.key),
  );
}

function isResumed({ path }: RoleMember): boolean {
  const found = path.findLastIndex((step) => step.found);
  const next = path[found + 1];
  return path[found]?.interval.stage.tone === "neutral" && next !== undefined && !isEnding(next);
}

/** Containers with different names are the same when they have the same place in the spec. */
function isSameStep({ a, b }: Role, stepA: PathStep, stepB: PathStep): boolean {
  if (stepA.key !== stepB.key) return false;
  const [nameA, nameB] = [stepA.interval.container, stepB.interval.container];
  if (nameA === undefined || nameB === undefined || nameA === nameB) return true;
  const [namesA, namesB] = [a?.object.containers ?? [], b?.object.containers ?? []];
  return !namesA.includes(nameB) && !namesB.includes(nameA) && namesA.indexOf(nameA) === namesB.indexOf(nameB);
}

function compareAt(
  role: Role,
  commonSteps: number,
  common: CommonStep | undefined,
  next: Sided<PathStep>,
  spans: RecordedSpans,
): PathComparison {
  const divergence = (kind: PathDivergence["kind"]): PathDivergence => ({ role, kind, next, ...(common === undefined ? {} : { common }) });
  const ahead = sides.find((side) => next[side] !== undefined && next[otherSide(side)] === undefined);
  const step = ahead === undefined ? undefined : next[ahead];
  if (ahead === undefined || step === undefined) {
    if (sides.every((side) => isEnding(next[side]))) return { role, commonSteps };
    return { role, commonSteps, divergence: divergence(hasOneEnded(next) ? "ending" : "outcome") };
  }
  const unfinished = { side: otherSide(ahead), step, ...timesOf(role, ahead, step, spans) };
  const isLate = isWatchedLong(unfinished);
  if (isEnding(step) || step.interval.stage.tone === "neutral")
    return { role, commonSteps, ...(isLate ? { divergence: divergence("ending") } : { unfinished }) };
  if (isLate || (!isFine(step) && unfinished.untilMs > unfinished.atMs)) return { role, commonSteps, divergence: divergence("outcome") };
  return { role, commonSteps, unfinished, ...(isFine(step) ? {} : { divergence: divergence("beyond") }) };
}

/** One was deleted, and the other took a step that is neither bad nor towards the goal of both. */
function hasOneEnded(next: Sided<PathStep>): boolean {
  return sides.some((side) => {
    const other = next[otherSide(side)];
    return isEnding(next[side]) && isFine(other) && other?.interval.stage.tone !== "good" && (other?.interval.rung ?? -1) < 0;
  });
}

/** True when this side was watched well beyond the time at which the other took its step: it is behind, and its recording is not just shorter. */
function isWatchedLong({ atMs, untilMs }: Pick<UnfinishedPath, "atMs" | "untilMs">): boolean {
  return untilMs >= atMs * behindFactor + behindMarginMs;
}

/**
 * When this run took the step, and until when the other did not. The times of an object count from its creation where that is the beginning of
 * both; else from the first change of each run, which is the same moment for a recording and a part of it.
 */
function timesOf(role: Role, ahead: Side, step: PathStep, spans: RecordedSpans): Pick<UnfinishedPath, "atMs" | "untilMs"> {
  const [own, other] = [role[ahead]?.object, role[otherSide(ahead)]?.object];
  const isOfCreation = sides.every((side) => isCountedFromCreation(role[side]?.object));
  const zeroOf = (object: RunObject | undefined, side: Side) => (isOfCreation ? (object?.timeOriginMs ?? 0) : spans[side].zeroMs);
  return {
    atMs: elapsedMs(zeroOf(own, ahead), step.interval.fromMs),
    untilMs: elapsedMs(zeroOf(other, otherSide(ahead)), other?.endMs ?? 0),
  };
}

function isCountedFromCreation(object: RunObject | undefined): boolean {
  return object !== undefined && object.timeOriginMs === object.createdMs;
}

/** Only one run has the role: a divergence where the other was recorded for long enough to show it. */
function compareLone(role: Role, spans: RecordedSpans, sharesNone: boolean): PathComparison {
  const side: Side = role.a === undefined ? "b" : "a";
  const first = role[side]?.object.stepIntervals[0];
  const atMs = elapsedMs(spans[side].zeroMs, first?.fromMs ?? 0);
  const unfinished = { side: otherSide(side), atMs, untilMs: spans[otherSide(side)].lengthMs };
  if (sharesNone || isWatchedLong(unfinished)) return { role, commonSteps: 0, divergence: { role, kind: "alone", next: {} } };
  return { role, commonSteps: 0, unfinished };
}
