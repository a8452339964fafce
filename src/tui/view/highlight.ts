import type { MatchRange, SearchPattern } from "./search-pattern.js";
import { plainOf } from "./styled.js";

interface HighlightOptions {
  readonly pattern: SearchPattern;
  /** Without it matches are underlined. */
  readonly colour: boolean;
  /** Whether a line continues the one before it. */
  readonly isContinued?: (index: number) => boolean;
  /** Whether a line has the match that the user went to. */
  readonly isCurrent?: (index: number) => boolean;
  /** Columns at the start of each line that are not searched. */
  readonly from?: number;
}

/** The same lines with what matches marked in them. Lines may have colours, which they keep beside the matches. */
export function highlighted(lines: readonly string[], options: HighlightOptions): readonly string[] {
  const { pattern, colour, isContinued, isCurrent, from = 0 } = options;
  const ranges = pattern.rangesIn(lines.map(plainOf), isContinued);
  return lines.map((line, i) => {
    const within = (ranges[i] ?? []).filter((range) => range.from >= from);
    return within.length === 0 ? line : marked(line, within, signsOf(colour, isCurrent?.(i) === true));
  });
}

/** Black on yellow; where the user is, on cyan. Whatever the colours around it are: they are ended before, and begun again after. */
function signsOf(colour: boolean, isCurrent: boolean): string {
  if (!colour) return isCurrent ? "\x1b[7m" : "\x1b[4m";
  return `\x1b[0m\x1b[30m${isCurrent ? "\x1b[46m\x1b[1m" : "\x1b[43m"}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes of colours
const escapes = /(\x1b\[[\d;]*m)/;
const reset = "\x1b[0m";

function marked(line: string, ranges: readonly MatchRange[], signs: string): string {
  let text = "";
  let at = 0;
  /** The colours that are on. */
  let colours = "";
  for (const piece of line.split(escapes)) {
    if (piece.startsWith("\x1b")) {
      text += piece;
      colours = piece === reset ? "" : colours + piece;
      continue;
    }
    let done = 0;
    for (const { from, to } of ranges) {
      const [start, end] = [Math.max(from - at, done), Math.min(to - at, piece.length)];
      if (start >= end) continue;
      text += `${piece.slice(done, start)}${signs}${piece.slice(start, end)}${reset}${colours}`;
      done = end;
    }
    text += piece.slice(done);
    at += piece.length;
  }
  return text;
}
