import type { Milestone } from "../../lifecycle/milestones/milestone.js";
import { elapsedMs } from "../elapsed-ms.js";
import { minSlowerMs, receiptGrainMs, serverGrainMs } from "../heuristics.js";
import { containerKey, type Role } from "../match/align-runs.js";
import type { Run, RunObject } from "../run/run.js";
import { type Side, type Sided, sides } from "../sides.js";

/** One milestone of one role in both runs. */
export interface MilestonePair extends Sided<ComparedTime> {
  readonly role: Role;
  readonly name: string;
  /** The container, by its name in the first run that has it. */
  readonly container?: string;
  /** B minus A; missing unless both runs show when they reached it. */
  readonly differenceMs?: number;
  /** Smaller differences mean nothing: the grain of the coarser time. */
  readonly grainMs: number;
}

export interface ComparedTime {
  /** Since the object's `timeOriginMs`. */
  readonly atMs: number;
  readonly sequence: number;
  readonly timeSource: Milestone["timeSource"];
  readonly how: Milestone["how"];
  /** It was reached before the object's times begin. */
  readonly before?: true;
}

/** The milestones of all roles that both runs have, in the order of roles and, within a role, of time. Without creation: times begin there. */
export function pairMilestones(roles: readonly Role[], runs: { readonly a: Run; readonly b: Run }): readonly MilestonePair[] {
  const milestones = { a: byUid(runs.a), b: byUid(runs.b) };
  return roles.flatMap((role) => {
    const { a, b } = role;
    if (a === undefined || b === undefined) return [];
    const pairs = new Map<string, MilestonePair>();
    for (const side of sides)
      for (const milestone of milestones[side].get(role[side]?.object.ref.uid ?? "") ?? [])
        if (milestone.name !== "Created") addTo(pairs, role, side, milestone);
    return inOrder([...pairs.values()].filter(({ a, b }) => isTimeKnown(a) || isTimeKnown(b)).map(withDifference));
  });
}

function byUid({ milestones }: Run): ReadonlyMap<string, readonly Milestone[]> {
  const of = new Map<string, Milestone[]>();
  for (const milestone of milestones) {
    const others = of.get(milestone.ref.uid);
    if (others === undefined) of.set(milestone.ref.uid, [milestone]);
    else others.push(milestone);
  }
  return of;
}

function addTo(pairs: Map<string, MilestonePair>, role: Role, side: Side, milestone: Milestone): void {
  const { name, container } = milestone;
  const key = `${name}/${container === undefined ? "" : containerKey(role, side, container)}`;
  const known = pairs.get(key) ?? { role, name, grainMs: 0, ...(container === undefined ? {} : { container }) };
  pairs.set(key, { ...known, [side]: timeOf(role[side]?.object, milestone) });
}

function timeOf(object: RunObject | undefined, { atMs, sequence, timeSource, how }: Milestone): ComparedTime {
  const { timeOriginMs = 0, createdMs = 0 } = object ?? {};
  const isBefore = timeOriginMs !== createdMs && atMs < timeOriginMs;
  return { atMs: elapsedMs(timeOriginMs, atMs), sequence, timeSource, how, ...(isBefore ? { before: true as const } : {}) };
}

/** False when only known to have been reached before recording began. */
export function isTimeKnown(time: ComparedTime | undefined): time is ComparedTime {
  return time !== undefined && time.before !== true && !(time.how === "found" && time.timeSource === "receipt");
}

function withDifference(pair: MilestonePair): MilestonePair {
  const { a, b, role } = pair;
  const isCoarse =
    [a, b].some((time) => time?.timeSource === "server") ||
    [role.a, role.b].some((member) => member !== undefined && isOriginOfServer(member.object));
  const grainMs = isCoarse ? serverGrainMs : receiptGrainMs;
  return { ...pair, grainMs, ...(isTimeKnown(a) && isTimeKnown(b) ? { differenceMs: elapsedMs(a.atMs, b.atMs) } : {}) };
}

/** The times of this object count from a `creationTimestamp`. */
function isOriginOfServer({ preexisting, timeOriginMs, createdMs }: RunObject): boolean {
  return preexisting && timeOriginMs === createdMs;
}

/** By time; a milestone that only one run has is placed between that run's milestones that both have. */
function inOrder(pairs: readonly MilestonePair[]): readonly MilestonePair[] {
  const common = pairs.filter(({ a, b }) => a !== undefined && b !== undefined).sort((x, y) => sumOf(x) - sumOf(y));
  const places = new Map(common.map((pair, i) => [pair, i]));
  const placeOf = (pair: MilestonePair) => places.get(pair) ?? common.filter((other) => isBefore(other, pair)).length - 0.5;
  return [...pairs].sort((x, y) => placeOf(x) - placeOf(y) || sumOf(x) - sumOf(y) || (x.name < y.name ? -1 : 1));
}

function isBefore(common: MilestonePair, single: MilestonePair): boolean {
  const side: Side = single.a === undefined ? "b" : "a";
  return (common[side]?.atMs ?? 0) <= (single[side]?.atMs ?? 0);
}

function sumOf({ a, b }: MilestonePair): number {
  return (a?.atMs ?? 0) + (b?.atMs ?? 0);
}

/**
 * The milestones that B reached later than A by more than this share (0.2: a fifth), and by more than the grain of the times. One pair of runs
 * cannot distinguish chance from change: for that, compare several runs with several.
 */
export function slowerMilestones(pairs: readonly MilestonePair[], share: number): readonly MilestonePair[] {
  return pairs.filter(({ a, differenceMs, grainMs }) => {
    if (a === undefined || differenceMs === undefined) return false;
    return differenceMs > Math.max(minSlowerMs, grainMs) && differenceMs > Math.max(0, a.atMs) * share;
  });
}
