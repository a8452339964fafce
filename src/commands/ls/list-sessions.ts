import { databasePath } from "../../app/open-store.js";
import { bundledNames } from "../../app/sessions/bundled-recordings.js";
import { bundledSummary, storedSessions } from "../../app/sessions/listed-sessions.js";
import { type SessionFilterOutcome, sessionFilter } from "../../app/sessions/session-filter.js";
import { closest, ExitCode, UsageError } from "../../errors.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import type { SessionOutcome, SessionSummary } from "../../model/session.js";
import { outcomeWords } from "../../report/overview/session-state.js";
import { sessionJson, sessionTable } from "../../report/overview/session-table.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import type { UnreadableSession } from "../../store/session-store.js";
import type { CommandContext } from "../common/context.js";
import { warn, warnOfClearSecrets } from "../common/print-session.js";

/** Durations in ms. */
export interface LsFlags {
  readonly target?: readonly string[];
  readonly since?: number;
  readonly olderThan?: number;
  readonly outcome?: readonly string[];
  readonly bundled?: true;
  readonly output?: "wide" | "json" | "name";
  readonly time?: "utc" | "local";
  readonly db?: string;
}

/**
 * Prints the sessions in the form of `-o`. No session is no failure: stdout stays empty and stderr says what to do. A session whose header is damaged hides
 * no other one: stderr names it, and the exit code says that the list is not complete.
 */
export async function listSessions(flags: LsFlags, context: CommandContext): Promise<number> {
  const { target, since, olderThan, outcome } = flags;
  const outcomes = outcome?.map(parseOutcome);
  const matches = sessionFilter({ targets: target, sinceMs: since, olderThanMs: olderThan, outcomes }, context.clock.wallMs());
  const unreadable: UnreadableSession[] = [];
  const all = flags.bundled
    ? await bundled(context)
    : await storedSessions(context, flags.db, { onUnreadable: (session) => unreadable.push(session) });
  const summaries = all.filter(matches);
  if (all.length > 0 && summaries.length === 0) {
    context.streams.stderr.write(`none of ${all.length} sessions matches\n`);
  } else if (summaries.length === 0 && unreadable.length === 0) {
    const name = context.programName;
    context.streams.stderr.write(`no session in ${databasePath(context, flags.db)} yet\n`);
    context.streams.stderr.write(
      `record one with "${suggestedCommand(name, ["record", "pod", "NAME"], { db: flags.db })}", or list the bundled recordings: "${name} ls --bundled"\n`,
    );
  } else if (summaries.length > 0) context.streams.stdout.write(format(summaries, flags, context));
  warnOfClearSecrets(summaries, context);
  for (const { error } of unreadable) warn(error.message, context);
  return unreadable.length === 0 ? ExitCode.done : ExitCode.failed;
}

/** The words of the column STATE, as `--outcome` takes them, and what each means. */
const outcomesByWord: ReadonlyMap<string, SessionFilterOutcome> = new Map<string, SessionFilterOutcome>([
  ["recording", "recording"],
  ["interrupted", "interrupted"],
  ["cut", "cut"],
  ...Object.entries(outcomeWords).map(([outcome, words]) => [hyphenated(words), outcome as SessionOutcome] as const),
]);

export const outcomeFlagWords: readonly string[] = [...outcomesByWord.keys()];

/** A word of the column STATE, or of `-o json` ("signal"). */
function parseOutcome(typed: string): SessionFilterOutcome {
  const wanted = hyphenated(typed);
  const outcome = outcomesByWord.get(wanted) ?? [...outcomesByWord.values()].find((each) => each === wanted);
  if (outcome !== undefined) return outcome;
  const near = closest(wanted, outcomeFlagWords);
  throw new UsageError(`invalid --outcome "${typed}"`, {
    hint: `${near === undefined ? "" : `did you mean "${near}"? `}use one of ${outcomeFlagWords.join(", ")}`,
  });
}

function hyphenated(words: string): string {
  return words.toLowerCase().replace(/[\s_]+/g, "-");
}

function format(summaries: readonly SessionSummary[], flags: LsFlags, context: CommandContext): string {
  const { stdout } = context.streams;
  switch (flags.output) {
    case "json":
      return summaries.map((summary) => `${jsonLine(sessionJson(summary))}\n`).join("");
    case "name":
      return summaries.map((summary) => `${summary.header.name}\n`).join("");
    default:
      return sessionTable(summaries, {
        colour: stdout.colour,
        completeness: flags.output === "wide",
        ...(flags.time === undefined ? {} : { zone: flags.time }),
        // Wide means: nothing is cut.
        ...(stdout.isTty && flags.output !== "wide" ? { columns: stdout.columns() } : {}),
      });
  }
}

async function bundled(context: CommandContext): Promise<readonly SessionSummary[]> {
  const summaries: SessionSummary[] = [];
  for (const name of await bundledNames(context)) summaries.push(await bundledSummary(name, context));
  return summaries;
}
