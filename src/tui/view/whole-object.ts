import type { NarratedObjectRow } from "../../interpret/narrated-row.js";
import { wholeObjectLines } from "../../report/replay/whole-object.js";
import { widthOf, wrap } from "../../report/terminal/width.js";

/** The object after a step, as YAML. */
export interface WholeObject {
  /** A value a line, however long. */
  readonly source: readonly string[];
  /** The same, folded to the columns that there are. */
  readonly lines: readonly string[];
  /** For each line of `source`, the first of `lines` that shows it. */
  readonly starts: readonly number[];
}

/** What shows `managedFields`, which are folded: the key. */
export const unfoldKey = "z";

/** The last answer is kept: scrolling asks again and again. */
export function wholeObject(row: NarratedObjectRow, noise: boolean, columns: number): WholeObject {
  const { object } = row.frame.revision;
  if (kept?.object !== object || kept.noise !== noise || kept.columns !== columns)
    kept = { object, noise, columns, whole: make(wholeObjectLines(object, { noise, unfold: unfoldKey }), columns) };
  return kept.whole;
}

let kept: { readonly object: object; readonly noise: boolean; readonly columns: number; readonly whole: WholeObject } | undefined;

function make(source: readonly string[], columns: number): WholeObject {
  const lines: string[] = [];
  const starts: number[] = [];
  for (const line of source) {
    starts.push(lines.length);
    for (const part of wrapIndented(line, columns)) lines.push(part);
  }
  return { source, lines, starts };
}

/** A long line continues below itself, further in. */
function wrapIndented(line: string, columns: number): readonly string[] {
  if (widthOf(line) <= columns) return [line];
  const indent = " ".repeat(Math.min((/^[ -]*/.exec(line)?.[0].length ?? 0) + 2, Math.floor(columns / 2)));
  const [first = "", ...rest] = wrap(line.trimStart(), columns - indent.length);
  return [line.slice(0, line.length - line.trimStart().length) + first, ...rest.map((part) => indent + part)];
}
