import type { NarratedFrame } from "../../interpret/interpreted-frame.js";
import { formatDuration } from "../../io/duration.js";
import { type MomentFormat, momentColumns, offsetFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { bothEnds } from "../../lifecycle/narration/words.js";
import type { GapFrame } from "../../model/frame.js";
import { paintWith } from "../terminal/paint.js";
import { cut, cutMiddle, padEnd, padStart, widthOf } from "../terminal/width.js";
import { eventSubjectTitle, objectTitle } from "./object-title.js";

export interface LiveLineOptions {
  readonly colour: boolean;
  /** Columns of the terminal. Absent in a pipe: then nothing is cut. */
  readonly columns?: number;
  /** Show the namespace of each object: where several are recorded. */
  readonly namespaces?: boolean;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
}

/**
 * One frame on one line, without its newline: offset, object, stage, the few fields that matter.
 *
 *     +1.549s  Pod/nginx                 Scheduled                  node-1
 *     +1.999s  Pod/nginx                 · Pulled                   Container image "nginx:1.27" already present
 *
 * An Event is shown with the object that it is about, marked with a dot.
 */
export function liveLine(narrated: NarratedFrame, options: LiveLineOptions): string {
  if (narrated.kind === "gap") return liveGapLine(narrated.frame, options);
  const { frame, narration } = narrated;
  const paint = paintWith(options.colour);
  const subject = eventSubjectTitle(frame.revision.object, options.namespaces);
  const { stage } = narration;
  const title = subject ?? objectTitle(frame.ref, options.namespaces);
  const moment = liveMoment(frame.offsetMs, options);
  const object = padEnd(options.columns === undefined ? title : cut(title, objectColumns(options.columns)), objectColumns(options.columns));
  const words = `${subject === undefined ? "" : "· "}${printable(stage.name)}${stage.detail === undefined ? "" : ` (${printable(stage.detail)})`}`;
  const stageText = padEnd(words, stageColumns);
  const rest = printable(bothEnds(narration.changed.join(", "), 400));
  const room =
    options.columns === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(0, options.columns - widthOf(moment) - 2 - widthOf(object) - 2 - widthOf(stageText) - 2);
  return `${paint.dim(moment)}  ${subject === undefined ? object : paint.dim(object)}  ${paint.tone(stage.tone, stageText)}  ${(subject === undefined ? cut : cutMiddle)(rest, room)}`.trimEnd();
}

/** The column of moments, on the left of each line. */
export function liveMoment(offsetMs: number, { moments = offsetFormat }: Pick<LiveLineOptions, "moments">): string {
  return padStart(moments.text(offsetMs), momentColumns(moments, 10));
}

const stageColumns = 24;

/** The column of names: wide enough for a generated Pod name on a wide terminal and in a pipe. */
function objectColumns(columns: number | undefined): number {
  if (columns === undefined || columns >= 120) return 34;
  return Math.max(12, Math.min(24, columns - 56));
}

/** A gap on one line: which stream, for how long, why, and whether changes may be missing. */
function liveGapLine(gap: GapFrame, options: LiveLineOptions): string {
  const paint = paintWith(options.colour);
  const blindMs = gap.to.offsetMs - gap.from.offsetMs;
  const loss = gap.possibleLoss ? "changes may be missing" : "no change was missed";
  const read = gap.repairedRevisions === undefined ? "" : `, ${gap.repairedRevisions} read back from history`;
  const text = printable(`GAP of ${formatDuration(blindMs)} on ${gap.stream}: ${gap.reason}; ${loss}${read}`, 400);
  const moment = liveMoment(gap.offsetMs, options);
  const line = options.columns === undefined ? text : cut(text, Math.max(0, options.columns - widthOf(moment) - 2));
  return `${paint.dim(moment)}  ${paint.tone(gap.possibleLoss ? "bad" : "neutral", line)}`;
}
