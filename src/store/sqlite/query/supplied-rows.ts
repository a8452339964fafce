import type { QuerySource, SourceColumn, SourceValue } from "./query-catalogue.js";
import type { QueryPipe, RowsAnswer } from "./query-messages.js";

type SqlRow = (string | number | bigint | null)[];

/** At first few: `LIMIT 5` reads no more. */
const firstCount = 64;
const maxCount = 4096;

/** What was read to its end is kept, up to so many rows in all: a join reads a table again for each row of another. Some 50 MB. */
const maxKeptRows = 100_000;

/** The rows of virtual tables, which another process supplies. */
export class SuppliedRows {
  readonly #pipe: QueryPipe;
  readonly #kept = new Map<string, readonly SqlRow[]>();
  #keptRows = 0;

  constructor(pipe: QueryPipe) {
    this.#pipe = pipe;
  }

  *of(source: QuerySource, session: number): Generator<SqlRow> {
    const key = `${source.name} ${session}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return yield* kept;
    let read: SqlRow[] | undefined = [];
    let count = firstCount;
    for (let from: number | undefined = 1; from !== undefined; count = Math.min(maxCount, 2 * count)) {
      const answer: RowsAnswer = this.#pipe.ask({ kind: "rows", source: source.name, session, from, count });
      for (const row of answer.rows) {
        const sql = source.columns.map((column, i) => sqlValue(row[i], column));
        if (read !== undefined && read.push(sql) + this.#keptRows > maxKeptRows) read = undefined;
        yield sql;
      }
      from = answer.next;
    }
    if (read !== undefined) this.#keep(key, read);
  }

  /** Another loop over the same table may have kept it meanwhile. */
  #keep(key: string, rows: readonly SqlRow[]): void {
    if (this.#kept.has(key) || this.#keptRows + rows.length > maxKeptRows) return;
    this.#kept.set(key, rows);
    this.#keptRows += rows.length;
  }
}

/** A number of JavaScript is a REAL for SQLite. */
function sqlValue(value: SourceValue, { type }: SourceColumn): string | number | bigint | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "number" && type === "INTEGER" ? BigInt(Math.trunc(value)) : value;
}
