import type { InterpretedFrame } from "../../interpret/interpreted-frame.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import { findingNewsText, isTurningPoint } from "../findings/finding-news-text.js";
import { gapSentence } from "../replay/gap-sentence.js";
import { mdDiff } from "../replay/markdown-diff.js";
import { eventSubjectTitle, objectTitle } from "../replay/object-title.js";
import type { TimeBase } from "../replay/recorded-value.js";
import { sentenceText } from "../replay/sentence-text.js";
import { mdSpan, mdText } from "../terminal/markdown.js";

interface StepMarkdownOptions {
  readonly namespaces?: boolean;
  /** For times relative to the start. */
  readonly base?: TimeBase;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
  /** Lines of the diff. Default: 60. */
  readonly maxLines?: number;
}

/** One step: its place, object and stage; what happened and why it matters; which findings it opens and resolves; what changed. */
export function stepMarkdown(step: InterpretedFrame, options: StepMarkdownOptions = {}): readonly string[] {
  const place = `${mdSpan(`#${step.frame.sequence}`)} ${(options.moments ?? offsetFormat).text(step.frame.offsetMs)}`;
  const news = step.news.filter(isTurningPoint).map((each) => mdText(findingNewsText(each, options.namespaces)));
  if (step.kind === "gap") return [`**${place} gap**`, "", mdText(gapSentence(step.frame)), ...news.flatMap((line) => ["", line])];
  const { frame, narration, changes } = step;
  const subject = eventSubjectTitle(frame.revision.object, options.namespaces);
  const title = subject === undefined ? objectTitle(frame.ref, options.namespaces) : `Event on ${subject}`;
  const { from, stage } = narration;
  const was = from === undefined || from.name === stage.name || subject !== undefined ? "" : `${from.name} → `;
  const detail = stage.detail === undefined ? "" : ` · ${stage.detail}`;
  const diff = mdDiff(changes, options.maxLines ?? 60, options.base);
  return [
    `**${place} ${mdText(title)}** ${mdText(`${was}${stage.name}${detail}`, 300)}`,
    "",
    mdText(sentenceText(narration, "pipe")),
    ...(narration.why === undefined ? [] : ["", mdText(narration.why)]),
    ...news.flatMap((line) => ["", line]),
    ...(diff.length === 0 ? [] : ["", ...diff]),
  ];
}
