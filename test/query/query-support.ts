import { QueriedSessions } from "../../src/app/query/queried-sessions.js";
import { querySessions } from "../../src/app/query/query-sessions.js";
import { type Clock, systemClock } from "../../src/io/clock.js";
import type { QueryValue } from "../../src/model/query-value.js";
import type { SessionReader } from "../../src/model/session.js";

interface QuerySupport {
  readonly clock?: Clock;
  readonly interrupt?: AbortSignal;
  readonly onLoss?: (text: string) => void;
}

export type AnswerRow = Readonly<Record<string, QueryValue>>;

/** Sessions by name, opened when they are read. */
export function sessionsOf(readers: Readonly<Record<string, SessionReader>>): QueriedSessions {
  const all = Object.entries(readers).map(([name, reader]) => ({
    name,
    summary: reader.summary,
    open: async () => reader,
    close: async () => {},
  }));
  return new QueriedSessions(all, async () => {});
}

/** The rows that a query answers, by the names of their columns. */
export async function answer(sql: string, sessions: QueriedSessions, support: QuerySupport = {}): Promise<readonly AnswerRow[]> {
  const { clock = systemClock, interrupt = new AbortController().signal, onLoss = () => {} } = support;
  const rows: AnswerRow[] = [];
  let names: readonly string[] = [];
  for await (const some of querySessions(sql, sessions, { clock, interrupt, programName: "kubespy" }, { timeoutMs: 30_000, onLoss })) {
    if (some.kind === "columns") names = some.names;
    else for (const row of some.rows) rows.push(Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])));
  }
  return rows;
}
