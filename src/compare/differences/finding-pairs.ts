import type { Finding, Severity } from "../../diagnosis/engine/finding.js";
import { greatest } from "../../model/extremes.js";
import { containerKey, type Role, rolesByUid } from "../match/align-runs.js";
import type { Run } from "../run/run.js";
import { otherSide, type Side, type Sided, sides } from "../sides.js";

/** The findings of one class about one role; of several the worst, then the first. */
export interface FindingPair extends Sided<Finding> {
  readonly class: string;
  readonly role?: Role;
  /** How many of this class and role each run has. */
  readonly counts: { readonly a: number; readonly b: number };
  /**
   * Only one run has it, or it says something else in each, and only because this one was recorded for a shorter time: it ended before it could show
   * the finding, that it recovered, or how it went on.
   */
  readonly unfinished?: Side;
}

const severityRank: Readonly<Record<Severity, number>> = { critical: 2, warning: 1, info: 0 };

/** The findings of both runs: first those that only one run has, the worst and the earliest first. */
export function pairFindings(roles: readonly Role[], runs: { readonly a: Run; readonly b: Run }): readonly FindingPair[] {
  const pairs = new Map<string, { class: string; role?: Role; a?: Finding; b?: Finding; counts: { a: number; b: number } }>();
  for (const side of sides) {
    const roleOf = roleFinder(roles, side);
    for (const finding of runs[side].findings) {
      const role = roleOf(finding);
      const key = findingKeyOf(finding, role, side);
      const pair = pairs.get(key) ?? { class: finding.class, counts: { a: 0, b: 0 }, ...(role === undefined ? {} : { role }) };
      pairs.set(key, pair);
      pair.counts[side]++;
      const known = pair[side];
      if (known === undefined || severityRank[finding.severity] > severityRank[known.severity]) pair[side] = finding;
    }
  }
  return [...pairs.values()].sort((x, y) => rankOf(y) - rankOf(x) || causesOf(x) - causesOf(y) || sinceMs(x) - sinceMs(y));
}

/**
 * The role that a finding is about. Only Events may report an object so far: then it is known by its name, from the other run if both recorded the
 * same object.
 */
export function roleFinder(roles: readonly Role[], side: Side): (finding: Finding) => Role | undefined {
  const byUid = rolesByUid(roles, side);
  const byUidOfOther = rolesByUid(roles, otherSide(side));
  return ({ object }) => byUid.get(object.uid) ?? byUidOfOther.get(object.uid);
}

/** Equal for findings of one class about the same container of one role, in both runs. */
export function findingKeyOf({ class: name, container, object }: Finding, role: Role | undefined, side: Side): string {
  const place = container === undefined ? "" : containerKey(role, side, container);
  return JSON.stringify([name, place, role?.title ?? `${object.kind}/${object.name}`]);
}

function rankOf({ a, b }: FindingPair): number {
  const worst = greatest([a, b].map((finding) => (finding === undefined ? -1 : severityRank[finding.severity])));
  return worst + (a === undefined || b === undefined ? 10 : 0);
}

/** A finding that another one explains comes after it. */
function causesOf({ a, b }: FindingPair): number {
  return Math.min(1, (b ?? a)?.causes.length ?? 0);
}

function sinceMs({ a, b }: FindingPair): number {
  return Math.min(a?.sinceMs ?? Number.POSITIVE_INFINITY, b?.sinceMs ?? Number.POSITIVE_INFINITY);
}

/** Both runs have a finding of this class, each for another reason, such as two different probes of a container. */
export function differInReason({ a, b }: FindingPair): boolean {
  return a !== undefined && b !== undefined && gist(a) !== gist(b);
}

/** The message without what differs from run to run: counts and the plurals with them, times, addresses, generated names. */
function gist({ message, object }: Finding): string {
  const own = [object.name, object.namespace ?? ""].filter((name) => name !== "");
  const words = message.split(/\s+/);
  const constant = words.filter(
    (word, i) => !own.some((name) => word.includes(name)) && (!/\d/.test(word) || words[i - 1] === "code") && !/^(is|are)$/.test(word),
  );
  return constant.map((word) => word.replace(/s?[.,;:]?$/, "")).join(" ");
}
