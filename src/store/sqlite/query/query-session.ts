import Database, { type Statement } from "better-sqlite3";
import { FrameValues } from "./frame-values.js";
import type { QueryCatalogue, QuerySource } from "./query-catalogue.js";
import { maxRowBytes, type QueryPipe, rowTooBig, type SentValue } from "./query-messages.js";
import { SuppliedRows } from "./supplied-rows.js";

/** The statement does not only read: the message says why. */
export class QueryRefused extends Error {}

class RowTooBig extends Error {
  readonly code = rowTooBig;
}

/** So many rows, or characters of text and bytes in them, are sent together. */
const rowsAtOnce = 256;
const charactersAtOnce = 64 * 1024;

/**
 * A database in memory in which there is nothing but virtual tables and views of them: what a statement could change is not there, and it knows no file
 * but those that SQLite itself makes to sort what does not fit into memory, which have no name.
 */
export class QuerySession {
  readonly #database = new Database(":memory:");
  readonly #pipe: QueryPipe;
  #unsent: SentValue[][] = [];
  #unsentCharacters = 0;

  constructor({ sources, frameFunctions, views }: QueryCatalogue, { send, ask }: QueryPipe) {
    // What was found so far is shown before what takes time is waited for.
    this.#pipe = {
      send,
      ask: (message) => {
        this.#flush();
        return ask(message);
      },
    };
    const rows = new SuppliedRows(this.#pipe);
    for (const source of sources) this.#database.table(source.name, tableOf(source, rows));
    for (const name of frameFunctions) {
      const values = new FrameValues(name, this.#pipe);
      this.#database.function(name, { deterministic: true, safeIntegers: false }, (session: unknown, sequence: unknown) =>
        values.of(session, sequence),
      );
    }
    for (const view of views) this.#database.exec(view);
    this.#database.pragma("query_only = ON");
  }

  /** Sends columns and rows. Throws `QueryRefused`, or what SQLite does. */
  run(sql: string): void {
    const statement = this.#prepared(sql);
    this.#pipe.send({ kind: "columns", names: statement.columns().map(({ name }) => name) });
    for (const row of statement.raw(true).safeIntegers(true).iterate()) this.#add(row as unknown[]);
    this.#flush();
  }

  #prepared(sql: string): Statement {
    const word = firstWord(sql);
    if (word === "") throw new QueryRefused("there is no statement in it");
    // Some statements have an effect when they are prepared.
    if (writingWords.has(word.toUpperCase())) throw new QueryRefused(`${word.toUpperCase()} does not read`);
    if (!readingWords.has(word.toUpperCase())) throw new SyntaxError(`near "${word}": syntax error`);
    const statement = this.#prepare(sql);
    if (!statement.reader || !statement.readonly) throw new QueryRefused("it does not only read");
    return withoutParameters(statement);
  }

  #prepare(sql: string): Statement {
    try {
      return this.#database.prepare(sql);
    } catch (error) {
      // What better-sqlite3 itself refuses is no SqliteError.
      if (error instanceof RangeError) throw new QueryRefused("it is more than one statement");
      throw error;
    }
  }

  #add(row: readonly unknown[]): void {
    const size = row.reduce((sum: number, value) => sum + sizeOf(value), 0);
    if (size > maxRowBytes) throw new RowTooBig("a row of its answer has more than 64 MB");
    this.#unsentCharacters += size;
    this.#unsent.push(row.map(sentValue));
    if (this.#unsent.length >= rowsAtOnce || this.#unsentCharacters >= charactersAtOnce) this.#flush();
  }

  #flush(): void {
    if (this.#unsent.length === 0) return;
    const rows = this.#unsent;
    this.#unsent = [];
    this.#unsentCharacters = 0;
    this.#pipe.send({ kind: "result", rows });
  }
}

function withoutParameters(statement: Statement): Statement {
  try {
    return statement.bind();
  } catch {
    throw new QueryRefused("it has a parameter, and no value is given for one");
  }
}

/** All with which a statement of SQLite begins. */
const readingWords: ReadonlySet<string> = new Set(["SELECT", "WITH", "VALUES", "EXPLAIN"]);
const writingWords: ReadonlySet<string> = new Set([
  ...["ALTER", "ANALYZE", "ATTACH", "BEGIN", "COMMIT", "CREATE", "DELETE", "DETACH", "DROP", "END", "INSERT", "PRAGMA"],
  ...["REINDEX", "RELEASE", "REPLACE", "ROLLBACK", "SAVEPOINT", "UPDATE", "VACUUM"],
]);

/** After comments and what may stand around a statement. */
function firstWord(sql: string): string {
  const rest = sql.replace(/^(?:[\s;(]|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*/, "");
  return /^[A-Za-z_]*/.exec(rest)?.[0] || rest.slice(0, 1);
}

function tableOf(source: QuerySource, supplied: SuppliedRows): Parameters<Database.Database["table"]>[1] {
  return {
    columns: source.columns.map(({ name }) => name),
    parameters: source.ofSession ? ["sessionNumber"] : [],
    safeIntegers: false,
    *rows(session: unknown) {
      yield* supplied.of(source, typeof session === "number" ? session : 0);
    },
  };
}

function sizeOf(value: unknown): number {
  return typeof value === "string" || value instanceof Uint8Array ? value.length : 0;
}

function sentValue(value: unknown): SentValue {
  switch (typeof value) {
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : { integer: value.toString() };
    case "number":
      return Number.isFinite(value) ? value : { real: value.toString() };
    case "string":
      return value;
    default:
      return value instanceof Uint8Array ? { blob: Buffer.from(value).toString("hex") } : null;
  }
}
