import type { SessionAnalysis } from "../../interpret/session-analysis.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import { capital, plural } from "../../lifecycle/narration/words.js";
import type { SessionSummary } from "../../model/session.js";
import { coverageLines, omissionsOf } from "../findings/coverage-lines.js";
import { confidentialContent } from "../overview/clear-content.js";
import { clockSentences } from "../overview/clock-text.js";
import { completenessWords } from "../overview/completeness.js";
import { namesNamespaces } from "../overview/session-display.js";
import { streamTitle } from "../overview/stream-title.js";
import { gapSentence } from "../replay/gap-sentence.js";
import { mdSpan, mdText } from "../terminal/markdown.js";

const maxGaps = 12;
const maxLines = 20;
const maxStreams = 30;
/** Characters of one line. */
const maxLine = 600;

/** What was recorded and what not: whether the end is verified, gaps, what findings do not cover, the streams, what is confidential. */
export function completenessMarkdown(
  summary: SessionSummary,
  analysis: SessionAnalysis,
  { warnings, moments = offsetFormat }: { readonly warnings: readonly string[]; readonly moments?: MomentFormat | undefined },
): readonly string[] {
  const { header } = summary;
  const gaps = analysis.gaps.slice(0, maxGaps);
  const more = summary.gaps - gaps.length;
  const options = { namespaces: namesNamespaces(summary), hasFindings: analysis.findings.states.length > 0 };
  const limits = coverageLines(analysis.coverage, omissionsOf(summary, analysis.coverage), options);
  const streams = header.streams.slice(0, maxStreams).map((stream) => mdSpan(streamTitle(stream)));
  const moreStreams = header.streams.length - streams.length;
  return [
    `${capital(mdText(completenessWords(summary), maxLine))}.`,
    ...(header.times === "derived" ? clockSentences(header) : []),
    ...gaps.map(
      (gap) =>
        `Gap ${mdSpan(`#${gap.sequence}`)}, ${moments.text(gap.from.offsetMs)} to ${moments.text(gap.to.offsetMs)}: ${mdText(gapSentence(gap), maxLine)}`,
    ),
    ...(more > 0 ? [`And ${plural(more, "more gap")}.`] : []),
    ...bounded(limits),
    ...bounded(warnings),
    ...(streams.length === 0
      ? []
      : [`Recorded: ${streams.join(", ")}${moreStreams > 0 ? ` and ${plural(moreStreams, "more stream")}` : ""}.`]),
    `Confidential: ${confidentialContent(summary)}.`,
  ].map((line) => `- ${line}`);
}

function bounded(lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, maxLines).map((line) => mdText(line, maxLine));
  return lines.length > shown.length ? [...shown, `And ${plural(lines.length - shown.length, "more line")} of this kind.`] : shown;
}
