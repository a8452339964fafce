import { resolve } from "node:path";
import { databasePath } from "../../app/open-store.js";
import { namedSessions, type QueriedSessions, sessionsOfDatabase } from "../../app/query/queried-sessions.js";
import { querySessions } from "../../app/query/query-sessions.js";
import { queryTables } from "../../app/query/query-tables.js";
import { bytesOf, fileFailure } from "../../app/sessions/open-session.js";
import { ExitCode, UsageError } from "../../errors.js";
import { readInput } from "../../io/input-file.js";
import { type QueryForm, queryOutput } from "../../report/query/query-output.js";
import { queryTablesText } from "../../report/query/query-tables-text.js";
import type { QueryOutput } from "../../report/query/query-value-text.js";
import type { CommandContext } from "../common/context.js";
import type { IdentityFlags } from "../common/identity-flags.js";
import { warn, warnOfClearSecrets } from "../common/print-session.js";

export interface QueryFlags extends IdentityFlags {
  readonly file?: string;
  readonly output: QueryForm;
  /** In ms. */
  readonly timeout: number;
  readonly db?: string;
}

/** Prints what the query answers. What of a session cannot be read is a warning, and the exit code says that the answer is not complete. */
export async function runQuery(
  argument: string | undefined,
  references: readonly string[],
  flags: QueryFlags,
  context: CommandContext,
): Promise<number> {
  const named = flags.file === undefined || argument === undefined ? references : [argument, ...references];
  const sql = await sqlOf(argument, named, flags.file ?? (argument === "-" ? argument : undefined), context);
  if (sql === undefined) return printTables(context);
  let isComplete = true;
  const onLoss = (text: string) => {
    isComplete = false;
    warn(text, context);
  };
  const sessions = await openSessions(named, flags, context, onLoss);
  warnOfClearSecrets(
    sessions.all.map(({ summary }) => summary),
    context,
  );
  try {
    await print(querySessions(sql, sessions, context, { timeoutMs: flags.timeout, onLoss }), flags, context);
    if (sessions.all.length === 0) noteNoSessions(flags, context);
    return isComplete ? ExitCode.done : ExitCode.failed;
  } finally {
    await sessions.close();
  }
}

/** Far more than a person writes. */
const maxSqlBytes = 1_000_000;

async function sqlOf(
  argument: string | undefined,
  sessions: readonly string[],
  file: string | undefined,
  context: CommandContext,
): Promise<string | undefined> {
  if (file === undefined) return argument;
  if (file !== "-") return await sqlInFile(file, context);
  if (sessions.includes("-")) throw new UsageError("stdin is either the SQL or a recording", { hint: "read the SQL from a file: -f FILE" });
  return await sqlOnStdin(context);
}

async function sqlInFile(file: string, { cwd, interrupt: signal }: CommandContext): Promise<string> {
  try {
    return (await readInput(resolve(cwd, file), { name: `"${file}"`, signal, maxBytes: maxSqlBytes })).toString();
  } catch (error) {
    throw fileFailure(error, file);
  }
}

async function sqlOnStdin(context: CommandContext): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytesOf(context)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxSqlBytes) throw new UsageError("the SQL on stdin is larger than 1 MB");
  }
  return Buffer.concat(chunks).toString();
}

function printTables({ streams: { stdout } }: CommandContext): number {
  stdout.write(queryTablesText(queryTables, { colour: stdout.colour, columns: stdout.columns() }));
  return ExitCode.done;
}

async function openSessions(
  named: readonly string[],
  { db }: QueryFlags,
  context: CommandContext,
  onLoss: (text: string) => void,
): Promise<QueriedSessions> {
  // A recording that is cut short holds what it holds.
  if (named.length > 0) return await namedSessions(named, context, { db, onWarning: (text) => warn(text, context) });
  return await sessionsOfDatabase(context, { db, onWarning: onLoss });
}

function noteNoSessions({ db }: QueryFlags, context: CommandContext): void {
  const { streams, programName: name } = context;
  streams.stderr.write(`no session in ${databasePath(context, db)} yet\n`);
  streams.stderr.write(`name a recording to read that: "${name} query SQL pod-nginx" reads a bundled one\n`);
}

async function print(answers: ReturnType<typeof querySessions>, { output: form }: QueryFlags, context: CommandContext): Promise<void> {
  const { stdout } = context.streams;
  let output: QueryOutput | undefined;
  for await (const answer of answers) {
    if (answer.kind === "columns")
      output = queryOutput(form, answer.names, { colour: stdout.colour, columns: stdout.isTty ? stdout.columns() : undefined });
    const text = answer.kind === "rows" ? (output?.rows(answer.rows) ?? "") : "";
    if (text !== "" && !stdout.write(text)) await stdout.drained();
  }
  stdout.write(output?.end() ?? "");
}
