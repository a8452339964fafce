import { cut, graphemesOf, padEnd, widthOf } from "../../report/terminal/width.js";

/**
 * Texts with colours. Everything recorded went through `printable` before, so the only escapes in them are the colours that we
 * put there.
 */

/** Split by it, a text keeps them as pieces of their own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes of colours
export const colourCodes = /(\x1b\[[\d;]*m)/g;

export function plainOf(text: string): string {
  return text.includes("\x1b") ? text.replace(colourCodes, "") : text;
}

export function visibleWidth(text: string): number {
  return widthOf(plainOf(text));
}

/** Exactly this many columns: cut with an ellipsis, or filled with spaces. */
export function fill(text: string, columns: number): string {
  if (columns <= 0) return "";
  const kept = cutStyled(text, columns);
  // Where a wide character does not fit, what was cut takes a column less.
  return kept + " ".repeat(columns - visibleWidth(kept));
}

/** At most this many columns, keeping the colours of what is kept. */
export function cutStyled(text: string, columns: number): string {
  if (visibleWidth(text) <= columns) return text;
  let room = Math.max(0, columns - 1);
  let kept = "";
  for (const piece of text.split(colourCodes)) {
    if (piece.startsWith("\x1b")) kept += piece;
    else
      for (const grapheme of graphemesOf(piece)) {
        room -= widthOf(grapheme);
        if (room < 0) return `${kept}…${kept.includes("\x1b") ? "\x1b[0m" : ""}`;
        kept += grapheme;
      }
  }
  return kept;
}

/** The left part, the right part, and as many spaces between them as there is room; the left part gives way. */
export function spread(left: string, right: string, columns: number): string {
  const room = columns - visibleWidth(right);
  return room < 8 ? fill(left, columns) : fill(left, room) + right;
}

/** A selected line over all of its columns, in reverse video: which is no colour, so that it is there without colours too. Plain text. */
export function selectedLine(text: string, columns: number): string {
  return `\x1b[7m${padEnd(cut(text, columns), columns)}\x1b[27m`;
}
