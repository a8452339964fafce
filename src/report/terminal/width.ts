import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import type { TextLayout } from "./text-layout.js";

/** Columns that a text takes on a terminal: wide characters (CJK, emoji) take two, combining marks none. Give it plain text, without colour. */
export function widthOf(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text);
}

/** The same of a text that has our own colours in it. */
export function plainWidthOf(text: string): number {
  return widthOf(text.replace(colours, ""));
}

/**
 * Texts of which every code unit takes one column: ASCII, the bars and lines that we draw (U+2500 to U+259F), and the signs and punctuation that we
 * write. Nearly every text is one of these, and splitting a text into graphemes takes some hundred times as long as this test.
 */
const narrow = /^[\x20-\x7e\u2500-\u259f…⋯·×–•→←↑↓↳✓✗▸▶▼◆●≤≈‹›]*$/;

/** Whether all terminals draw every character of a text in one column. */
export function isNarrow(text: string): boolean {
  return narrow.test(text);
}

const introducer = "\u001b";
const colours = new RegExp(`${introducer}\\[[\\d;]*m`, "g");

/** Cuts a plain text to this many columns, with an ellipsis where something was cut. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns <= 0) return "";
  if (narrow.test(text)) return `${text.slice(0, columns - 1)}…`;
  let room = columns - 1;
  let kept = "";
  for (const grapheme of graphemesOf(text)) {
    room -= stringWidth(grapheme);
    if (room < 0) break;
    kept += grapheme;
  }
  return `${kept}…`;
}

/** Leaves out the middle of a plain text that is wider: the beginning of an error says what failed, its end why. */
export function cutMiddle(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < minMiddleColumns) return cut(text, columns);
  const [start, end] = endsOf(text, columns, Math.floor((columns - 1) / 2));
  return `${start.trimEnd()}…${end.trimStart()}`;
}

/** With less room two halves of a sentence say less than one beginning. */
const minMiddleColumns = 40;

/** Leaves out the middle of a plain name that is wider, at any width: names of siblings ("web-5d9c7f-abcde") differ at their ends. */
export function cutName(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < minNameColumns) return cut(text, columns);
  return endsOf(text, columns, Math.max(minNameEnd, Math.floor((columns - 1) / 2))).join("…");
}

/** The characters that tell the Pods of one ReplicaSet apart, with their dash. */
const minNameEnd = 6;
/** With less room there is none for the beginning beside such an end. */
const minNameColumns = minNameEnd + 3;

/** The beginning and the end of a plain text, which together take at most one column less than these; the end at most `endColumns`. */
function endsOf(text: string, columns: number, endColumns: number): readonly [start: string, end: string] {
  if (narrow.test(text)) return [text.slice(0, columns - 1 - endColumns), text.slice(text.length - endColumns)];
  const end = endOf(text, endColumns);
  return [fitting([...graphemesOf(text)], columns - 1 - stringWidth(end)).join(""), end];
}

/** The end of a plain text, of at most this many columns. */
export function endOf(text: string, columns: number): string {
  return fitting([...graphemesOf(text)].reverse(), columns)
    .reverse()
    .join("");
}

/** The first ones that fit. */
function fitting(graphemes: readonly string[], columns: number): string[] {
  let room = columns;
  const end = graphemes.findIndex((grapheme) => {
    room -= stringWidth(grapheme);
    return room < 0;
  });
  return graphemes.slice(0, end < 0 ? graphemes.length : end);
}

/** What a terminal draws as one: a character with the marks and joiners that belong to it. */
export function* graphemesOf(text: string): Iterable<string> {
  if (narrow.test(text)) yield* text;
  else {
    segmenter ??= new Intl.Segmenter();
    for (const { segment } of segmenter.segment(text)) yield segment;
  }
}

/** Takes milliseconds to make, and few texts need it. */
let segmenter: Intl.Segmenter | undefined;

export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - widthOf(text))) + text;
}

const minWrapColumns = 8;

/** Breaks a plain text at spaces into lines of at most this many columns; a word that is longer is cut into pieces. */
export function wrap(text: string, columns: number): readonly string[] {
  const maxColumns = Math.max(minWrapColumns, columns);
  if (widthOf(text) <= maxColumns) return [text];
  return isSimple(text) ? wrapSimple(text, maxColumns) : wrapAnsi(text, maxColumns, { hard: true }).split("\n");
}

/** Narrow words with one space between each two. */
function isSimple(text: string): boolean {
  return narrow.test(text) && !/^ | {2}| $/.test(text);
}

/** What wrap-ansi makes of such a text, which is nearly every one, without the milliseconds that its set-up takes. */
function wrapSimple(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (let word of text.split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (joined.length <= columns) {
      line = joined;
      continue;
    }
    const room = line === "" ? columns : columns - line.length - 1;
    const beginsHere = room > 0 && Math.ceil((word.length - room) / columns) < Math.ceil(word.length / columns);
    if (word.length > columns && beginsHere) {
      lines.push(joined.slice(0, columns));
      word = word.slice(room);
    } else lines.push(line);
    while (word.length > columns) {
      lines.push(word.slice(0, columns));
      word = word.slice(columns);
    }
    line = word;
  }
  return [...lines, line];
}

/** The functions above, for what is laid out on other screens too. */
export const terminalLayout: TextLayout = { widthOf, padEnd, cut, wrap };
