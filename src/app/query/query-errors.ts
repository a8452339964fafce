import { closest, KubespyError, UsageError } from "../../errors.js";
import { formatDuration } from "../../io/duration.js";
import type { QueryFailure } from "../../store/sqlite/query/query-database.js";
import { rowTooBig } from "../../store/sqlite/query/query-messages.js";
import { type QueryTable, queryTables } from "./query-tables.js";

/** Ended because it took too long. */
export function queryTimeout(timeoutMs: number): KubespyError {
  return new KubespyError(`the query did not end within ${formatDuration(timeoutMs)}`, {
    hint: "let it read less (WHERE session = …, LIMIT), or give it more time: --timeout 5m",
  });
}

/** What SQLite says of a statement, with what would be right. */
export function explainQueryFailure(failure: QueryFailure, sql: string, programName: string): KubespyError {
  const { message, code } = failure;
  if (code === undefined)
    return new UsageError(`invalid query: ${message}`, { hint: 'use one SELECT, such as "SELECT * FROM sessions"', cause: failure });
  const place = places[code];
  if (place !== undefined) return new KubespyError(`the query failed: ${message}`, { hint: place, cause: failure });
  const hint = /^\S+$/.test(sql)
    ? `write the SQL before sessions: ${programName} query "SELECT * FROM sessions" ${sql}`
    : hintFor(message, sql, programName);
  return new UsageError(`invalid query: ${message}`, { ...(hint === undefined ? {} : { hint }), cause: failure });
}

/** Where the statement is right, and there was no place for what it makes. */
const places: Readonly<Record<string, string>> = {
  SQLITE_FULL: "free space in the folder of temporary files (TMPDIR): what does not fit into memory is sorted there",
  SQLITE_IOERR: "check the folder of temporary files (TMPDIR): what does not fit into memory is sorted there",
  SQLITE_NOMEM: "select fewer columns, or aggregate fewer rows at a time",
  SQLITE_TOOBIG: "a value can have 1 GB: aggregate fewer rows at a time",
  [rowTooBig]: "select fewer columns, or aggregate fewer rows at a time",
};

function hintFor(message: string, sql: string, programName: string): string | undefined {
  const [, what, name = ""] = /^no such (table|column): (.*?)(?: - .*)?$/.exec(message) ?? [];
  if (what === "table") return tableHint(name, programName);
  if (what === "column") return columnHint(name, sql, programName);
  if (/^no such function/.test(message)) return "use the functions of SQLite: json_extract, strftime, group_concat, …";
  if (/^ambiguous column/.test(message)) return "say of which table it is: f.session, or join with USING (session)";
  if (/syntax error|unrecognized token|incomplete input/.test(message))
    return `write it as SQLite does: SELECT … FROM ${names(queryTables)}; "${programName} query" prints their columns`;
  return undefined;
}

function tableHint(name: string, programName: string): string {
  const near = closest(name, queryTables.map(nameOf));
  return `${near === undefined ? "" : `did you mean "${near}"? `}the tables are ${names(queryTables)}; run "${programName} query" to see their columns`;
}

/** The columns of the tables that the statement names. */
function columnHint(name: string, sql: string, programName: string): string {
  const words = new Set(sql.toLowerCase().match(/[a-z_]+/g));
  const named = queryTables.filter((table) => words.has(table.name));
  const near = closest(
    name.replace(/^.*\./, "").replace(/^"|"$/g, ""),
    named.flatMap(({ columns }) => columns.map(nameOf)),
  );
  const lists = named.map((table) => `${table.name} has ${names(table.columns)}`);
  const all = lists.length === 0 ? `run "${programName} query" to see tables and columns` : lists.join("; ");
  return `${near === undefined ? "" : `did you mean "${near}"? `}${all}`;
}

function names(list: readonly Pick<QueryTable, "name">[]): string {
  return list.map(nameOf).join(", ");
}

function nameOf({ name }: Pick<QueryTable, "name">): string {
  return name;
}
