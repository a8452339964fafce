import type { Finding } from "../diagnosis/engine/finding.js";
import { least } from "../model/extremes.js";
import type { FindingPair } from "./differences/finding-pairs.js";
import { elapsedMs } from "./elapsed-ms.js";
import { maxCauseLagMs } from "./heuristics.js";
import type { Role } from "./match/align-runs.js";
import type { PathDivergence } from "./path-divergence.js";
import type { RecordedSpans } from "./run/recorded-span.js";
import type { RunObject } from "./run/run.js";
import { describeStage } from "./run/step-descriptions.js";
import { type Side, type Sided, sides } from "./sides.js";

/** Where two runs diverge first. */
export type Divergence =
  /** A role takes another step in one run than in the other. */
  | { readonly kind: "step"; readonly pathDivergence: PathDivergence; readonly frames: Sided<ShownFrame> }
  /** All roles take the same steps, but only one run has this finding. */
  | { readonly kind: "finding"; readonly side: Side; readonly finding: Finding; readonly role?: Role; readonly frames: Sided<ShownFrame> };

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

/** What happened after the other recording had ended (`beyond`) is none. */
type WeightedKind = Exclude<PathDivergence["kind"], "beyond">;
const weights: Readonly<Record<WeightedKind, number>> = { outcome: 0, alone: 1, ending: 2 };

/**
 * The first of the path divergences with the greatest weight; a finding of one run only comes before those that one run merely has more or ends
 * earlier. A failure of an object comes before what it did to its owners: a Pod that cannot pull its image diverges a moment after its ReplicaSet
 * is expected to be Ready, but it is the cause.
 */
export function findFirstDivergence(
  divergences: readonly PathDivergence[],
  findings: readonly FindingPair[],
  spans: RecordedSpans,
): Divergence | undefined {
  const all = divergences.filter(({ kind }) => kind !== "beyond");
  const whenOf = (each: PathDivergence) => least(sides.map((side) => startMs(each, side) - spans[side].zeroMs));
  const step = firstOf(all, whenOf);
  if (step?.kind === "outcome") return withFrames(deepestCause(step, all, whenOf));
  const finding = findings.find(isDivergence);
  if (finding !== undefined) return findingDivergence(finding, spans);
  return step === undefined ? undefined : withFrames(step);
}

/** A failure that only one run has, although the other was recorded for as long. */
function isDivergence({ a, b, unfinished }: FindingPair): boolean {
  return (a === undefined) !== (b === undefined) && unfinished === undefined && (a ?? b)?.severity !== "info";
}

function firstOf(all: readonly PathDivergence[], whenOf: (each: PathDivergence) => number): PathDivergence | undefined {
  const weightOf = ({ kind }: PathDivergence) => (kind === "beyond" ? Number.POSITIVE_INFINITY : weights[kind]);
  const order = (x: PathDivergence, y: PathDivergence) =>
    weightOf(x) - weightOf(y) || whenOf(x) - whenOf(y) || (x.role.title < y.role.title ? -1 : 1);
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

/** At any depth. */
export function isOwnedBy(role: Role, ancestor: Role): boolean {
  for (let { owner } = role; owner !== undefined; owner = owner.owner) if (owner === ancestor) return true;
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
  return {
    sequence: object.lastSequence,
    offsetMs: object.endMs,
    atMs: elapsedMs(object.timeOriginMs, object.endMs),
    stage: describeStage(object.finalStage),
    stayed: true,
  };
}

/** A finding about an object that the run does not have counts from the first change of the run. */
function findingDivergence({ a, b, role }: FindingPair, spans: RecordedSpans): Divergence | undefined {
  const side: Side = a === undefined ? "b" : "a";
  const finding = a ?? b;
  if (finding === undefined) return undefined;
  const object = role?.[side]?.object;
  const at = {
    sequence: finding.firstSequence,
    offsetMs: finding.sinceMs,
    atMs: elapsedMs(object?.timeOriginMs ?? spans[side].zeroMs, finding.sinceMs),
    stage: finding.class,
  };
  return { kind: "finding", side, finding, frames: { [side]: at }, ...(role === undefined ? {} : { role }) };
}
