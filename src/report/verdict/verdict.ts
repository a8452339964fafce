import type { Finding } from "../../diagnosis/engine/finding.js";
import { finalFindings, type SessionAnalysis } from "../../interpret/session-analysis.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { capital } from "../../lifecycle/narration/words.js";
import type { Tone } from "../../lifecycle/stage.js";
import type { SessionSummary } from "../../model/session.js";
import { findingsHeadline } from "../findings/findings-headline.js";
import { completenessOf, completenessText } from "../overview/completeness.js";
import { namesNamespaces } from "../overview/session-display.js";
import { limitsOf } from "./limits.js";
import { outcomeSentences } from "./outcome-sentences.js";
import { problemSentences } from "./problem-sentences.js";
import type { VerdictSentence } from "./verdict-sentence.js";

export type { VerdictSentence } from "./verdict-sentence.js";

/** What happened in a session, in a few sentences. */
export interface SessionVerdict {
  /** The most important first. Never empty. Show them all: the last ones qualify the first. */
  readonly sentences: readonly VerdictSentence[];
  /** `bad`: a failure is open. `good`: nothing failed, the targets are well, and everything was seen. `progress`: still recording, no failure yet. */
  readonly tone: Tone;
}

/**
 * The verdict of a session: what failed and why, or how far its targets came; then what limits that. `moments`: how moments are shown; by default as
 * offsets.
 */
export function verdictOf(summary: SessionSummary, analysis: SessionAnalysis, moments: MomentFormat = offsetFormat): SessionVerdict {
  const findings = finalFindings(analysis);
  const failures = findings.filter(({ severity }) => severity !== "info");
  const namespaces = namesNamespaces(summary);
  const outcome = outcomeSentences(summary, analysis, { namespaces, moments });
  const limits = limitsOf(summary, analysis, { hasFailures: failures.length > 0, time: moments.format });
  const sentences: readonly VerdictSentence[] = [
    ...problemSentences(findings, { targets: new Set(outcome.uids), namespaces, moments }),
    ...outcome.sentences,
    { kind: "count", text: `${capital(findingsHeadline(findings))}.` },
    { kind: "coverage", text: `${capital(limits.length === 0 ? completenessText(completenessOf(summary)) : limits.join("; "))}.` },
  ];
  return {
    sentences: sentences.map((sentence) => ({ ...sentence, text: printable(sentence.text, maxSentence) })),
    tone: toneOf(summary, { failures, outcome: outcome.tone, isLimited: limits.length > 0 }),
  };
}

/** Characters. */
const maxSentence = 1000;

function toneOf(
  { state }: SessionSummary,
  { failures, outcome, isLimited }: { readonly failures: readonly Finding[]; readonly outcome: Tone; readonly isLimited: boolean },
): Tone {
  if (outcome === "bad" || failures.some(({ resolved }) => !resolved)) return "bad";
  if (failures.length > 0) return "neutral";
  if (state === "recording") return "progress";
  return outcome === "good" && !isLimited ? "good" : "neutral";
}
