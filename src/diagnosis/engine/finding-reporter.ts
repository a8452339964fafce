import type { GapFrame, StrippedFrame } from "../../model/frame.js";
import { Diagnosis, type DiagnosisOptions } from "./diagnosis.js";
import { type Finding, findingKey } from "./finding.js";

/** A finding that is new, says something else or is open again, or was resolved. */
export interface FindingNews {
  readonly kind: "opened" | "changed" | "resolved";
  readonly finding: Finding;
}

/** All that is known at a moment, and what of it is new since the last look. */
export interface FindingLook {
  readonly findings: readonly Finding[];
  readonly news: readonly FindingNews[];
}

/** Without a change the findings are gone through this often at most, in recorded time: some show in nothing happening. */
const lookAgainMs = 1000;
/** Where more than so many are known, a change does not make it hurry either. */
export const manyFindings = 100;

/** Tells failures as they arise and as they pass, live or from a session: feed it every frame in sequence. What is only worth knowing is not told. */
export class FindingReporter {
  readonly #diagnosis: Diagnosis;
  readonly #told = new Map<string, Pick<Finding, "severity" | "message" | "resolved">>();
  #changes = 0;
  #lookedMs = 0;
  #known = 0;

  constructor(options: DiagnosisOptions = {}) {
    this.#diagnosis = new Diagnosis(options);
  }

  /** Takes note of a frame without telling anything: the state before the first frame to be told. */
  recall(frame: StrippedFrame | GapFrame): void {
    this.#diagnosis.note(frame);
  }

  note(frame: StrippedFrame | GapFrame): readonly FindingNews[] {
    return this.look(frame)?.news ?? [];
  }

  /** Time goes on without a frame: what shows in nothing happening, up to this moment in ms since session start. */
  pass(nowMs: number): readonly FindingNews[] {
    return nowMs - this.#lookedMs < lookAgainMs ? [] : this.#lookAt(nowMs).news;
  }

  /** As `note`, with all that is known by then; undefined: the findings were not gone through, as they hardly can be others than before. */
  look(frame: StrippedFrame | GapFrame): FindingLook | undefined {
    this.#diagnosis.note(frame);
    const isSoon = frame.offsetMs - this.#lookedMs < lookAgainMs;
    if (isSoon && (this.#diagnosis.changes === this.#changes || this.#known > manyFindings)) return undefined;
    return this.#lookAt(frame.offsetMs);
  }

  /** All that is known when the session has come to its end, also what may still pass at once, and what is new of it. */
  lookBack(endMs: number): FindingLook {
    return this.#withNews(this.findings(endMs));
  }

  /** All that is known by now, see `Diagnosis.findings`. */
  findings(nowMs?: number): readonly Finding[] {
    return this.#diagnosis.findings(nowMs);
  }

  #lookAt(nowMs: number): FindingLook {
    this.#changes = this.#diagnosis.changes;
    this.#lookedMs = nowMs;
    const findings = this.#diagnosis.findings(nowMs, true);
    this.#known = findings.length;
    return this.#withNews(findings);
  }

  #withNews(findings: readonly Finding[]): FindingLook {
    return { findings, news: findings.flatMap((finding) => this.#newsOf(finding) ?? []) };
  }

  #newsOf(finding: Finding): FindingNews | undefined {
    if (finding.severity === "info") return undefined;
    const key = findingKey(finding);
    const told = this.#told.get(key);
    const { severity, message, resolved } = finding;
    if (told?.resolved === resolved && told.severity === severity && told.message === message) return undefined;
    this.#told.set(key, { severity, message, resolved });
    if (resolved && told?.resolved !== true) return { kind: "resolved", finding };
    return { kind: told === undefined ? "opened" : "changed", finding };
  }
}
