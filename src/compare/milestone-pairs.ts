import type { Milestone } from "../lifecycle/milestones/milestone.js";
import type { Role } from "./align.js";
import { elapsedMs } from "./elapsed-ms.js";
import type { Run, RunObject } from "./run.js";
import { type Both, type Side, sides } from "./sides.js";

/** One milestone of one role in both runs. */
export interface MilestonePair extends Both<MilestoneTime> {
  readonly role: Role;
  readonly name: string;
  /** The container, as the first run that has it calls it. */
  readonly container?: string;
  /** B minus A; missing where one run has not reached it. */
  readonly differenceMs?: number;
  /** What cannot be told apart, by the coarser of both times. */
  readonly grainMs: number;
}

export interface MilestoneTime {
  /** Since its times are told (`RunObject.zeroMs`). */
  readonly atMs: number;
  readonly sequence: number;
  readonly timeSource: Milestone["timeSource"];
  readonly how: Milestone["how"];
  /** It had happened before the object's times begin. */
  readonly before?: true;
}

/** Times that we took ourselves are exact, but a busy API server and the way to us add so much by chance. */
const receiptGrainMs = 100;
/** The server's times have a grain of a second; so has a creation that was before the recording began. */
const serverGrainMs = 1000;

/** The milestones of all roles that both runs have, in the order of roles and, within one, of time. Creation is where each begins. */
export function pairMilestones(roles: readonly Role[], runs: { readonly a: Run; readonly b: Run }): readonly MilestonePair[] {
  const milestones = { a: byUid(runs.a), b: byUid(runs.b) };
  return roles.flatMap((role) => {
    const { a, b } = role;
    if (a === undefined || b === undefined) return [];
    const pairs = new Map<string, MilestonePair>();
    for (const side of sides)
      for (const milestone of milestones[side].get(role[side]?.object.ref.uid ?? "") ?? [])
        if (milestone.name !== "Created") note(pairs, role, side, milestone);
    return inOrder([...pairs.values()].filter(isTelling).map(compared));
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

function note(pairs: Map<string, MilestonePair>, role: Role, side: Side, milestone: Milestone): void {
  const { name, container } = milestone;
  const key = `${name}/${container === undefined ? "" : placeOf(role, side, container)}`;
  const time = timeOf(role[side]?.object, milestone);
  const known = pairs.get(key) ?? { role, name, grainMs: 0, ...(container === undefined ? {} : { container }) };
  pairs.set(key, { ...known, [side]: time });
}

function timeOf(object: RunObject | undefined, { atMs, sequence, timeSource, how }: Milestone): MilestoneTime {
  const { zeroMs = 0, createdMs = 0 } = object ?? {};
  const isBefore = zeroMs !== createdMs && atMs < zeroMs;
  return { atMs: elapsedMs(zeroMs, atMs), sequence, timeSource, how, ...(isBefore ? { before: true as const } : {}) };
}

/** Some run shows when it was: otherwise both only had it behind them. */
function isTelling({ a, b }: Pick<MilestonePair, Side>): boolean {
  return isKnown(a) || isKnown(b);
}

/** Not only that it had happened when recording began. */
export function isKnown(time: MilestoneTime | undefined): time is MilestoneTime {
  return time !== undefined && time.before !== true && !(time.how === "found" && time.timeSource === "receipt");
}

/** It is known from the server when it was created, and that is where its times begin. */
function isDated({ found, zeroMs, createdMs }: RunObject): boolean {
  return found && zeroMs === createdMs;
}

/** Containers are matched by name, else by their place. */
function placeOf(role: Role, side: Side, container: string): string {
  const own = role[side]?.object.containers ?? [];
  const others = role[side === "a" ? "b" : "a"]?.object.containers ?? [];
  return others.includes(container) ? container : `#${own.indexOf(container)}`;
}

function compared(pair: MilestonePair): MilestonePair {
  const { a, b, role } = pair;
  const isCoarse =
    [a, b].some((time) => time?.timeSource === "server") ||
    [role.a, role.b].some((player) => player !== undefined && isDated(player.object));
  const grainMs = isCoarse ? serverGrainMs : receiptGrainMs;
  return { ...pair, grainMs, ...(isKnown(a) && isKnown(b) ? { differenceMs: elapsedMs(a.atMs, b.atMs) } : {}) };
}

/** By time; what only one run has stands between those of its milestones that both have. */
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
