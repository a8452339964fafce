import { greatest } from "../../model/extremes.js";
import { cut, padEnd, padStart, widthOf } from "./width.js";

/** A column of a text table: its cells are printable, one for each row. */
export interface TextColumn {
  readonly title: string;
  readonly cells: readonly string[];
  /** Numbers. */
  readonly right?: true | undefined;
  /** Cells are not padded beyond this: a wider one moves the rest of its row. */
  readonly maxColumns?: number | undefined;
}

const gap = "  ";

/** Columns of the terminal that a column takes. */
export function columnWidth({ title, cells, maxColumns = Number.POSITIVE_INFINITY }: TextColumn): number {
  return Math.min(greatest(cells.map(widthOf), widthOf(title)), maxColumns);
}

/** The same of several columns beside each other, the last one as wide as this. */
export function tableWidth(table: readonly TextColumn[], lastColumns: number): number {
  return table.slice(0, -1).reduce((sum, column) => sum + columnWidth(column) + gap.length, 0) + lastColumns;
}

/** The headings, and a line for each row. A line is cut where the terminal ends, but not within its first cell. */
export function tableLines(table: readonly TextColumn[], columns = Number.POSITIVE_INFINITY): readonly string[] {
  const widths = table.map(columnWidth);
  const line = (cells: readonly string[]) => {
    const [first = ""] = cells;
    if (widthOf(first) >= columns) return first;
    const padded = cells.map((cell, i) => (table[i]?.right ? padStart(cell, widths[i] ?? 0) : padEnd(cell, widths[i] ?? 0)));
    return cut(padded.join(gap).trimEnd(), columns);
  };
  const rows = table[0]?.cells ?? [];
  return [line(table.map(({ title }) => title)), ...rows.map((_, row) => line(table.map(({ cells }) => cells[row] ?? "")))];
}
