import type { Change } from "../../diff/diff-objects.js";
import type { NameSubstitutions } from "../differences/name-substitutions.js";
import { normalisedDiff } from "../differences/normalised-diff.js";
import type { LoadRevision } from "../differences/spec-differences.js";
import type { Divergence } from "../divergence.js";
import { maxReasonChanges } from "../heuristics.js";
import type { Role, RoleMember } from "../match/align-runs.js";
import { desiredStateOf } from "../run/desired-state.js";
import type { DesiredState } from "../run/run.js";
import type { Side } from "../sides.js";
import type { Reason, SpecSearch } from "./reason.js";
import { explainingChanges, specFieldOf } from "./spec-rules.js";

/** What differs between the desired states of one role, as they were at the divergence. */
interface RoleChanges {
  readonly role: Role;
  readonly changes: readonly Change[];
}

/**
 * The difference of desired states of a role or of its owners that explains what it did; else, whatever differs in the nearest of them. Without
 * times the desired states at creation are compared.
 */
export async function specReason(
  focus: Role,
  searches: readonly SpecSearch[],
  frames: Divergence["frames"] | undefined,
  names: NameSubstitutions,
  load: LoadRevision,
): Promise<Reason | undefined> {
  const chain: RoleChanges[] = [];
  for (let role: Role | undefined = focus; role !== undefined; role = role.owner)
    chain.push({ role, changes: await changesAt(role, frames, names, load) });
  for (const { role, changes } of chain) {
    const ofFindings = searches.filter(({ isOfFinding }) => isOfFinding);
    const explaining =
      ofFindings.length === 0
        ? []
        : unique(ofFindings.flatMap(({ family, container }) => explainingChanges(changes, role.kind, family, container)));
    const first = explaining.length > 0 ? explaining : firstExplaining(searches, changes, role.kind);
    if (first.length > 0) return { kind: "spec", explains: true, ...placeOf(role, first, chain) };
  }
  for (const { role, changes } of chain) {
    const own = changedFirst(changes.filter((change) => specFieldOf(change, role.kind) !== undefined));
    if (own.length > 0) return { kind: "spec", explains: false, ...placeOf(role, own, chain) };
  }
  return undefined;
}

function firstExplaining(searches: readonly SpecSearch[], changes: readonly Change[], kind: string): readonly Change[] {
  for (const { family, container } of searches) {
    const explaining = explainingChanges(changes, kind, family, container);
    if (explaining.length > 0) return explaining;
  }
  return [];
}

/** A field that both have says more than one that only follows from it, as the node port of a LoadBalancer. */
function changedFirst(changes: readonly Change[]): readonly Change[] {
  return [...changes.filter(({ kind }) => kind === "changed"), ...changes.filter(({ kind }) => kind !== "changed")];
}

function unique(changes: readonly Change[]): readonly Change[] {
  return [...new Set(changes)];
}

async function changesAt(
  { a, b }: Role,
  frames: Divergence["frames"] | undefined,
  names: NameSubstitutions,
  load: LoadRevision,
): Promise<readonly Change[]> {
  const [stateA, stateB] = [stateAt(a, "a", frames), stateAt(b, "b", frames)];
  if (stateA === undefined || stateB === undefined || stateA.fingerprint === stateB.fingerprint) return [];
  const [objectA, objectB] = [await load("a", stateA.sequence), await load("b", stateB.sequence)];
  return normalisedDiff(objectA && desiredStateOf(objectA), objectB && desiredStateOf(objectB), names);
}

/** The newest by then. A run without a frame there is looked at as it was in the end. */
function stateAt(member: RoleMember | undefined, side: Side, frames: Divergence["frames"] | undefined): DesiredState | undefined {
  const states = member?.object.desiredStates ?? [];
  if (frames === undefined) return states[0];
  const frame = frames[side];
  return frame === undefined ? states.at(-1) : (states.findLast(({ offsetMs }) => offsetMs <= frame.offsetMs) ?? states[0]);
}

/** Names the uppermost owner whose Pod template has the same difference: there somebody wrote it. */
function placeOf(
  role: Role,
  changes: readonly Change[],
  chain: readonly RoleChanges[],
): { readonly role: Role; readonly inTemplate: boolean; readonly changes: readonly Change[] } {
  const shown = changes.slice(0, maxReasonChanges);
  const [first] = shown;
  const template = first === undefined ? undefined : chain.findLast((each) => each.role !== role && each.changes.some(isSame(first)));
  const own = template?.role ?? role;
  return {
    role: own,
    inTemplate: template !== undefined || shown.some(({ path }) => /^spec\.(jobTemplate\.spec\.)?template\./.test(path)),
    changes: shown,
  };
}

/** The same field of the Pod and of the template it is made from. */
function isSame(change: Change): (other: Change) => boolean {
  const suffix = change.path.replace(/^spec\.(?:(?:jobTemplate\.spec\.)?template\.spec\.)?/, "");
  return (other) => other.kind === change.kind && other.path.endsWith(`.${suffix}`) && /template\.spec\./.test(other.path);
}
