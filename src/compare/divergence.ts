import type { Finding } from "../diagnosis/engine/finding.js";
import type { Role } from "./align.js";
import { elapsedMs } from "./elapsed-ms.js";
import type { FindingPair } from "./finding-pairs.js";
import type { Parting } from "./parting.js";
import type { Run, RunObject } from "./run.js";
import { type Both, type Side, sides } from "./sides.js";
import { stageWords } from "./stage-words.js";

/** Where two runs part first, as far as it matters. */
export type Divergence =
  /** A role takes another step in one run than in the other. */
  | { readonly kind: "step"; readonly parting: Parting; readonly frames: Both<ShownFrame> }
  /** All take the same steps, but something went wrong on the way in one run only. */
  | { readonly kind: "finding"; readonly side: Side; readonly finding: Finding; readonly role?: Role; readonly frames: Both<ShownFrame> };

/** The frame that shows what a run did at the divergence. */
export interface ShownFrame {
  readonly sequence: number;
  readonly offsetMs: number;
  /** Since its times are told (`RunObject.zeroMs`). */
  readonly atMs: number;
  /** What the object was then: "Creating (ErrImagePull)". */
  readonly stage: string;
  /** The run took no step here: this is the last that was seen of it. */
  readonly stayed?: true;
}

const weights: Readonly<Record<Parting["kind"], number>> = { outcome: 0, beyond: 1, alone: 2, ending: 3 };

/**
 * The first of those that weigh most. What went wrong in an object comes before what that did to its owners: a Pod that cannot pull its image
 * parts a moment after its ReplicaSet is expected to be Ready, but it is the cause.
 */
export function firstDivergence(
  partings: readonly Parting[],
  findings: readonly FindingPair[],
  runs: { readonly a: Run; readonly b: Run },
): Divergence | undefined {
  const starts = { a: runs.a.originMs, b: runs.b.originMs };
  const whenOf = (parting: Parting) => Math.min(...sides.map((side) => startMs(parting, side) - starts[side]));
  const step = first(partings, whenOf);
  const outcome = step !== undefined && weights[step.kind] <= weights.beyond ? step : undefined;
  if (outcome !== undefined) return withFrames(deepest(outcome, partings, whenOf));
  const finding = findings.find(({ a, b }) => (a === undefined) !== (b === undefined) && (a ?? b)?.severity !== "info");
  if (finding !== undefined) return findingDivergence(finding, starts);
  return step === undefined ? undefined : withFrames(step);
}

function first(partings: readonly Parting[], whenOf: (parting: Parting) => number): Parting | undefined {
  const order = (x: Parting, y: Parting) =>
    weights[x.kind] - weights[y.kind] || whenOf(x) - whenOf(y) || (x.role.title < y.role.title ? -1 : 1);
  return partings.reduce<Parting | undefined>(
    (best, parting) => (best === undefined || order(parting, best) < 0 ? parting : best),
    undefined,
  );
}

/** Consequences show at the owner this much before their cause has come to its own next step. */
const causeLagMs = 5000;

function deepest(chosen: Parting, partings: readonly Parting[], whenOf: (parting: Parting) => number): Parting {
  const below = partings.filter(
    (parting) =>
      parting !== chosen &&
      parting.kind === "outcome" &&
      isBelow(parting.role, chosen.role) &&
      whenOf(parting) <= whenOf(chosen) + causeLagMs,
  );
  const next = first(below, whenOf);
  return next === undefined ? chosen : deepest(next, partings, whenOf);
}

function isBelow(role: Role, ancestor: Role): boolean {
  for (let owner = role.owner; owner !== undefined; owner = owner.owner) if (owner === ancestor) return true;
  return false;
}

/** The earlier of the two that this run shows of it, ms since session start. */
function startMs({ role, next }: Parting, side: Side): number {
  const object = role[side]?.object;
  if (object === undefined) return Number.POSITIVE_INFINITY;
  const step = next[side];
  if (step !== undefined) return object.zeroMs + step.atMs;
  return next.a === undefined && next.b === undefined ? object.zeroMs : Number.POSITIVE_INFINITY;
}

function withFrames(parting: Parting): Divergence {
  const frames = sides.flatMap((side) => {
    const player = parting.role[side];
    return player === undefined ? [] : [[side, frameOf(parting, side, player.object)] as const];
  });
  return { kind: "step", parting, frames: Object.fromEntries(frames) };
}

function frameOf({ next, kind }: Parting, side: Side, object: RunObject): ShownFrame {
  const stretch = kind === "alone" ? object.stretches[0] : next[side]?.stretch;
  if (stretch !== undefined) {
    const { sequence, fromMs } = stretch;
    return { sequence, offsetMs: fromMs, atMs: elapsedMs(object.zeroMs, fromMs), stage: stageWords(stretch.stage) };
  }
  const last = object.stretches.at(-1);
  return {
    sequence: object.lastSequence,
    offsetMs: object.endMs,
    atMs: elapsedMs(object.zeroMs, object.endMs),
    stage: last === undefined ? "" : stageWords(last.stage),
    stayed: true,
  };
}

/** What is missing altogether has no creation to count from: then the beginning of the run stands for it. */
function findingDivergence({ a, b, role }: FindingPair, starts: Record<Side, number>): Divergence | undefined {
  const side: Side = a === undefined ? "b" : "a";
  const finding = a ?? b;
  if (finding === undefined) return undefined;
  const object = role?.[side]?.object;
  const at = {
    sequence: finding.firstSequence,
    offsetMs: finding.sinceMs,
    atMs: elapsedMs(object?.zeroMs ?? starts[side], finding.sinceMs),
    stage: finding.class,
  };
  return { kind: "finding", side, finding, frames: { [side]: at }, ...(role === undefined ? {} : { role }) };
}
