import { greatest, least } from "../../model/extremes.js";
import type { CandidateFinding } from "./candidate-finding.js";
import type { Finding, Severity } from "./finding.js";
import { FindingIndex, pushTo } from "./finding-index.js";

/** Of a finding with many causes only the first are linked; the others say the same. */
const maxCauses = 20;
/** What ended longer than this before something else began does not explain it. */
const graceMs = 60_000;

/**
 * Links each finding to those that explain it, and orders them: causes before their consequences, each chain together, the most severe chain
 * first, then the earliest.
 */
export function linkCauses(all: readonly CandidateFinding[]): readonly Finding[] {
  const candidates = applyCauseRules(all);
  const graph = new CauseGraph(candidates);
  const order = graph.inOrder();
  const indexOf = new Map(order.map((i, index) => [i, index]));
  return order.flatMap((i) => {
    const candidate = candidates[i];
    if (candidate === undefined) return [];
    const causes = graph.causesOf(i);
    const causing = causes.flatMap((cause) => candidates[cause]?.finding ?? []);
    return [
      {
        ...(candidate.causeRule === "require-cause" ? sinceItsCause(candidate.finding, causing) : candidate.finding),
        severity: graph.severityOf(i),
        advice: [...(causes.length === 0 ? (candidate.adviceIfUnexplained ?? []) : []), ...candidate.finding.advice],
        causes: causes.flatMap((cause) => indexOf.get(cause) ?? []).sort((a, b) => a - b),
      },
    ];
  });
}

/**
 * Drops what is a finding only with a cause and has none, what adds nothing to its cause, and what another finding supersedes. Whatever one of
 * those alone explained goes with it.
 */
function applyCauseRules(all: readonly CandidateFinding[]): readonly CandidateFinding[] {
  let kept = all;
  for (let left = withoutExplained(kept); left.length < kept.length; left = withoutExplained(kept)) kept = left;
  return kept;
}

function withoutExplained(all: readonly CandidateFinding[]): readonly CandidateFinding[] {
  const byObject = new Map<string, CandidateFinding[]>();
  for (const candidate of all) pushTo(byObject, candidate.finding.object.uid, candidate);
  const candidates = all.filter((candidate) => !isSuperseded(candidate, byObject.get(candidate.finding.object.uid) ?? []));
  const graph = new CauseGraph(candidates);
  return candidates.filter(({ causeRule }, i) => causeRule !== (graph.causesOf(i).length > 0 ? "omit-if-explained" : "require-cause"));
}

function isSuperseded({ finding, supersededBy = [] }: CandidateFinding, ofObject: readonly CandidateFinding[]): boolean {
  return ofObject.some(({ finding: other }) => {
    const isNamed = supersededBy.includes(other.class) && other.container === finding.container;
    return isNamed && other.sinceMs <= endMsOf(finding) + graceMs && finding.sinceMs <= endMsOf(other);
  });
}

/**
 * What only waits is a finding from when its first cause began: until then it took its normal time. The evidence of that cause counts as its
 * own: one failed probe delays nothing yet, the last of them shows what does.
 */
function sinceItsCause(finding: Finding, causes: readonly Finding[]): Finding {
  const first = causes.reduce<Finding | undefined>((a, b) => (a === undefined || b.sinceMs < a.sinceMs ? b : a), undefined);
  if (first === undefined) return finding;
  const { durationMs } = finding;
  const begun = Math.max(finding.firstSequence, first.firstSequence);
  const before = finding.evidence.filter((sequence) => sequence < begun).slice(-1);
  const after = [begun, ...finding.evidence, first.lastSequence].filter((sequence) => sequence >= begun);
  const evidence = [...new Set([...before, ...after])].sort((a, b) => a - b);
  const sinceMs = Math.max(finding.sinceMs, first.sinceMs);
  return {
    ...finding,
    sinceMs,
    waitedMs: finding.sinceMs,
    firstSequence: evidence[0] ?? finding.firstSequence,
    durationMs: durationMs === null ? null : Math.max(0, durationMs - (sinceMs - finding.sinceMs)),
    lastSequence: Math.max(finding.lastSequence, first.lastSequence),
    evidence,
  };
}

/** Which candidates explain which, by their place in the list. Free of cycles. */
class CauseGraph {
  readonly #candidates: readonly CandidateFinding[];
  readonly #causes: readonly (readonly number[])[];

  constructor(candidates: readonly CandidateFinding[]) {
    this.#candidates = candidates;
    const index = new FindingIndex(candidates);
    const direct = withoutCycles(
      candidates.map((candidate, i) => index.namedBy(candidate).filter((cause) => cause !== i && explains(candidates[cause], candidate))),
    );
    this.#causes = direct.map((causes) => nearest(causes, direct));
  }

  causesOf(i: number): readonly number[] {
    return this.#causes[i] ?? [];
  }

  /** Its own, or by its cause rule that of its most severe cause. */
  severityOf(i: number): Severity {
    const candidate = this.#candidates[i];
    const own = candidate?.finding.severity ?? "info";
    if (candidate?.causeRule !== "inherit-severity" && candidate?.causeRule !== "require-cause") return own;
    const behind = [...reachable(this.causesOf(i), this.#causes)].flatMap((cause) => this.#candidates[cause]?.finding.severity ?? []);
    return behind.reduce((worst, each) => (severityRank[each] > severityRank[worst] ? each : worst), own);
  }

  /** All, each after its causes; the most severe chain first. */
  inOrder(): readonly number[] {
    const order: number[] = [];
    const begun = new Set<number>();
    const placed = new Set<number>();
    // A number is placed when it is met again, below all of its causes.
    const open = [...this.#endsOfChains()].reverse();
    for (let i = open.at(-1); i !== undefined; i = open.at(-1)) {
      if (begun.has(i)) {
        open.pop();
        if (!placed.has(i)) order.push(i);
        placed.add(i);
        continue;
      }
      begun.add(i);
      for (const cause of [...this.causesOf(i)].reverse()) if (!begun.has(cause)) open.push(cause);
    }
    return order;
  }

  /** Findings that explain no other, the most severe chain first. */
  #endsOfChains(): readonly number[] {
    const explaining = new Set(this.#causes.flat());
    const ends = this.#candidates.flatMap((_, i) => (explaining.has(i) ? [] : [i]));
    const weights = new Map(ends.map((i) => [i, this.#weightOf(i)]));
    return ends.sort((a, b) => {
      const [x, y] = [weights.get(a), weights.get(b)];
      return x === undefined || y === undefined ? 0 : y.severity - x.severity || x.sinceMs - y.sinceMs || x.sequence - y.sequence || a - b;
    });
  }

  #weightOf(i: number): { severity: number; sinceMs: number; sequence: number } {
    const chain = [...reachable([i], this.#causes)].flatMap((cause) => this.#candidates[cause]?.finding ?? []);
    return {
      severity: greatest(chain.map((finding) => severityRank[finding.severity])),
      sinceMs: least(chain.map((finding) => finding.sinceMs)),
      sequence: least(chain.map((finding) => finding.firstSequence)),
    };
  }
}

const severityRank: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/**
 * A cause was there until the effect began, or nearly, and did not begin after the effect had ended. What happened at moments explains what
 * began shortly before or after one of them: an Event can come later than what it reports.
 */
function explains(cause: CandidateFinding | undefined, { finding: effect }: CandidateFinding): boolean {
  if (cause === undefined) return false;
  const { finding, explainsUntilMs } = cause;
  if (finding.severity === "info" && effect.severity !== "info") return false;
  if (explainsUntilMs !== undefined) return finding.sinceMs - graceMs <= effect.sinceMs && effect.sinceMs <= explainsUntilMs;
  return endMsOf(finding) >= effect.sinceMs - graceMs && finding.sinceMs <= endMsOf(effect);
}

function endMsOf({ sinceMs, durationMs }: Finding): number {
  return durationMs === null ? Number.POSITIVE_INFINITY : sinceMs + durationMs;
}

/** Drops each link that would close a cycle. */
function withoutCycles(links: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const kept: number[][] = links.map(() => []);
  for (const [i, causes] of links.entries())
    for (const cause of causes.slice(0, maxCauses)) if (!reachable([cause], kept).has(i)) kept[i]?.push(cause);
  return kept;
}

/** Of causes that explain each other only the nearest: the others are linked to those. */
function nearest(causes: readonly number[], links: readonly (readonly number[])[]): readonly number[] {
  const behind = reachable(
    causes.flatMap((cause) => links[cause] ?? []),
    links,
  );
  return causes.filter((cause) => !behind.has(cause));
}

function reachable(from: readonly number[], links: readonly (readonly number[])[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [...from];
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    if (seen.has(i)) continue;
    seen.add(i);
    for (const next of links[i] ?? []) open.push(next);
  }
  return seen;
}
