import { printable } from "../../io/printable.js";
import { greatest } from "../../model/extremes.js";
import type { RemovedCount } from "../../model/session-share.js";
import { paintWith } from "../terminal/paint.js";
import { cut, padEnd, padStart, widthOf } from "../terminal/width.js";

/** What `share` takes out in one place. */
export interface RemovalRow {
  readonly what: string;
  readonly where: string;
  readonly places: number;
  readonly values: number;
  readonly example: string;
}

interface PreviewOptions {
  readonly colour: boolean;
  /** Columns of the terminal; absent in a pipe: nothing is cut. */
  readonly columns?: number;
}

const titles = ["WHAT", "OBJECTS", "VALUES", "EXAMPLE", "WHERE"] as const;
const maxCellLength = 300;

/** What is removed, a line for each place, and how many identities become pseudonyms. Ends in a newline. */
export function sharePreview(removals: readonly RemovalRow[], pseudonyms: readonly RemovedCount[], options: PreviewOptions): string {
  const { dim } = paintWith(options.colour);
  const rows = removals.map(({ what, where, places, values, example }) =>
    [what, `${places}`, `${values}`, example, where].map((cell) => printable(cell, maxCellLength)),
  );
  const widths = titles.map((title, i) =>
    greatest(
      rows.map((row) => widthOf(row[i] ?? "")),
      widthOf(title),
    ),
  );
  const joined = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === 1 || i === 2 ? padStart : padEnd)(cell, widths[i] ?? 0))
      .join("   ")
      .trimEnd();
  const line = (cells: readonly string[]) => {
    const text = joined(cells);
    return options.columns === undefined ? text : cut(text, options.columns);
  };
  // A path that is cut cannot be given to --keep: where a row is too wide, its path has its own line.
  const isTooWide = options.columns !== undefined && rows.some((row) => widthOf(joined(row)) > (options.columns ?? 0));
  const linesOf = (row: readonly string[]) => (isTooWide ? [line(row.slice(0, -1)), `  ${row.at(-1)}`] : [line(row)]);
  const table = rows.length === 0 ? [] : [dim(line(isTooWide ? titles.slice(0, -1) : titles)), ...rows.flatMap(linesOf)];
  const names = pseudonyms.map(({ what, values }) => `${printable(what, maxCellLength)}${values === 1 ? "" : ` ×${values}`}`);
  return [...table, ...(names.length === 0 ? [] : [`names, which become pseudonyms: ${names.join(", ")}`])]
    .map((each) => `${each}\n`)
    .join("");
}
