import type { Finding, Severity } from "../diagnosis/engine/finding.js";
import type { Role } from "./align.js";
import type { Run } from "./run.js";
import { type Both, type Side, sides } from "./sides.js";

/** The findings of one class about one role; of several the worst, the first. */
export interface FindingPair extends Both<Finding> {
  readonly class: string;
  readonly role?: Role;
  /** How many of this class and role each run has. */
  readonly counts: { readonly a: number; readonly b: number };
}

const badness: Readonly<Record<Severity, number>> = { critical: 2, warning: 1, info: 0 };

/** What went wrong in each run, side by side: first what only one run has, the worst and the earliest first. */
export function pairFindings(roles: readonly Role[], runs: { readonly a: Run; readonly b: Run }): readonly FindingPair[] {
  const pairs = new Map<string, { class: string; role?: Role; a?: Finding; b?: Finding; counts: { a: number; b: number } }>();
  for (const side of sides) {
    const players = rolesByUid(roles, side);
    for (const finding of runs[side].findings) {
      const role = players.get(finding.object.uid);
      const key = JSON.stringify([
        finding.class,
        containerPlace(finding, role, side),
        role?.title ?? `${finding.object.kind}/${finding.object.name}`,
      ]);
      const pair = pairs.get(key) ?? { class: finding.class, counts: { a: 0, b: 0 }, ...(role === undefined ? {} : { role }) };
      pairs.set(key, pair);
      pair.counts[side]++;
      const known = pair[side];
      if (known === undefined || badness[finding.severity] > badness[known.severity]) pair[side] = finding;
    }
  }
  return [...pairs.values()].sort((x, y) => rankOf(y) - rankOf(x) || causesOf(x) - causesOf(y) || sinceMs(x) - sinceMs(y));
}

export function rolesByUid(roles: readonly Role[], side: Side): ReadonlyMap<string, Role> {
  return new Map(roles.flatMap((role) => (role[side] === undefined ? [] : [[role[side].object.ref.uid, role] as const])));
}

/** Containers of other names are the same when they have the same place. */
function containerPlace({ container }: Finding, role: Role | undefined, side: Side): string | number {
  if (container === undefined) return "";
  const own = role?.[side]?.object.containers ?? [];
  const others = role?.[side === "a" ? "b" : "a"]?.object.containers ?? [];
  return others.includes(container) || others.length === 0 ? container : own.indexOf(container);
}

function rankOf({ a, b }: FindingPair): number {
  const worst = Math.max(...[a, b].map((finding) => (finding === undefined ? -1 : badness[finding.severity])));
  return worst + (a === undefined || b === undefined ? 10 : 0);
}

/** What is explained by another finding comes after it. */
function causesOf({ a, b }: FindingPair): number {
  return Math.min(1, (b ?? a)?.causes.length ?? 0);
}

function sinceMs({ a, b }: FindingPair): number {
  return Math.min(a?.sinceMs ?? Number.POSITIVE_INFINITY, b?.sinceMs ?? Number.POSITIVE_INFINITY);
}
