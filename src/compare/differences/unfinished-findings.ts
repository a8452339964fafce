import type { Finding } from "../../diagnosis/engine/finding.js";
import { elapsedMs } from "../elapsed-ms.js";
import { behindMarginMs } from "../heuristics.js";
import type { Role } from "../match/align-runs.js";
import type { FindingsUntil } from "../run/read-run.js";
import type { RecordedSpans } from "../run/recorded-span.js";
import type { Run } from "../run/run.js";
import { otherSide, type Side } from "../sides.js";
import { differInReason, type FindingPair, findingKeyOf, roleFinder } from "./finding-pairs.js";

/** The findings of one run as they would be if its recording had ended earlier. Reads it again up to there. */
export type LoadFindings = (side: Side, until: FindingsUntil) => Promise<readonly Finding[]>;

/** What the search for unfinished findings looks at. */
interface UnfinishedSources {
  readonly roles: readonly Role[];
  readonly runs: Readonly<Record<Side, Run>>;
  readonly spans: RecordedSpans;
  /**
   * The runs diverge anyway: then a finding counts as unfinished only by its own time, and no session is read again. Otherwise the answer depends on
   * it.
   */
  readonly hasDiverged: boolean;
}

/** Marks the findings that only one run has, or that say something else in each, because one recording is shorter; they come last. */
export async function markUnfinished(
  pairs: readonly FindingPair[],
  sources: UnfinishedSources,
  load: LoadFindings,
): Promise<readonly FindingPair[]> {
  const { spans, runs } = sources;
  const marked: FindingPair[] = [];
  if (spans.a.lengthMs === spans.b.lengthMs) for (const pair of pairs) marked.push(markByFrames(pair, runs));
  else {
    const shorter: Side = spans.a.lengthMs < spans.b.lengthMs ? "a" : "b";
    const isPlain = (pair: FindingPair) => isPlainlyOver(pair, otherSide(shorter), spans);
    const longer = new LongerRun(otherSide(shorter), { ...sources, hasDiverged: sources.hasDiverged || pairs.some(isPlain) }, load);
    for (const pair of pairs) marked.push((await longer.isUnfinished(pair)) ? { ...pair, unfinished: shorter } : pair);
  }
  return [...marked.filter(({ unfinished }) => unfinished === undefined), ...marked.filter(({ unfinished }) => unfinished !== undefined)];
}

/** Of recordings that are equally long, as two snapshots, the number of revisions tells which one shows less of an object; else that of all frames. */
function markByFrames(pair: FindingPair, runs: Readonly<Record<Side, Run>>): FindingPair {
  const side: Side = pair.a === undefined ? "b" : "a";
  const other = otherSide(side);
  if (pair[other] !== undefined) return pair;
  const [own, others] = [pair.role?.[side]?.object, pair.role?.[other]?.object];
  const isLess = own === undefined || others === undefined ? runs[other].frames < runs[side].frames : others.revisions < own.revisions;
  return isLess ? { ...pair, unfinished: other } : pair;
}

/** Only the longer run has this failure, and it was over before the shorter one ended. One with causes may have been recognised only later. */
function isPlainlyOver(pair: FindingPair, longer: Side, spans: RecordedSpans): boolean {
  const [own, others] = [pair[longer], pair[otherSide(longer)]];
  if (own === undefined || others !== undefined || own.severity === "info" || own.causes.length > 0) return false;
  const endMs = spans[longer].zeroMs + spans[otherSide(longer)].lengthMs;
  return own.durationMs !== null && own.durationMs >= behindMarginMs && own.sinceMs + own.durationMs + behindMarginMs < endMs;
}

/** The longer run, which can be asked what it would have had if it had ended when the shorter one did. */
class LongerRun {
  readonly #side: Side;
  readonly #shorter: Side;
  readonly #sources: UnfinishedSources;
  readonly #load: LoadFindings;
  /** When the shorter run ended, by the clock of this one. */
  readonly #endMs: number;
  readonly #known = new Map<boolean, ReadonlyMap<string, Finding>>();

  constructor(side: Side, sources: UnfinishedSources, load: LoadFindings) {
    const { spans } = sources;
    this.#side = side;
    this.#shorter = otherSide(side);
    this.#sources = sources;
    this.#load = load;
    this.#endMs = spans[side].zeroMs + spans[this.#shorter].lengthMs;
  }

  async isUnfinished(pair: FindingPair): Promise<boolean> {
    const [own, others] = [pair[this.#side], pair[this.#shorter]];
    if (own !== undefined && others !== undefined) return await this.#saidTheSame(pair, others);
    if (own !== undefined) return await this.#hadNotYet(pair, own);
    return others !== undefined && (await this.#hadAsWell(pair, others));
  }

  /** Only the longer run has it, and did not just before or just when the shorter one ended: a new finding might still have proven transient then. */
  async #hadNotYet({ role }: FindingPair, own: Finding): Promise<boolean> {
    if (elapsedMs(own.sinceMs, this.#endMs) < behindMarginMs) return true;
    if (this.#sources.hasDiverged || own.severity === "info") return false;
    const key = findingKeyOf(own, role, this.#side);
    return !(await this.#by(false)).has(key) || !(await this.#by(true)).has(key);
  }

  /** Only the shorter run has it, open at its end; the longer one had it as well then, and recovered later. */
  async #hadAsWell({ role }: FindingPair, others: Finding): Promise<boolean> {
    const { spans, hasDiverged } = this.#sources;
    if (others.durationMs !== null) return false;
    const { zeroMs, lengthMs } = spans[this.#shorter];
    if (elapsedMs(others.sinceMs, zeroMs + lengthMs) < behindMarginMs) return true;
    return !hasDiverged && (await this.#by(true)).has(findingKeyOf(others, role, this.#shorter));
  }

  /** A message can change for as long as the finding is open: both said the same when the shorter run ended. */
  async #saidTheSame(pair: FindingPair, others: Finding): Promise<boolean> {
    const isPlain = this.#sources.hasDiverged || others.severity === "info" || others.durationMs !== null || !differInReason(pair);
    if (isPlain) return false;
    const key = findingKeyOf(others, pair.role, this.#shorter);
    for (const inclusive of [true, false]) {
      const then = (await this.#by(inclusive)).get(key);
      if (then !== undefined && !differInReason({ ...pair, [this.#side]: then })) return true;
    }
    return false;
  }

  /** What it had when the shorter run ended. */
  async #by(inclusive: boolean): Promise<ReadonlyMap<string, Finding>> {
    const known = this.#known.get(inclusive);
    if (known !== undefined) return known;
    const findings = await this.#load(this.#side, { offsetMs: this.#endMs, inclusive });
    const roleOf = roleFinder(this.#sources.roles, this.#side);
    const read = new Map(findings.map((finding) => [findingKeyOf(finding, roleOf(finding), this.#side), finding]));
    this.#known.set(inclusive, read);
    return read;
  }
}
