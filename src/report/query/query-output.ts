import { UsageError } from "../../errors.js";
import { printable, printableJson } from "../../io/printable.js";
import type { QueryValue } from "../../model/query-value.js";
import { type QueryTableOptions, QueryTableText } from "./query-table-text.js";
import { hexOf, type QueryOutput, type QueryRow, queryValueText } from "./query-value-text.js";

export type QueryForm = "table" | "json" | "csv";

/** Throws `UsageError` where rows with these columns have no such form. */
export function queryOutput(form: QueryForm, columns: readonly string[], options: QueryTableOptions): QueryOutput {
  switch (form) {
    case "table":
      return new QueryTableText(columns, options);
    case "json":
      return new JsonLines(columns);
    case "csv":
      return new CsvLines(columns);
  }
}

/** One object a line. Its values are those of SQL: JSON is a text, a boolean 0 or 1. */
class JsonLines implements QueryOutput {
  readonly #names: readonly string[];

  constructor(columns: readonly string[]) {
    const twice = columns.find((name, i) => columns.indexOf(name) !== i);
    if (twice !== undefined)
      throw new UsageError(`two columns are called "${twice}"`, { hint: `rename one of them: ${twice} AS ${twice}2` });
    this.#names = columns.map((name) => JSON.stringify(name));
  }

  rows(rows: readonly QueryRow[]): string {
    return rows.map((row) => `${printableJson(this.#line(row))}\n`).join("");
  }

  end(): string {
    return "";
  }

  #line(row: QueryRow): string {
    return `{${this.#names.map((name, i) => `${name}:${jsonValue(row[i] ?? null)}`).join(",")}}`;
  }
}

/** JSON has no infinite number: this one is read as one. */
const infinite = "9e999";

function jsonValue(value: QueryValue): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" && !Number.isFinite(value)) return value > 0 ? infinite : `-${infinite}`;
  return JSON.stringify(value instanceof Uint8Array ? hexOf(value) : value);
}

/**
 * RFC 4180, with two exceptions for whoever opens a recording of others: a text that a spreadsheet would run as a formula has an apostrophe before it, and
 * what steers a terminal is escaped. NULL is nothing, an empty text `""`.
 */
class CsvLines implements QueryOutput {
  #isBegun = false;
  readonly #columns: readonly string[];

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  rows(rows: readonly QueryRow[]): string {
    const heading = this.#isBegun ? "" : csvLine(this.#columns);
    this.#isBegun = true;
    return heading + rows.map(csvLine).join("");
  }

  end(): string {
    return this.rows([]);
  }
}

function csvLine(row: QueryRow): string {
  return `${row.map(csvField).join(",")}\r\n`;
}

function csvField(value: QueryValue): string {
  if (typeof value !== "string") return queryValueText(value);
  const text = printableLines(isFormula(value) ? `'${value}` : value);
  return text === "" || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** As spreadsheets see it; what is a number is none. */
function isFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
}

function printableLines(text: string): string {
  return text
    .split("\n")
    .map((line) => printable(line, Number.POSITIVE_INFINITY))
    .join("\n");
}
