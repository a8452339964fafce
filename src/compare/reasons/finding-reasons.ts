import type { Finding } from "../../diagnosis/engine/finding.js";
import { isOwnedBy } from "../divergence.js";
import { maxCauseLagMs } from "../heuristics.js";
import type { Role } from "../match/align-runs.js";
import { isFine } from "../run/path.js";
import { otherSide, type Side, sides } from "../sides.js";
import type { Reason, ReasonFacts } from "./reason.js";

type FindingReason = Extract<Reason, { kind: "finding" }>;

const severities = ["info", "warning", "critical"];

/**
 * The root causes that only one run has, of what is wrong with the role that diverges, its owners and what it owns: of each run the worst, then the
 * first. One that began well after the divergence explains nothing.
 */
export function findingReasons(facts: ReasonFacts, focus: Role | undefined): readonly FindingReason[] {
  const { runs, roles, divergence, findings: pairs } = facts;
  if (focus === undefined && divergence?.kind !== "finding") return [];
  const related = focus === undefined ? [] : roles.filter((role) => role === focus || isOwnedBy(role, focus) || isOwnedBy(focus, role));
  return sides.flatMap((side) => {
    const uids = new Set<string>(related.flatMap((role) => role[side]?.object.ref.uid ?? []));
    if (divergence?.kind === "finding" && divergence.side === side) uids.add(divergence.finding.object.uid);
    const { findings } = runs[side];
    const roots = rootsOf(
      findings.filter(({ object }) => uids.has(object.uid)),
      findings,
    );
    const own = pairs.filter((pair) => {
      const finding = pair[side];
      return finding !== undefined && (pair.a === undefined || pair.b === undefined) && pair.unfinished === undefined && roots.has(finding);
    });
    const inTime = own.filter((pair) => isInTime(pair[side], side, facts));
    const [first] = inTime.sort((x, y) => rankOf(y[side]) - rankOf(x[side]) || (x[side]?.sinceMs ?? 0) - (y[side]?.sinceMs ?? 0));
    const finding = first?.[side];
    if (first === undefined || finding === undefined || (finding.severity === "info" && !isPending(finding))) return [];
    const explains = canExplain(first.role, side, focus, facts) && (finding.severity !== "info" || first.role === focus);
    return [{ kind: "finding", explains, side, finding, ...(first.role === undefined ? {} : { role: first.role }) }];
  });
}

/**
 * What is wrong with an owner does not keep an object from working that exists; and what is wrong in the run that went on does not explain why the
 * other one failed.
 */
function canExplain(role: Role | undefined, side: Side, focus: Role | undefined, { divergence }: ReasonFacts): boolean {
  if (role !== undefined && focus?.[side] !== undefined && isOwnedBy(focus, role)) return false;
  if (divergence?.kind !== "step") return true;
  const { next } = divergence.pathDivergence;
  return next[side] === undefined || !isFine(next[side]) || isFine(next[otherSide(side)]);
}

/** Info findings are no failures, except of what waits for something outside of the cluster. */
function isPending({ class: name }: Finding): boolean {
  return name.endsWith("Pending");
}

function rankOf(finding: Finding | undefined): number {
  return finding === undefined ? -1 : severities.indexOf(finding.severity);
}

/** The findings without a cause of their own at the end of the chains of causes of these. */
function rootsOf(findings: readonly Finding[], all: readonly Finding[]): ReadonlySet<Finding> {
  const seen = new Set<Finding>();
  const roots = new Set<Finding>();
  const open = [...findings];
  for (let finding = open.pop(); finding !== undefined; finding = open.pop()) {
    if (seen.has(finding)) continue;
    seen.add(finding);
    if (finding.causes.length === 0) roots.add(finding);
    for (const index of finding.causes) {
      const cause = all[index];
      if (cause !== undefined) open.push(cause);
    }
  }
  return roots;
}

/** By the time that this run failed, or a moment later; where it went on, before it did. What was over by the common step explains nothing after it. */
function isInTime(finding: Finding | undefined, side: Side, { divergence }: ReasonFacts): boolean {
  const frame = divergence?.frames[side];
  if (finding === undefined || frame === undefined || divergence?.kind !== "step") return true;
  const { common, next } = divergence.pathDivergence;
  const overMs = finding.durationMs === null ? Number.POSITIVE_INFINITY : finding.sinceMs + finding.durationMs;
  if (common !== undefined && overMs <= common[side].interval.fromMs) return false;
  return frame.stayed === true || finding.sinceMs <= frame.offsetMs + (isFine(next[side]) ? 0 : maxCauseLagMs);
}
