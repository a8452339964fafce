import type { Change } from "../diff/diff-objects.js";
import type { KubeObject } from "../model/kube-object.js";
import type { Role } from "./align.js";
import { contentOf } from "./content.js";
import { elapsedMs } from "./elapsed-ms.js";
import { type Knowledge, normalisedDiff } from "./normalised-diff.js";
import { type ContentPair, pairContents } from "./pair-contents.js";
import type { Content } from "./run.js";
import { type Both, type Side, sides } from "./sides.js";

/** In what the two runs asked different things of one role. */
export interface SpecDifference {
  readonly role: Role;
  /** `created`: from the beginning. `changed`: both changed it, to something else. `changed-a`, `changed-b`: only this run changed it (again). */
  readonly when: "created" | "changed" | "changed-a" | "changed-b";
  /** The frames that show it, ms since the object's creation. */
  readonly frames: Both<{ readonly sequence: number; readonly atMs: number }>;
  readonly changes: readonly Change[];
}

/** Reads one revision of a run again. */
export type Load = (side: Side, sequence: number) => Promise<KubeObject | undefined>;

/** More are not read again: the first say enough. */
const maxRoles = 40;

/**
 * What was asked for differently, the usual cause of a divergence: when the object was created, and at each later change. Only of the
 * uppermost objects that differ: what they own follows from them.
 */
export async function specDifferences(roles: readonly Role[], known: Knowledge, load: Load): Promise<readonly SpecDifference[]> {
  const differing = new Set<Role>();
  const differences: SpecDifference[] = [];
  for (const role of roles) {
    if (role.a === undefined || role.b === undefined || hasOwnerIn(differing, role) || differing.size >= maxRoles) continue;
    const own = await differencesOf(role, known, load);
    if (own.length > 0) differing.add(role);
    differences.push(...own);
  }
  return differences;
}

function hasOwnerIn(differing: ReadonlySet<Role>, role: Role): boolean {
  for (let { owner } = role; owner !== undefined; owner = owner.owner) if (differing.has(owner)) return true;
  return false;
}

async function differencesOf(role: Role, known: Knowledge, load: Load): Promise<readonly SpecDifference[]> {
  const contents = { a: role.a?.object.contents ?? [], b: role.b?.object.contents ?? [] };
  if (contents.a.map(({ fingerprint }) => fingerprint).join() === contents.b.map(({ fingerprint }) => fingerprint).join()) return [];
  const found: SpecDifference[] = [];
  const told = new Set<string>();
  for (const [i, { a, b }] of pairContents(contents.a, contents.b).entries()) {
    const isOwn = a === undefined || b === undefined;
    const changes = isOwn ? await ownChange(contents, { a, b }, known, load) : await between(a, b, known, load);
    const news = isOwn ? changes : changes.filter((change) => !told.has(tellingOf(change)));
    for (const change of changes) told.add(tellingOf(isOwn && b === undefined ? turned(change) : change));
    const when = i === 0 ? "created" : b === undefined ? "changed-a" : a === undefined ? "changed-b" : "changed";
    if (news.length > 0) found.push({ role, when, frames: framesOf(role, a, b), changes: news });
    if (found.length === maxOfOne) break;
  }
  return found;
}

const maxOfOne = 8;

async function between(a: Content, b: Content, known: Knowledge, load: Load): Promise<readonly Change[]> {
  if (a.fingerprint === b.fingerprint) return [];
  const [objectA, objectB] = [await load("a", a.sequence), await load("b", b.sequence)];
  return normalisedDiff(objectA && contentOf(objectA), objectB && contentOf(objectB), known);
}

/** The change that only one run made to its object. */
async function ownChange(
  contents: Record<Side, readonly Content[]>,
  { a, b }: ContentPair,
  known: Knowledge,
  load: Load,
): Promise<readonly Change[]> {
  const side: Side = a === undefined ? "b" : "a";
  const after = a ?? b;
  const before = after === undefined ? undefined : contents[side][contents[side].indexOf(after) - 1];
  if (before === undefined || after === undefined) return [];
  const [then, now] = [await load(side, before.sequence), await load(side, after.sequence)];
  return normalisedDiff(then && contentOf(then), now && contentOf(now), { ...known, a: known[side], b: known[side] });
}

/** What A changed from this to that is thereafter that in A and this in B. */
function turned(change: Change): Change {
  return change.kind === "changed" ? { ...change, before: change.after, after: change.before } : change;
}

function tellingOf(change: Change): string {
  const { segments: _segments, ...rest } = change;
  return JSON.stringify(rest);
}

function framesOf(role: Role, a: Content | undefined, b: Content | undefined): SpecDifference["frames"] {
  const found = { a, b };
  const frames = sides.flatMap((side) => {
    const content = found[side];
    const zeroMs = role[side]?.object.zeroMs ?? 0;
    return content === undefined ? [] : [[side, { sequence: content.sequence, atMs: elapsedMs(zeroMs, content.offsetMs) }] as const];
  });
  return Object.fromEntries(frames);
}
