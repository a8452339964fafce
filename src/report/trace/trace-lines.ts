import { printable } from "../../io/printable.js";
import { bothEnds, plural } from "../../lifecycle/narration/words.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import { cut, padEnd, padStart, widthOf, wrap } from "../terminal/width.js";
import type { TracePicture } from "./trace-picture.js";
import { type TraceLine, traceRows } from "./trace-rows.js";

export interface TraceTextOptions {
  readonly colour: boolean;
  /** Columns of the terminal. Absent in a pipe: then nothing is cut. */
  readonly columns?: number;
  /** How many lines there is room for. Absent in a pipe: then siblings are folded only where there are very many. */
  readonly rows?: number;
  readonly namespaces?: boolean;
  /** Without ages: pictures that differ in nothing else are the same. */
  readonly ageless?: true;
}

/**
 * A picture as lines: what is waited for, then the tree, each object with its stage, readiness and how long it has been in that stage, and
 * below it its findings; last, the targets that do not exist.
 *
 *     Deployment/web waits for 1 old Pod to go: Pod/web-5d8bd76dd7-jrnsr waits for image nginx:nonsense of container web (ErrImagePull).
 *
 *     object                           stage                          ready     for
 *     Deployment/web                   Rolling out (1/2 updated)        2/2      3s
 *     ├ ReplicaSet/web-5d8bd76dd7 new  Starting (0/1 ready)             0/1      3s
 *     │ └ Pod/web-5d8bd76dd7-jrnsr     Creating (ErrImagePull)          0/1      2s
 *     ...
 *
 * What does not fit is folded, healthy objects first: "… 12 more Pods Ready".
 */
export function traceLines(picture: TracePicture, options: TraceTextOptions): readonly string[] {
  const sentences = sentenceLines(picture.sentences, options).map(paintWith(options.colour).bold);
  const absent = sentenceLines(picture.absent, options).map(paintWith(options.colour).dim);
  const tree =
    options.rows === undefined
      ? treeLines(picture, options, maxInPipe)
      : fittedLines(picture, options, options.rows - sentences.length - 1 - (absent.length === 0 ? 0 : absent.length + 1));
  return [sentences, tree, absent].filter((lines) => lines.length > 0).flatMap((lines, i) => (i === 0 ? lines : ["", ...lines]));
}

/** Folds more and more, until there is room; what is still too long is cut. */
function fittedLines(picture: TracePicture, options: TraceTextOptions, rows: number): readonly string[] {
  const room = Math.max(2, rows);
  let lines: readonly string[] = [];
  for (const most of [maxInPipe, 20, 10, 6, 4, 2, 1]) {
    lines = treeLines(picture, options, most);
    if (lines.length <= room) return lines;
  }
  lines = treeLines(picture, options, 1, false);
  if (lines.length <= room) return lines;
  return [...lines.slice(0, room - 1), `… ${plural(lines.length - room + 1, "more line")}`];
}

/** Siblings shown one by one in a pipe. */
const maxInPipe = 50;
const maxSentences = 3;
/** Characters. */
const maxSentence = 600;
/** Longer lines of prose are hard to read, also where the terminal has room. */
const widestText = 110;

function sentenceLines(sentences: readonly string[], options: TraceTextOptions): readonly string[] {
  const most = options.columns === undefined ? maxInPipe : maxSentences;
  const shown = sentences.slice(0, most);
  const rest = sentences.length - shown.length;
  const texts = [...shown, ...(rest > 0 ? [`… and ${rest} more.`] : [])].map((text) => printable(bothEnds(text, maxSentence)));
  return options.columns === undefined ? texts : texts.flatMap((text) => wrap(text, Math.min(options.columns ?? 80, widestText)));
}

const readyColumns = 8;
const ageColumns = 8;

function treeLines(picture: TracePicture, options: TraceTextOptions, most: number, containers = true): readonly string[] {
  const rows = traceRows(picture, { most, containers, namespaces: options.namespaces === true });
  if (rows.length === 0) return [];
  const widths = widthsOf(rows, options.columns);
  const paint = paintWith(options.colour);
  const heading = { kind: "cells", title: "object", words: "stage", tone: "neutral", ready: "ready", age: "for" } as const;
  return [
    paint.dim(tableLine(heading, widths, options, paint)),
    ...rows.flatMap((row) => (row.kind === "note" ? noteLines(row, options.columns, paint) : [tableLine(row, widths, options, paint)])),
  ];
}

interface Widths {
  readonly title: number;
  readonly words: number;
}

/** The columns that share what the numbers leave. */
function widthsOf(rows: readonly TraceLine[], columns: number | undefined): Widths {
  const cells = rows.flatMap((row) => (row.kind === "cells" ? [row] : []));
  const title = cells.reduce((most, row) => Math.max(most, widthOf(row.title)), "object".length);
  const words = cells.reduce((most, row) => Math.max(most, row.ready === "" && row.age === "" ? 0 : widthOf(row.words)), "stage".length);
  if (columns === undefined) return { title, words };
  const titleRoom = Math.min(title, Math.floor(columns * 0.5));
  return { title: titleRoom, words: Math.max(8, Math.min(words, columns - titleRoom - 2 - readyColumns - ageColumns)) };
}

function tableLine(row: Extract<TraceLine, { kind: "cells" }>, widths: Widths, options: TraceTextOptions, paint: Paint): string {
  const title = padEnd(cut(row.title, widths.title), widths.title);
  const words = paint.tone(row.tone, padEnd(cut(row.words, wordsRoom(row, widths, options)), widths.words));
  const age = options.ageless ? "" : padStart(row.age, ageColumns);
  return `${title}  ${words}${padStart(row.ready, readyColumns)}${age}`.trimEnd();
}

/** What has no numbers may take their room. */
function wordsRoom(
  { ready, age }: { readonly ready: string; readonly age: string },
  widths: Widths,
  { columns }: TraceTextOptions,
): number {
  if (ready !== "" || age !== "") return widths.words;
  return columns === undefined ? Number.POSITIVE_INFINITY : columns - widths.title - 2;
}

/** On a terminal a message takes this many lines. */
const maxNoteLines = 2;

/** A finding of the object above it. */
function noteLines(
  { inset, text, severity }: Extract<TraceLine, { kind: "note" }>,
  columns: number | undefined,
  paint: Paint,
): readonly string[] {
  const colour = severity === "critical" ? paint.removed : paint.warning;
  if (columns === undefined) return [`${inset}${colour(`! ${text}`)}`];
  const room = Math.max(8, columns - widthOf(inset) - 2);
  const lines = wrap(text, room);
  const shown =
    lines.length <= maxNoteLines ? lines : [...lines.slice(0, maxNoteLines - 1), cut(lines.slice(maxNoteLines - 1).join(" "), room)];
  return shown.map((line, i) => `${inset}${colour(`${i === 0 ? "! " : "  "}${line}`)}`);
}
