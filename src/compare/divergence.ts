import type { Finding } from "../diagnosis/engine/finding.js";
import type { FindingPair } from "./differences/finding-pairs.js";
import { elapsedMs } from "./elapsed-ms.js";
import { behindFactor, behindMarginMs, maxCauseLagMs } from "./heuristics.js";
import type { Role, RoleMember } from "./match/align-runs.js";
import { isOptional, type PathStep } from "./run/path.js";
import type { Run, RunObject } from "./run/run.js";
import { describeStage } from "./run/step-descriptions.js";
import { otherSide, type Side, type Sided, sides } from "./sides.js";

/** Where two runs diverge first. */
export type Divergence =
  /** A role takes another step in one run than in the other. */
  | { readonly kind: "step"; readonly pathDivergence: PathDivergence; readonly frames: Sided<ShownFrame> }
  /** All roles take the same steps, but only one run has this finding. */
  | { readonly kind: "finding"; readonly side: Side; readonly finding: Finding; readonly role?: Role; readonly frames: Sided<ShownFrame> };

/** Where the paths of one role diverge. */
export interface PathDivergence {
  readonly role: Role;
  /**
   * `outcome`: one failed, stayed behind or lost what it had, or both became different things. `beyond`: one failed at a time that the other
   * recording does not reach. `ending`: one was deleted or scaled to zero and the other was not. `alone`: only one run has the role.
   */
  readonly kind: "outcome" | "beyond" | "ending" | "alone";
  /** The last step that both took. */
  readonly common?: Sided<PathStep>;
  /** The step that each took next; missing for a run that stayed where it was. */
  readonly next: Sided<PathStep>;
}

/** The frame that shows what a run did at the divergence. */
interface ShownFrame {
  readonly sequence: number;
  readonly offsetMs: number;
  /** Since the object's `timeOriginMs`. */
  readonly atMs: number;
  /** "Creating (ErrImagePull)". */
  readonly stage: string;
  /** The run took no step here: this is the last frame of the object. */
  readonly stayed?: true;
}

/** How the paths of one role diverge; undefined when they do not, or when one recording only ends earlier than the other. */
export function findPathDivergence(role: Role): PathDivergence | undefined {
  const { a, b } = role;
  if (a === undefined || b === undefined) return { role, kind: "alone", next: {} };
  const [stepsA, stepsB] = [a.path, b.path];
  let common: Sided<PathStep> | undefined;
  let [i, j] = [firstComparable(a, b), firstComparable(b, a)];
  for (;;) {
    const [stepA, stepB] = [stepsA[i], stepsB[j]];
    if (stepA === undefined && stepB === undefined) return divergenceAtEnd(role, common);
    if (stepA !== undefined && stepB !== undefined && isSameStep(role, stepA, stepB)) {
      common = { a: stepA, b: stepB };
      i++;
      j++;
    } else if (stepA !== undefined && isOptional(stepA)) i++;
    else if (stepB !== undefined && isOptional(stepB)) j++;
    else return divergenceAt(role, common, { ...(stepA === undefined ? {} : { a: stepA }), ...(stepB === undefined ? {} : { b: stepB }) });
  }
}

/** An object that existed before its recording began shows no earlier steps: those of the other run are skipped. */
function firstComparable({ object, path }: RoleMember, other: RoleMember): number {
  const first = other.path[0]?.interval;
  if (object.preexisting || !other.object.preexisting || first === undefined) return 0;
  const reached = path.findIndex(({ key }) => key === first.key);
  return Math.max(0, reached);
}

/** Containers with different names are the same when they have the same place in the spec. */
function isSameStep({ a, b }: Role, stepA: PathStep, stepB: PathStep): boolean {
  if (stepA.key !== stepB.key) return false;
  const [nameA, nameB] = [stepA.interval.container, stepB.interval.container];
  if (nameA === undefined || nameB === undefined || nameA === nameB) return true;
  const [namesA, namesB] = [a?.object.containers ?? [], b?.object.containers ?? []];
  return !namesA.includes(nameB) && !namesB.includes(nameA) && namesA.indexOf(nameA) === namesB.indexOf(nameB);
}

function divergenceAt(role: Role, common: Sided<PathStep> | undefined, next: Sided<PathStep>): PathDivergence | undefined {
  const kind = kindOf(role, next);
  return kind === undefined ? undefined : { role, kind, next, ...(common === undefined ? {} : { common }) };
}

function kindOf(role: Role, next: Sided<PathStep>): PathDivergence["kind"] | undefined {
  const ahead = sides.find((side) => next[side] !== undefined && next[otherSide(side)] === undefined);
  if (ahead === undefined) return sides.every((side) => isEnding(next[side])) ? undefined : hasOneEnded(next) ? "ending" : "outcome";
  const step = next[ahead];
  if (step === undefined) return undefined;
  const isBehind = wasWatchedLong(role, otherSide(ahead), step);
  if (isEnding(step) || step.interval.stage.tone === "neutral") return isBehind ? "ending" : undefined;
  if (isBehind) return "outcome";
  return isFine(step) ? undefined : "beyond";
}

export function isEnding(step: PathStep | undefined): boolean {
  return step?.key === "Terminating" || step?.key === "Deleted";
}

/** One was deleted, and the other took a step that is neither bad nor towards the goal of both. */
function hasOneEnded(next: Sided<PathStep>): boolean {
  return sides.some((side) => {
    const other = next[otherSide(side)];
    return isEnding(next[side]) && isFine(other) && other?.interval.stage.tone !== "good" && (other?.interval.rung ?? -1) < 0;
  });
}

/** Not bad, and nothing was lost. */
export function isFine(step: PathStep | undefined): boolean {
  return step === undefined || (step.interval.stage.tone !== "bad" && !step.key.startsWith("not "));
}

/** True when this side was watched well beyond the time at which the other took its step: it is behind, and its recording is not just shorter. */
function wasWatchedLong(role: Role, side: Side, step: PathStep): boolean {
  const object = role[side]?.object;
  return object !== undefined && object.endMs - object.timeOriginMs >= step.atMs * behindFactor + behindMarginMs;
}

/** Both took the same steps, but only one of them ended in a bad one. Where both repeat steps, chance decides in which one the recording ends. */
function divergenceAtEnd(role: Role, common: Sided<PathStep> | undefined): PathDivergence | undefined {
  const last = { a: finalStep(role.a), b: finalStep(role.b) };
  if (last.a === undefined || last.b === undefined || last.a.key === last.b.key) return undefined;
  if (isFine(last.a) === isFine(last.b) || (last.a.times > 1 && last.b.times > 1)) return undefined;
  return { role, kind: "outcome", next: { a: last.a, b: last.b }, ...(common === undefined ? {} : { common }) };
}

function finalStep(member: RoleMember | undefined): PathStep | undefined {
  return member?.path.find(({ final }) => final);
}

const weights: Readonly<Record<PathDivergence["kind"], number>> = { outcome: 0, beyond: 1, alone: 2, ending: 3 };

/**
 * The first of the path divergences with the greatest weight; a finding of one run only comes before those that one run merely has more or ends
 * earlier. A failure of an object comes before what it did to its owners: a Pod that cannot pull its image diverges a moment after its ReplicaSet
 * is expected to be Ready, but it is the cause.
 */
export function findFirstDivergence(
  all: readonly PathDivergence[],
  findings: readonly FindingPair[],
  runs: { readonly a: Run; readonly b: Run },
): Divergence | undefined {
  const starts = { a: runs.a.firstChangeMs, b: runs.b.firstChangeMs };
  const whenOf = (each: PathDivergence) => Math.min(...sides.map((side) => startMs(each, side) - starts[side]));
  const step = firstOf(all, whenOf);
  const outcome = step !== undefined && weights[step.kind] <= weights.beyond ? step : undefined;
  if (outcome !== undefined) return withFrames(deepestCause(outcome, all, whenOf));
  const finding = findings.find(({ a, b }) => (a === undefined) !== (b === undefined) && (a ?? b)?.severity !== "info");
  if (finding !== undefined) return findingDivergence(finding, starts);
  return step === undefined ? undefined : withFrames(step);
}

function firstOf(all: readonly PathDivergence[], whenOf: (each: PathDivergence) => number): PathDivergence | undefined {
  const order = (x: PathDivergence, y: PathDivergence) =>
    weights[x.kind] - weights[y.kind] || whenOf(x) - whenOf(y) || (x.role.title < y.role.title ? -1 : 1);
  return all.reduce<PathDivergence | undefined>((best, each) => (best === undefined || order(each, best) < 0 ? each : best), undefined);
}

function deepestCause(chosen: PathDivergence, all: readonly PathDivergence[], whenOf: (each: PathDivergence) => number): PathDivergence {
  const below = all.filter(
    (each) =>
      each !== chosen && each.kind === "outcome" && isOwnedBy(each.role, chosen.role) && whenOf(each) <= whenOf(chosen) + maxCauseLagMs,
  );
  const next = firstOf(below, whenOf);
  return next === undefined ? chosen : deepestCause(next, all, whenOf);
}

function isOwnedBy(role: Role, ancestor: Role): boolean {
  for (let owner = role.owner; owner !== undefined; owner = owner.owner) if (owner === ancestor) return true;
  return false;
}

/** When this run shows the divergence, ms since session start; infinite for a run that stayed where it was. */
function startMs({ role, next }: PathDivergence, side: Side): number {
  const object = role[side]?.object;
  if (object === undefined) return Number.POSITIVE_INFINITY;
  const step = next[side];
  if (step !== undefined) return object.timeOriginMs + step.atMs;
  return next.a === undefined && next.b === undefined ? object.timeOriginMs : Number.POSITIVE_INFINITY;
}

function withFrames(pathDivergence: PathDivergence): Divergence {
  const frames = sides.flatMap((side) => {
    const member = pathDivergence.role[side];
    return member === undefined ? [] : [[side, frameOf(pathDivergence, side, member.object)] as const];
  });
  return { kind: "step", pathDivergence, frames: Object.fromEntries(frames) };
}

function frameOf({ next, kind }: PathDivergence, side: Side, object: RunObject): ShownFrame {
  const interval = kind === "alone" ? object.stepIntervals[0] : next[side]?.interval;
  if (interval !== undefined) {
    const { sequence, fromMs } = interval;
    return { sequence, offsetMs: fromMs, atMs: elapsedMs(object.timeOriginMs, fromMs), stage: describeStage(interval.stage) };
  }
  const last = object.stepIntervals.at(-1);
  return {
    sequence: object.lastSequence,
    offsetMs: object.endMs,
    atMs: elapsedMs(object.timeOriginMs, object.endMs),
    stage: last === undefined ? "" : describeStage(last.stage),
    stayed: true,
  };
}

/** A finding about an object that the run does not have counts from the first change of the run. */
function findingDivergence({ a, b, role }: FindingPair, starts: Record<Side, number>): Divergence | undefined {
  const side: Side = a === undefined ? "b" : "a";
  const finding = a ?? b;
  if (finding === undefined) return undefined;
  const object = role?.[side]?.object;
  const at = {
    sequence: finding.firstSequence,
    offsetMs: finding.sinceMs,
    atMs: elapsedMs(object?.timeOriginMs ?? starts[side], finding.sinceMs),
    stage: finding.class,
  };
  return { kind: "finding", side, finding, frames: { [side]: at }, ...(role === undefined ? {} : { role }) };
}
