import { jsonText } from "../../io/json-text.js";
import { printable } from "../../io/printable.js";
import { capital, plural } from "../../lifecycle/narration/words.js";
import type { GapFrame } from "../../model/frame.js";
import { coverageLines, omissionsOf } from "../../report/findings/coverage-lines.js";
import { confidentialContent } from "../../report/overview/clear-content.js";
import { clockSentences } from "../../report/overview/clock-text.js";
import { completenessOf, completenessWords } from "../../report/overview/completeness.js";
import { partSentence } from "../../report/overview/part-text.js";
import { namesNamespaces } from "../../report/overview/session-display.js";
import { shareLines } from "../../report/overview/share-text.js";
import { streamTitle } from "../../report/overview/stream-title.js";
import { gapSentence } from "../../report/replay/gap-sentence.js";
import type { SessionData } from "../file/page-manifest.js";
import { type GapLook, gapLook } from "./timeline/gap-look.js";

/** What was recorded of a session and what not, for people; all texts are printable. */
interface CompletenessView {
  /** Whether the end was verified, and how many gaps there are. */
  readonly end: string;
  /** `complete`: the end is verified, and nothing is known to be missing. `a part`: the rest was left out before sharing. */
  readonly state: "complete" | "a part" | "incomplete" | "not verified";
  /** What it is a part of, and which. */
  readonly part?: string;
  /** What was removed before sharing. */
  readonly removed: readonly string[];
  /** What is known to be missing, and what findings do not cover. */
  readonly missing: readonly string[];
  /** What of the file could not be read. */
  readonly damage: readonly string[];
  readonly streams: readonly StreamView[];
  readonly gaps: readonly GapView[];
  /** Gaps that are in no list. */
  readonly moreGaps: number;
  readonly clocks: readonly string[];
  readonly confidential: string;
  /** Fields of the recording that this version does not know: name and value. */
  readonly unknown: readonly (readonly [name: string, value: string])[];
}

interface StreamView {
  readonly title: string;
  /** Of each kind that occurs. */
  readonly gaps: readonly { readonly look: GapLook; readonly count: number }[];
}

export interface GapView {
  readonly sequence: number;
  readonly look: GapLook;
  readonly fromMs: number;
  readonly toMs: number;
  readonly sentence: string;
}

/** Characters. */
const maxText = 2000;
const maxUnknown = 20;

export function completenessView({ summary, analysis, warnings }: SessionData): CompletenessView {
  const { header } = summary;
  const completeness = completenessOf(summary);
  const { coverage, gaps, findings, objectsLeftOut } = analysis;
  const options = { namespaces: namesNamespaces(summary), hasFindings: findings.states.some((state) => state.findings.length > 0) };
  const losses = "possibleLosses" in completeness ? completeness.possibleLosses : 0;
  const isLossy = losses > 0 || gaps.some(({ possibleLoss }) => possibleLoss) || header.omissions.length > 0 || warnings.length > 0;
  const left =
    objectsLeftOut === undefined ? [] : [`Left out: ${objectsLeftOut} objects, which are too many to follow. Their steps are in the list.`];
  return {
    end: capital(text(completenessWords(summary))),
    state: isLossy ? "incomplete" : header.part !== undefined ? "a part" : completeness.verified ? "complete" : "not verified",
    ...(header.part === undefined ? {} : { part: text(partSentence(header.part)) }),
    removed: header.shared === undefined ? [] : shareLines(header.shared),
    missing: [...coverageLines(coverage, omissionsOf(summary, coverage), options), ...left].map(text),
    damage: warnings.map(text),
    streams: header.streams.map((stream) => ({
      title: streamTitle(stream),
      gaps: looksOf(gaps.filter((gap) => gap.stream === stream.id)),
    })),
    gaps: gaps.map((gap) => ({
      sequence: gap.sequence,
      look: gapLook(gap),
      fromMs: gap.from.offsetMs,
      toMs: gap.to.offsetMs,
      sentence: text(gapSentence(gap)),
    })),
    moreGaps: Math.max(0, summary.gaps - gaps.length),
    clocks: clockSentences(header),
    confidential: `${capital(confidentialContent(summary))}.`,
    unknown: Object.entries(header.extra ?? {})
      .slice(0, maxUnknown)
      .map(([name, value]) => [printable(name, 100), text(jsonText(value))]),
  };
}

/** "2 possible losses, 1 repaired". */
export function gapCounts(gaps: StreamView["gaps"]): string {
  if (gaps.length === 0) return "no gaps";
  return gaps.map(({ look, count }) => (look === "possible loss" ? plural(count, look) : `${count} ${look}`)).join(", ");
}

function looksOf(gaps: readonly GapFrame[]): StreamView["gaps"] {
  const counts = new Map<GapLook, number>();
  for (const gap of gaps) counts.set(gapLook(gap), (counts.get(gapLook(gap)) ?? 0) + 1);
  return [...counts].map(([look, count]) => ({ look, count }));
}

function text(recorded: string): string {
  return printable(recorded, maxText);
}
