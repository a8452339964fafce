import type { Frame } from "../../model/frame.js";
import { Diagnosis, type DiagnosisOptions } from "./diagnosis.js";
import type { Finding } from "./finding.js";

/** A failure that was recognised, or that is over. */
export interface FindingNews {
  readonly kind: "arose" | "over";
  readonly finding: Finding;
}

/** Without a change the findings are gone through this often at most, in recorded time: some show in nothing happening. */
const lookAgainMs = 1000;
/** Where more than so many failures are known, a change does not make it hurry either. */
const many = 100;

/** Tells failures as they arise and as they pass, live or from a session: feed it every frame in sequence. What is only worth knowing is not told. */
export class FindingReporter {
  readonly #diagnosis: Diagnosis;
  readonly #told = new Map<string, boolean>();
  #changes = 0;
  #lookedMs = 0;
  #known = 0;

  constructor(options: DiagnosisOptions = {}) {
    this.#diagnosis = new Diagnosis(options);
  }

  /** Takes note of a frame without telling anything: the state before the first frame to be told. */
  recall(frame: Frame): void {
    this.#diagnosis.note(frame);
  }

  note(frame: Frame): readonly FindingNews[] {
    this.#diagnosis.note(frame);
    const { changes } = this.#diagnosis;
    const isSoon = frame.offsetMs - this.#lookedMs < lookAgainMs;
    if (isSoon && (changes === this.#changes || this.#known > many)) return [];
    this.#changes = changes;
    this.#lookedMs = frame.offsetMs;
    const findings = this.#diagnosis.findings(frame.offsetMs, true);
    this.#known = findings.length;
    return findings.flatMap((finding) => this.#newsOf(finding) ?? []);
  }

  /** All that is known by now, see `Diagnosis.findings`. */
  findings(nowMs?: number): readonly Finding[] {
    return this.#diagnosis.findings(nowMs);
  }

  #newsOf(finding: Finding): FindingNews | undefined {
    if (finding.severity === "info") return undefined;
    const key = [finding.class, finding.object.uid, finding.container ?? "", finding.sinceMs].join("\n");
    const told = this.#told.get(key);
    if (told === finding.resolved) return undefined;
    this.#told.set(key, finding.resolved);
    if (finding.resolved) return { kind: "over", finding };
    return told === undefined ? { kind: "arose", finding } : undefined;
  }
}
