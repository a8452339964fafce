import { Interrupted, KubespyError } from "../../errors.js";
import type { QueryAnswer } from "../../model/query-value.js";
import type { QueryData, SourceRows, SourceValue } from "../../store/sqlite/query/query-catalogue.js";
import { QueryFailure, queryDatabase } from "../../store/sqlite/query/query-database.js";
import type { AppContext } from "../app-context.js";
import type { QueriedSessions } from "./queried-sessions.js";
import { explainQueryFailure, queryTimeout } from "./query-errors.js";
import { frameFunctions, queryCatalogue, querySourceOf, queryTables } from "./query-tables.js";
import type { RowPage } from "./session-content.js";
import { sessionRow } from "./session-rows.js";

export interface QueryOptions {
  /** How long it may take; time in which the caller does something else does not count. */
  readonly timeoutMs: number;
  /** What of a session cannot be read, one line each: the rest answers. */
  readonly onLoss: (text: string) => void;
}

/**
 * Runs one `SELECT` over sessions, in SQLite: the tables are those of `queryTables`. Nothing can be written. Rejects with `UsageError` where the
 * statement is wrong or does not only read, with `KubespyError` where it takes too long, with `Interrupted`.
 */
export async function* querySessions(
  sql: string,
  sessions: QueriedSessions,
  { interrupt, clock, programName }: Pick<AppContext, "interrupt" | "clock" | "programName">,
  { timeoutMs, onLoss }: QueryOptions,
): AsyncGenerator<QueryAnswer> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort(new Interrupted("the query was stopped"));
  interrupt.addEventListener("abort", onInterrupt);
  if (interrupt.aborted) onInterrupt();
  const data = new SessionData(sessions, onLoss, stop.signal);
  const answers = queryDatabase(sql, { catalogue: queryCatalogue, data, signal: stop.signal });
  let remainingMs = timeoutMs;
  try {
    for (;;) {
      const fromMs = clock.monotonicMs();
      const answered = new AbortController();
      void clock.sleep(remainingMs, answered.signal).then(() => {
        if (!answered.signal.aborted) stop.abort(queryTimeout(timeoutMs));
      });
      const { value, done } = await answers.next().finally(() => answered.abort());
      remainingMs -= clock.monotonicMs() - fromMs;
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw error instanceof QueryFailure ? explainQueryFailure(error, sql, programName) : error;
  } finally {
    interrupt.removeEventListener("abort", onInterrupt);
    await answers.return(undefined);
  }
}

/** The rows of the sessions. */
class SessionData implements QueryData {
  readonly #sessions: QueriedSessions;
  readonly #signal: AbortSignal;
  readonly #onLoss: (text: string) => void;
  readonly #lost = new Set<string>();

  constructor(sessions: QueriedSessions, onLoss: (text: string) => void, signal: AbortSignal) {
    this.#sessions = sessions;
    this.#signal = signal;
    this.#onLoss = onLoss;
  }

  async rows(source: string, session: number, from: number, count: number): Promise<SourceRows> {
    const { table, columns } = sources.get(source) ?? failUnknown(source);
    const { rows, next } = table === "sessions" ? this.#sessionRows(from, count) : await this.#rowsOf(table, session, from, count);
    const values = rows.map((row) => columns.map((column) => row[column]));
    return next === undefined ? { rows: values } : { rows: values, next };
  }

  async frameValues(name: string, session: number, sequence: number, count: number): Promise<readonly SourceValue[]> {
    const known = frameFunctions.find((each) => each === name) ?? failUnknown(name);
    try {
      const content = await this.#sessions.content(session);
      return await content.frameValues(known, sequence, count, (error) => this.#lose(error));
    } catch (error) {
      this.#lose(error);
      return [null];
    }
  }

  #sessionRows(from: number, count: number): RowPage {
    const { all } = this.#sessions;
    const some = all.slice(from - 1, from - 1 + count);
    const rows = some.map(({ name, summary }, i) => ({ number: from + i, ...sessionRow(name, summary) }));
    return from + rows.length <= all.length ? { rows, next: from + rows.length } : { rows };
  }

  async #rowsOf(table: string, session: number, from: number, count: number): Promise<RowPage> {
    try {
      const content = await this.#sessions.content(session);
      return await content.rows(table, from, count, { onLoss: (error) => this.#lose(error), signal: this.#signal });
    } catch (error) {
      this.#lose(error);
      return { rows: [] };
    }
  }

  /** What a session is damaged by is said once; anything else ends the query. */
  #lose(error: unknown): void {
    if (!(error instanceof KubespyError) || this.#signal.aborted) throw error;
    if (this.#lost.has(error.message)) return;
    this.#lost.add(error.message);
    this.#onLoss(error.message);
  }
}

const sources: ReadonlyMap<string, { readonly table: string; readonly columns: readonly string[] }> = new Map(
  queryTables.map((table) => {
    const { name, columns } = querySourceOf(table);
    return [name, { table: table.name, columns: columns.map((column) => column.name) }];
  }),
);

function failUnknown(name: string): never {
  throw new Error(`nothing is called ${name}`);
}
