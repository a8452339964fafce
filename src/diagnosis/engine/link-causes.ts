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
  const graph = graphOfKept(all);
  const { candidates } = graph;
  const order = graph.inOrder();
  const places = new Array<number>(order.length);
  for (let place = 0; place < order.length; place++) places[order[place] as number] = place;
  return order.map((i) => {
    const causes = graph.causesOf(i);
    return linked(candidates[i] as CandidateFinding, {
      severity: graph.severityOf(i),
      causes: causes.length === 0 ? none : causes.map((cause) => places[cause] as number).sort((a, b) => a - b),
      causing: () => causes.map((cause) => (candidates[cause] as CandidateFinding).finding),
    });
  });
}

interface Links {
  readonly severity: Severity;
  readonly causes: readonly number[];
  readonly causing: () => readonly Finding[];
}

/** As it was linked last: of thousands of findings most are as they were a moment ago. */
const latest = new WeakMap<CandidateFinding, Finding>();

function linked(candidate: CandidateFinding, { severity, causes, causing }: Links): Finding {
  const known = latest.get(candidate);
  const dependsOnCauses = candidate.causeRule === "require-cause";
  if (known !== undefined && known.severity === severity && !dependsOnCauses && isSame(known.causes, causes)) return known;
  const finding = {
    ...(dependsOnCauses ? sinceItsCause(candidate.finding, causing()) : candidate.finding),
    severity,
    advice: [...(causes.length === 0 ? (candidate.adviceIfUnexplained ?? []) : []), ...candidate.finding.advice],
    causes,
  };
  latest.set(candidate, finding);
  return finding;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

const none: readonly number[] = [];

/**
 * Drops what is a finding only with a cause and has none, what adds nothing to its cause, and what another finding supersedes. Whatever one of
 * those alone explained goes with it.
 */
function graphOfKept(all: readonly CandidateFinding[]): CauseGraph {
  for (let kept = all; ; ) {
    const graph = new CauseGraph(withoutSuperseded(kept));
    const left = graph.candidates.filter(
      ({ causeRule }, i) => causeRule !== (graph.causesOf(i).length > 0 ? "omit-if-explained" : "require-cause"),
    );
    if (left.length === kept.length) return graph;
    kept = left;
  }
}

function withoutSuperseded(all: readonly CandidateFinding[]): readonly CandidateFinding[] {
  if (all.every(({ supersededBy }) => supersededBy === undefined)) return all;
  const byObject = new Map<string, CandidateFinding[]>();
  for (const candidate of all) pushTo(byObject, candidate.finding.object.uid, candidate);
  return all.filter(
    (candidate) => candidate.supersededBy === undefined || !isSuperseded(candidate, byObject.get(candidate.finding.object.uid) ?? []),
  );
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
  readonly candidates: readonly CandidateFinding[];
  readonly #causes: readonly (readonly number[])[];

  constructor(candidates: readonly CandidateFinding[]) {
    this.candidates = candidates;
    const index = new FindingIndex(candidates);
    const direct = withoutCycles(
      candidates.map((candidate, i) =>
        index.causesNamedBy(candidate, (cause) => cause !== i && explains(candidates[cause], candidate), maxCauses),
      ),
    );
    this.#causes = direct.map((causes) => (causes.length < 2 ? causes : nearest(causes, direct)));
  }

  causesOf(i: number): readonly number[] {
    return this.#causes[i] ?? [];
  }

  /** Its own, or by its cause rule that of its most severe cause. */
  severityOf(i: number): Severity {
    const candidate = this.candidates[i];
    const own = candidate?.finding.severity ?? "info";
    if (candidate?.causeRule !== "inherit-severity" && candidate?.causeRule !== "require-cause") return own;
    const behind = [...reachable(this.causesOf(i), this.#causes)].flatMap((cause) => this.candidates[cause]?.finding.severity ?? []);
    return behind.reduce((worst, each) => (severityRank[each] > severityRank[worst] ? each : worst), own);
  }

  /** All, each after its causes; the most severe chain first. */
  inOrder(): readonly number[] {
    const order: number[] = [];
    const placed = new Uint8Array(this.candidates.length);
    for (const end of this.#endsOfChains()) this.#placeChain(end, placed, order);
    return order;
  }

  /** A number is placed when it is met again, below all of its causes. */
  #placeChain(end: number, states: Uint8Array, order: number[]): void {
    const open = [end];
    for (let i = open.at(-1); i !== undefined; i = open.at(-1)) {
      const causes = this.causesOf(i);
      if (states[i] === unseen && causes.length > 0) {
        states[i] = begun;
        for (let at = causes.length - 1; at >= 0; at--) if (states[causes[at] as number] === unseen) open.push(causes[at] as number);
        continue;
      }
      open.pop();
      if (states[i] !== done) order.push(i);
      states[i] = done;
    }
  }

  /** Findings that explain no other, the most severe chain first. */
  #endsOfChains(): readonly number[] {
    const isExplaining = new Uint8Array(this.candidates.length);
    for (const causes of this.#causes) for (const cause of causes) isExplaining[cause] = 1;
    const ends: Weight[] = [];
    for (let i = 0; i < isExplaining.length; i++) if (isExplaining[i] === 0) ends.push(this.#weightOf(i));
    ends.sort((a, b) => b.severity - a.severity || a.sinceMs - b.sinceMs || a.sequence - b.sequence || a.end - b.end);
    return ends.map(({ end }) => end);
  }

  #weightOf(end: number): Weight {
    const chain = this.causesOf(end).length === 0 ? [end] : [...reachable([end], this.#causes)];
    const findings = chain.map((i) => (this.candidates[i] as CandidateFinding).finding);
    return {
      end,
      severity: greatest(findings.map((finding) => severityRank[finding.severity])),
      sinceMs: least(findings.map((finding) => finding.sinceMs)),
      sequence: least(findings.map((finding) => finding.firstSequence)),
    };
  }
}

/** The end of a chain, and by what chains are ordered. */
interface Weight {
  readonly end: number;
  readonly severity: number;
  readonly sinceMs: number;
  readonly sequence: number;
}

const unseen = 0;
const begun = 1;
const done = 2;

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
  const kept = new Array<readonly number[]>(links.length).fill(none);
  for (let i = 0; i < links.length; i++) {
    const causes = links[i] ?? none;
    if (causes.length === 0) continue;
    const own: number[] = [];
    kept[i] = own;
    for (const cause of causes) if (kept[cause] === none || !reachable([cause], kept).has(i)) own.push(cause);
  }
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
