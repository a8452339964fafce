import type { Change } from "../../diff/diff-objects.js";
import { jsonText } from "../../io/json-text.js";
import type { KubeObject } from "../../model/kube-object.js";
import { elapsedMs } from "../elapsed-ms.js";
import { maxRolesWithSpecDifferences, maxSpecDifferencesOfRole } from "../heuristics.js";
import type { Role } from "../match/align-runs.js";
import { desiredStateOf } from "../run/desired-state.js";
import type { DesiredState } from "../run/run.js";
import { type Side, type Sided, sides } from "../sides.js";
import type { NameSubstitutions } from "./name-substitutions.js";
import { normalisedDiff } from "./normalised-diff.js";

/** A difference between the desired states of one role. */
export interface SpecDifference {
  readonly role: Role;
  /** `created`: at creation. `changed`: both runs changed it, differently. `changed-a`, `changed-b`: only this run changed it (again). */
  readonly when: "created" | "changed" | "changed-a" | "changed-b";
  /** The frames that show it, ms since the object's `timeOriginMs`. */
  readonly frames: Sided<{ readonly sequence: number; readonly atMs: number }>;
  readonly changes: readonly Change[];
}

/** Reads one revision of a run again. */
export type LoadRevision = (side: Side, sequence: number) => Promise<KubeObject | undefined>;

/**
 * The differences between desired states, the usual cause of a divergence: at creation and at each later change. Only of the uppermost objects
 * that differ: the differences of what they own follow from theirs.
 */
export async function specDifferences(
  roles: readonly Role[],
  names: NameSubstitutions,
  load: LoadRevision,
): Promise<readonly SpecDifference[]> {
  const differing = new Set<Role>();
  const differences: SpecDifference[] = [];
  for (const role of roles) {
    const isFull = differing.size >= maxRolesWithSpecDifferences;
    if (role.a === undefined || role.b === undefined || hasOwnerIn(differing, role) || isFull) continue;
    const own = await differencesOf(role, names, load);
    if (own.length > 0) differing.add(role);
    for (const difference of own) differences.push(difference);
  }
  return differences;
}

function hasOwnerIn(differing: ReadonlySet<Role>, role: Role): boolean {
  for (let { owner } = role; owner !== undefined; owner = owner.owner) if (differing.has(owner)) return true;
  return false;
}

async function differencesOf(role: Role, names: NameSubstitutions, load: LoadRevision): Promise<readonly SpecDifference[]> {
  const states = { a: role.a?.object.desiredStates ?? [], b: role.b?.object.desiredStates ?? [] };
  if (states.a.map(({ fingerprint }) => fingerprint).join() === states.b.map(({ fingerprint }) => fingerprint).join()) return [];
  const differences: SpecDifference[] = [];
  const reported = new Set<string>();
  for (const [i, { a, b }] of pairDesiredStates(states.a, states.b).entries()) {
    const isOfOneRun = a === undefined || b === undefined;
    const changes = isOfOneRun ? await ownChange(states, { a, b }, names, load) : await between(a, b, names, load);
    const unreported = isOfOneRun ? changes : changes.filter((change) => !reported.has(textOf(change)));
    for (const change of changes) reported.add(textOf(isOfOneRun && b === undefined ? swapped(change) : change));
    const when = i === 0 ? "created" : b === undefined ? "changed-a" : a === undefined ? "changed-b" : "changed";
    if (unreported.length > 0) differences.push({ role, when, frames: framesOf(role, { a, b }), changes: unreported });
    if (differences.length === maxSpecDifferencesOfRole) break;
  }
  return differences;
}

/** The desired states of both runs at the same turn; a side is missing where the other run changed its state once more. */
interface DesiredStatePair {
  readonly a: DesiredState | undefined;
  readonly b: DesiredState | undefined;
}

/**
 * Pairs desired states in turn: rollout by rollout (a new template starts one), the first with the first, whatever else changed, such as the
 * replicas; and within a rollout in turn as well.
 */
function pairDesiredStates(a: readonly DesiredState[], b: readonly DesiredState[]): readonly DesiredStatePair[] {
  return inTurn(byTemplate(a), byTemplate(b)).flatMap(([ofA, ofB]) =>
    inTurn(ofA ?? [], ofB ?? []).map(([left, right]) => ({ a: left, b: right })),
  );
}

function byTemplate(states: readonly DesiredState[]): readonly (readonly DesiredState[])[] {
  const rollouts: DesiredState[][] = [];
  for (const [i, state] of states.entries()) {
    const last = rollouts.at(-1);
    if (last !== undefined && states[i - 1]?.template === state.template) last.push(state);
    else rollouts.push([state]);
  }
  return rollouts;
}

function inTurn<T>(as: readonly T[], bs: readonly T[]): readonly (readonly [T | undefined, T | undefined])[] {
  return Array.from({ length: Math.max(as.length, bs.length) }, (_, i) => [as[i], bs[i]] as const);
}

async function between(a: DesiredState, b: DesiredState, names: NameSubstitutions, load: LoadRevision): Promise<readonly Change[]> {
  if (a.fingerprint === b.fingerprint) return [];
  const [objectA, objectB] = [await load("a", a.sequence), await load("b", b.sequence)];
  return normalisedDiff(objectA && desiredStateOf(objectA), objectB && desiredStateOf(objectB), names);
}

/** The change that only one run made to its object. */
async function ownChange(
  states: Record<Side, readonly DesiredState[]>,
  { a, b }: DesiredStatePair,
  names: NameSubstitutions,
  load: LoadRevision,
): Promise<readonly Change[]> {
  const side: Side = a === undefined ? "b" : "a";
  const after = a ?? b;
  const before = after === undefined ? undefined : states[side][states[side].indexOf(after) - 1];
  if (before === undefined || after === undefined) return [];
  const [old, changed] = [await load(side, before.sequence), await load(side, after.sequence)];
  return normalisedDiff(old && desiredStateOf(old), changed && desiredStateOf(changed), { ...names, a: names[side], b: names[side] });
}

/** When A changed x to y and B still has x, the difference between them is from y to x. */
function swapped(change: Change): Change {
  return change.kind === "changed" ? { ...change, before: change.after, after: change.before } : change;
}

function textOf({ segments: _segments, ...rest }: Change): string {
  return jsonText(rest);
}

function framesOf(role: Role, states: DesiredStatePair): SpecDifference["frames"] {
  const frames = sides.flatMap((side) => {
    const state = states[side];
    const originMs = role[side]?.object.timeOriginMs ?? 0;
    return state === undefined ? [] : [[side, { sequence: state.sequence, atMs: elapsedMs(originMs, state.offsetMs) }] as const];
  });
  return Object.fromEntries(frames);
}
