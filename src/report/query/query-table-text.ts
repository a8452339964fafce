import { printable } from "../../io/printable.js";
import { greatest } from "../../model/extremes.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import { cut, padEnd, padStart, widthOf } from "../terminal/width.js";
import { isNumeric, type QueryOutput, type QueryRow, queryValueText } from "./query-value-text.js";

export interface QueryTableOptions {
  readonly colour: boolean;
  /** Columns of the terminal; absent in a pipe: nothing is cut. */
  readonly columns?: number | undefined;
}

/** The widths of columns are those of the first rows: no more are held back. */
const measuredRows = 1000;
const measuredCharacters = 1_000_000;

const between = "   ";
/** Columns of a terminal: with less for each there is nothing to read, and each row takes several lines. */
const minCellWidth = 8;

/**
 * Rows below a line of headings, numbers to the right. On a terminal cells are cut, the widest first; where there are too many columns for that, each row is a
 * block of lines, one for each column.
 */
export class QueryTableText implements QueryOutput {
  readonly #names: readonly string[];
  readonly #options: QueryTableOptions;
  readonly #paint: Paint;
  #held: QueryRow[] | undefined = [];
  #heldCharacters = 0;
  #widths: readonly number[] = [];
  #written = 0;

  constructor(names: readonly string[], options: QueryTableOptions) {
    this.#names = names.map((name) => printable(name, 200));
    this.#options = options;
    this.#paint = paintWith(options.colour);
  }

  rows(rows: readonly QueryRow[]): string {
    if (this.#held === undefined) return this.#lines(rows);
    for (const row of rows) {
      this.#held.push(row);
      for (const value of row) this.#heldCharacters += typeof value === "string" ? value.length : 1;
    }
    return this.#held.length >= measuredRows || this.#heldCharacters >= measuredCharacters ? this.end() : "";
  }

  end(): string {
    const held = this.#held;
    if (held === undefined) return "";
    this.#held = undefined;
    if (this.#isInBlocks) {
      this.#widths = [greatest(this.#names.map(widthOf))];
      return this.#lines(held);
    }
    this.#widths = this.#fitted(held);
    const heading = this.#line(this.#names, held[0] ?? []);
    return `${this.#paint.dim(heading)}\n${this.#lines(held)}`;
  }

  get #isInBlocks(): boolean {
    const { columns } = this.#options;
    return columns !== undefined && this.#names.length * (minCellWidth + between.length) - between.length > columns;
  }

  #lines(rows: readonly QueryRow[]): string {
    const text = this.#isInBlocks
      ? (row: QueryRow) => this.#block(row)
      : (row: QueryRow) =>
          `${this.#line(
            row.map((value) => this.#cell(value)),
            row,
          )}\n`;
    return rows.map(text).join("");
  }

  #fitted(rows: readonly QueryRow[]): readonly number[] {
    const widths = this.#names.map((name, i) =>
      greatest(
        rows.map((row) => widthOf(this.#cell(row[i] ?? null))),
        widthOf(name),
      ),
    );
    const { columns } = this.#options;
    return columns === undefined ? widths : fitInto(widths, columns - between.length * (widths.length - 1));
  }

  #line(cells: readonly string[], row: QueryRow): string {
    const last = cells.length - 1;
    const toWidth = (text: string, i: number) => (this.#options.columns === undefined ? text : cut(text, this.#widths[i] ?? 0));
    const texts = cells.map((cell, i) => {
      const width = this.#widths[i] ?? 0;
      if (isNumeric(row[i] ?? null)) return padStart(toWidth(cell, i), width);
      return i === last ? toWidth(cell, i) : padEnd(toWidth(cell, i), width);
    });
    return texts.join(between).trimEnd();
  }

  #block(row: QueryRow): string {
    const { columns = Number.POSITIVE_INFINITY } = this.#options;
    const [width = 0] = this.#widths;
    const lines = this.#names.map((name, i) => {
      const text = `${padEnd(name, width)} ${this.#cell(row[i] ?? null)}`;
      return cut(text.trimEnd(), columns).replace(name, () => this.#paint.dim(name));
    });
    const isFirst = this.#written++ === 0;
    return `${isFirst ? "" : "\n"}${lines.join("\n")}\n`;
  }

  #cell(value: QueryRow[number]): string {
    const { columns } = this.#options;
    // A terminal shows no more, and each character of it can take six.
    return printable(queryValueText(value), columns === undefined ? Number.POSITIVE_INFINITY : columns);
  }
}

/** Takes from the widest until all together have this width. */
function fitInto(widths: readonly number[], width: number): readonly number[] {
  const fitted = [...widths];
  let excess = widths.reduce((sum, each) => sum + each, 0) - width;
  while (excess > 0) {
    const widest = greatest(fitted);
    if (widest <= 1) break;
    const at = fitted.flatMap((each, i) => (each === widest ? [i] : []));
    const second = greatest(
      fitted.filter((each) => each < widest),
      1,
    );
    const step = Math.min(Math.ceil(excess / at.length), widest - second);
    for (const i of at) {
      const taken = Math.min(step, excess);
      fitted[i] = widest - taken;
      excess -= taken;
    }
  }
  return fitted;
}
