import type { GapFrame, StrippedFrame } from "../../model/frame.js";
import type { Coverage } from "./coverage.js";
import { Diagnosis, type DiagnosisOptions } from "./diagnosis.js";
import { type Finding, findingKey, maxExactFindings } from "./finding.js";

/** A finding that is new, says something else or is open again, or was resolved. */
export interface FindingNews {
  readonly kind: "opened" | "changed" | "resolved";
  readonly finding: Finding;
}

/** All findings at a moment, and the news since the previous report. */
export interface FindingUpdate {
  readonly findings: readonly Finding[];
  readonly news: readonly FindingNews[];
}

/** Without a change of the episodes the findings are computed this often at most, in recorded time: some show in nothing happening. */
const recheckMs = 1000;
/** Computing the findings takes time for each of them: for each of so many, `recheckMs` passes. */
const findingsPerCheck = 1000;
/** Reported findings that are known no longer are forgotten when there are so many of them. */
const maxForgotten = 1000;
/** With more findings than `maxExactFindings`, so many of them are computed for a frame on average. */
const findingsPerFrame = 16;

/** Reports findings as they open and as they are resolved, live or from a session: give it every frame in sequence. Info findings are no news. */
export class FindingReporter {
  readonly #diagnosis: Diagnosis;
  readonly #reported = new Map<string, Pick<Finding, "severity" | "message" | "resolved">>();
  #changes = 0;
  #checkedMs = 0;
  #known = 0;
  /** Frames since the findings were computed. */
  #framesSince = 0;

  constructor(options: DiagnosisOptions = {}) {
    this.#diagnosis = new Diagnosis(options);
  }

  /** Takes in a frame without a report: the state before the first frame to report. */
  observe(frame: StrippedFrame | GapFrame): void {
    this.#diagnosis.observe(frame);
  }

  report(frame: StrippedFrame | GapFrame): readonly FindingNews[] {
    return this.update(frame)?.news ?? [];
  }

  /** Time passes without a frame: the news of what shows in nothing happening, up to this moment in ms since session start. */
  passTime(nowMs: number): readonly FindingNews[] {
    return this.#isSoon(nowMs) ? [] : this.#check(nowMs).news;
  }

  /** The news of the frames that were observed since the findings were last computed, and of the time until this moment. */
  catchUp(nowMs: number): readonly FindingNews[] {
    return this.#diagnosis.changes === this.#changes ? this.passTime(nowMs) : this.#check(nowMs).news;
  }

  /** As `note`, with all findings; undefined where they were not computed, as they can hardly have changed. */
  update(frame: StrippedFrame | GapFrame): FindingUpdate | undefined {
    this.#diagnosis.observe(frame);
    // The more there are, the more frames one computation of them is for: else the work grows with the product of frames and findings.
    if (this.#known > maxExactFindings && ++this.#framesSince * findingsPerFrame < this.#known) return undefined;
    if (this.#isSoon(frame.offsetMs) && (this.#diagnosis.changes === this.#changes || this.#known > maxExactFindings)) return undefined;
    return this.#check(frame.offsetMs);
  }

  #isSoon(nowMs: number): boolean {
    return nowMs - this.#checkedMs < recheckMs * Math.max(1, this.#known / findingsPerCheck);
  }

  /** All findings at the end of the session, including those that may still prove transient, and their news. */
  finish(endMs: number): FindingUpdate {
    return this.#withNews(this.findings(endMs));
  }

  /**
   * All findings by a moment after the last frame, without those that may still prove transient, and what would be their news. These are not remembered:
   * a frame that arrives later reports them.
   */
  lookAhead(nowMs: number): FindingUpdate {
    const findings = this.#diagnosis.findings(nowMs, true);
    return { findings, news: findings.flatMap((finding) => this.#newsOf(finding) ?? []) };
  }

  /** See `Diagnosis.findings`. */
  findings(nowMs?: number): readonly Finding[] {
    return this.#diagnosis.findings(nowMs);
  }

  /** See `Diagnosis.coverage`. */
  coverage(findings: readonly Finding[]): Coverage {
    return this.#diagnosis.coverage(findings);
  }

  #check(nowMs: number): FindingUpdate {
    this.#changes = this.#diagnosis.changes;
    this.#checkedMs = nowMs;
    this.#framesSince = 0;
    const findings = this.#diagnosis.findings(nowMs, true);
    this.#known = findings.length;
    return this.#withNews(findings);
  }

  #withNews(findings: readonly Finding[]): FindingUpdate {
    const news = findings.flatMap((finding) => this.#newsOf(finding) ?? []);
    for (const { finding } of news) this.#remember(finding);
    if (this.#reported.size > findings.length + maxForgotten) this.#forgetOthers(findings);
    return { findings, news };
  }

  #forgetOthers(findings: readonly Finding[]): void {
    const known = new Set(findings.map(findingKey));
    for (const key of this.#reported.keys()) if (!known.has(key)) this.#reported.delete(key);
  }

  #remember(finding: Finding): void {
    const { severity, message, resolved } = finding;
    this.#reported.set(findingKey(finding), { severity, message, resolved });
  }

  #newsOf(finding: Finding): FindingNews | undefined {
    if (finding.severity === "info") return undefined;
    const key = findingKey(finding);
    const reported = this.#reported.get(key);
    const { severity, message, resolved } = finding;
    if (reported?.resolved === resolved && reported.severity === severity && reported.message === message) return undefined;
    if (resolved && reported?.resolved !== true) return { kind: "resolved", finding };
    return { kind: reported === undefined ? "opened" : "changed", finding };
  }
}
