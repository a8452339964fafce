import type { NarratedRow } from "../../interpret/narrated-row.js";
import { formatDuration } from "../../io/duration.js";
import type { MomentFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { bothEnds } from "../../lifecycle/narration/words.js";
import { greatest } from "../../model/extremes.js";
import { eventSubjectTitle, objectTitle } from "../../report/replay/object-title.js";
import { stepSign } from "../../report/replay/step-words.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { cut, cutMiddle, cutName, padEnd, padStart, widthOf } from "../../report/terminal/width.js";
import { hiddenAfter } from "../lesson/lesson-shown.js";
import { currentIndex, momentsShown, type PlayerState } from "../state/player-state.js";
import { highlighted } from "./highlight.js";
import { SearchPattern } from "./search-pattern.js";
import { fill, selectedLine } from "./styled.js";

/**
 * The changes around the moment, one a line, and the silences between them that are cut when playing:
 *
 *     ▸ ~   #4  +1.536s  Pod/nginx        Scheduled → Creating: the kubelet of node-1 has it
 *               ⋯ 15.4s without a change
 *       ! #13 +18.027s  Pod/nginx        ...
 *
 * The row of the step shown is in reverse video. The sign says what it is without colour: + added, ~ changed, - deleted, · a Kubernetes Event, ! a warning, / a gap; nothing where only
 * noise changed.
 */
export function listLines(state: PlayerState, columns: number, height: number): readonly string[] {
  const { rows } = state.window;
  const paint = paintWith(state.session.colour);
  const at = currentIndex(state);
  if (at < 0) return padded([paint.dim(state.session.summary.frames === 0 ? "  no frames" : "  reading …")], columns, height);
  const first = Math.max(0, at - height);
  const near = rows.slice(first, at + height + 1);
  const shown = near.slice(0, shownCount(near, state));
  const moments = momentsShown(state);
  const options = {
    paint,
    columns,
    sequence: String(state.session.summary.frames).length + 1,
    moments,
    offset: greatest(
      shown.map(({ frame }) => moments.text(frame.offsetMs).length),
      minOffsetColumns,
    ),
    title: titleColumns(shown, columns, state),
  };
  const lines: string[] = [];
  let current = 0;
  for (const [i, row] of shown.entries()) {
    const silence = silenceBefore(row, rows[first + i - 1]);
    if (silence > state.idleLimitMs)
      lines.push(paint.dim(`${" ".repeat(options.sequence + 5)}⋯ ${formatDuration(silence)} without a change`));
    if (first + i === at) current = lines.length;
    lines.push(rowLine(row, first + i === at, state, options));
  }
  if (shown.length < near.length) lines.push(paint.dim(`${" ".repeat(options.sequence + 5)}⋯ what comes next is hidden until you answer`));
  const top = Math.max(0, Math.min(current - Math.floor(height / 2), lines.length - height));
  return padded(withMatches(lines.slice(top, top + height), state, placeColumns(options)), columns, height);
}

/** Without those that the learner of a lesson is asked to predict. */
function shownCount(rows: readonly NarratedRow[], { lesson, position }: PlayerState): number {
  const from = hiddenAfter(lesson);
  const hidden = from === undefined ? -1 : rows.findIndex(({ frame }) => frame.sequence > Math.max(from, position));
  return hidden < 0 ? rows.length : hidden;
}

/** What stands before the title of a row: the sign, the sequence and the offset. */
function placeColumns({ sequence, offset }: Pick<RowOptions, "sequence" | "offset">): number {
  return 4 + sequence + 1 + offset;
}

function withMatches(lines: readonly string[], { search, session }: PlayerState, from: number): readonly string[] {
  if (search === undefined) return lines;
  return highlighted(lines, { pattern: new SearchPattern(search), colour: session.colour, from });
}

/** So that the list of a short session does not move from step to step. */
const minOffsetColumns = 10;

interface RowOptions {
  readonly paint: Paint;
  readonly columns: number;
  /** The columns of each part. */
  readonly sequence: number;
  readonly offset: number;
  readonly moments: MomentFormat;
  readonly title: number;
}

function rowLine(row: NarratedRow, isCurrent: boolean, state: PlayerState, options: RowOptions): string {
  const { paint, moments } = options;
  const place = `${padStart(`#${row.frame.sequence}`, options.sequence)} ${padStart(moments.text(row.frame.offsetMs), options.offset)}`;
  const lead = `${isCurrent ? "▸" : " "} ${stepSign(row)} `;
  const title = padEnd(cutName(titleOf(row, state), options.title), options.title);
  const room = Math.max(0, options.columns - widthOf(lead) - widthOf(place) - options.title - 4);
  const words = cutRow(row, room);
  if (isCurrent) return selectedLine(`${lead}${place}  ${title}  ${words}`, options.columns);
  if (!row.meaningful) return paint.dim(`${lead}${place}  ${title}  ${words}`);
  return `${row.warning ? paint.tone("bad", lead) : lead}${paint.dim(place)}  ${title}  ${toned(row, words, paint)}`;
}

function titleOf(row: NarratedRow, { session }: PlayerState): string {
  if (row.kind === "gap") return "GAP";
  return eventSubjectTitle(row.frame.revision.object, session.namespaces) ?? objectTitle(row.frame.ref, session.namespaces);
}

function titleColumns(rows: readonly NarratedRow[], columns: number, state: PlayerState): number {
  const widest = greatest(rows.map((row) => widthOf(titleOf(row, state))));
  return Math.min(widest, Math.max(10, Math.floor(columns * 0.26)));
}

/** "Creating → Running: …": the stage where it changed, then the sentence. */
function rowText(row: NarratedRow): string {
  if (row.kind === "gap")
    return printable(`nothing received for ${formatDuration(row.frame.to.offsetMs - row.frame.from.offsetMs)}: ${row.frame.reason}`, 300);
  const { stage, from, sentence } = row.narration;
  const name = from === undefined || from.name !== stage.name || row.frame.ref.kind === "Event" ? `${stage.name}: ` : "";
  return printable(bothEnds(`${name}${sentence}`, 600));
}

/** What went wrong has its cause at its end, before what an Event says of its origin; of several parts the first says most. */
function cutRow(row: NarratedRow, columns: number): string {
  const words = rowText(row).replace(uidInBrackets, "");
  if (row.kind === "gap" || !row.warning || row.narration.parts.length > 1 || widthOf(words) <= columns) return cut(words, columns);
  return cutMiddle(row.frame.ref.kind === "Event" ? words.replace(/ \([^()]*\)\.$/, "") : words, columns);
}

/** The kubelet writes "pod=web_default(8d4…)": the row has the name, and the uid is in the detail. */
const uidInBrackets = /\([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)/g;

function toned(row: NarratedRow, words: string, paint: Paint): string {
  if (row.kind === "gap") return paint.tone(row.frame.possibleLoss ? "bad" : "neutral", words);
  const { stage } = row.narration;
  const colon = words.startsWith(printable(stage.name)) ? printable(stage.name).length : 0;
  return `${paint.tone(stage.tone, words.slice(0, colon))}${words.slice(colon)}`;
}

function silenceBefore(row: NarratedRow, before: NarratedRow | undefined): number {
  return before === undefined ? 0 : row.frame.offsetMs - before.frame.offsetMs;
}

function padded(lines: readonly string[], columns: number, height: number): readonly string[] {
  return Array.from({ length: height }, (_, i) => fill(lines[i] ?? "", columns));
}
