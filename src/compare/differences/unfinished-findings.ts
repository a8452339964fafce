import type { Finding } from "../../diagnosis/engine/finding.js";
import { elapsedMs } from "../elapsed-ms.js";
import { behindMarginMs } from "../heuristics.js";
import type { Role } from "../match/align-runs.js";
import type { FindingsUntil } from "../run/read-run.js";
import type { RecordedSpans } from "../run/recorded-span.js";
import { otherSide, type Side } from "../sides.js";
import { type FindingPair, findingKeyOf, roleFinder } from "./finding-pairs.js";

/** The findings of one run as they would be if its recording had ended earlier. Reads it again up to there. */
export type LoadFindings = (side: Side, until: FindingsUntil) => Promise<readonly Finding[]>;

/**
 * Marks the findings that only one run has because the recordings differ in length: the longer run is asked what it would have had if it had
 * ended when the shorter one did. It is read again only where that is not plain from the times of the finding.
 */
export async function markUnfinished(
  pairs: readonly FindingPair[],
  roles: readonly Role[],
  spans: RecordedSpans,
  load: LoadFindings,
): Promise<readonly FindingPair[]> {
  if (spans.a.lengthMs === spans.b.lengthMs) return pairs;
  const shorter: Side = spans.a.lengthMs < spans.b.lengthMs ? "a" : "b";
  const longer = otherSide(shorter);
  const endMs = spans[longer].zeroMs + spans[shorter].lengthMs;
  const roleOf = roleFinder(roles, longer);
  const known = new Map<boolean, ReadonlySet<string>>();
  const hadByThen = async (inclusive: boolean) => {
    const read = known.get(inclusive) ?? keysOf(await load(longer, { offsetMs: endMs, inclusive }), roleOf, longer);
    known.set(inclusive, read);
    return read;
  };
  const isUnfinished = async (pair: FindingPair): Promise<boolean> => {
    const { a, b } = pair;
    const finding = a ?? b;
    if (finding === undefined || (a !== undefined && b !== undefined)) return false;
    const isOfLonger = pair[longer] !== undefined;
    if (isOfLonger ? isOverBy(finding, endMs) : finding.durationMs !== null) return false;
    // Then it was new, and might still have proven transient.
    const ownEndMs = isOfLonger ? endMs : spans[shorter].zeroMs + spans[shorter].lengthMs;
    if (elapsedMs(finding.sinceMs, ownEndMs) < behindMarginMs) return true;
    const had = await hadByThen(!isOfLonger);
    return had.has(findingKeyOf(finding, pair.role, isOfLonger ? longer : shorter)) !== isOfLonger;
  };
  const marked: FindingPair[] = [];
  for (const pair of pairs) marked.push((await isUnfinished(pair)) ? { ...pair, unfinished: shorter } : pair);
  return [...marked.filter(({ unfinished }) => unfinished === undefined), ...marked.filter(({ unfinished }) => unfinished !== undefined)];
}

function isOverBy({ sinceMs, durationMs }: Finding, endMs: number): boolean {
  return durationMs !== null && sinceMs + durationMs < endMs;
}

function keysOf(findings: readonly Finding[], roleOf: (finding: Finding) => Role | undefined, side: Side): ReadonlySet<string> {
  return new Set(findings.map((finding) => findingKeyOf(finding, roleOf(finding), side)));
}
