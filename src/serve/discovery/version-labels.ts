import { compareResourceVersions } from "../../model/resource-version.js";

/**
 * Assigns a unique resourceVersion to every position of a collection, so that a watch resumed from it neither misses nor repeats anything.
 *
 * Position 0 is the state before the first step, position i the state after step i. Normally the resourceVersion of the step is the label
 * of its position. That fails if it is not greater than the label before it: an inferred deletion has the version of the last known state,
 * and two overlapping streams may have arrived out of order. Such a position gets a number between its neighbours (resourceVersions of one
 * collection have gaps, because they count all writes to etcd), or, if there is none, a dotted suffix; clients must treat resourceVersions
 * as opaque.
 */
export function labelPositions(start: string, stepVersions: readonly string[]): readonly string[] {
  const labels = [start];
  // "" and "0" mean any version: they cannot be a label.
  const used = new Set([start, "", "0"]);
  /** The highest number so far (not a number only until there is one); labels with a suffix are above it and below the next. */
  let floor = start;
  let ahead = 0;
  for (const [i, version] of stepVersions.entries()) {
    ahead = Math.max(ahead, i + 1);
    let label = version;
    if (used.has(version) || !rises(floor, version)) {
      while (ahead < stepVersions.length && !rises(floor, stepVersions[ahead] ?? "")) ahead++;
      label = between(floor, stepVersions[ahead], used);
    }
    labels.push(label);
    used.add(label);
    if (isNumber(label) || !isNumber(floor)) floor = label;
  }
  return labels;
}

/** The start version: the highest version of the first lists that is older than the first step. */
export function startVersion(known: readonly string[], firstStep: string | undefined): string {
  let best: string | undefined;
  for (const version of known) {
    if (firstStep !== undefined && (compareResourceVersions(version, firstStep) ?? -1) >= 0) continue;
    if (best === undefined || (compareResourceVersions(version, best) ?? 0) > 0) best = version;
  }
  if (best !== undefined && best !== "" && best !== "0") return best;
  const before = firstStep === undefined ? undefined : offsetVersion(firstStep, -1n);
  return before === undefined || before === "0" ? "1" : before;
}

/** `version` plus `by`; undefined if the version is not a number, is extremely long, or the result would be negative. */
export function offsetVersion(version: string, by: bigint): string | undefined {
  if (!/^(0|[1-9][0-9]{0,39})$/.test(version)) return undefined;
  const moved = BigInt(version) + by;
  return moved < 0n ? undefined : String(moved);
}

/** Versions that cannot be ordered count as ascending in order of arrival. */
function rises(from: string, to: string): boolean {
  return (compareResourceVersions(to, from) ?? 1) > 0;
}

function between(floor: string, ceiling: string | undefined, used: ReadonlySet<string>): string {
  const next = offsetVersion(floor, 1n);
  if (next !== undefined && !used.has(next) && (ceiling === undefined || (compareResourceVersions(next, ceiling) ?? 0) < 0)) return next;
  for (let i = used.size; ; i++) {
    const label = `${floor}.${i}`;
    if (!used.has(label)) return label;
  }
}

function isNumber(version: string): boolean {
  return /^(0|[1-9][0-9]*)$/.test(version);
}
