import { ExitCode } from "../../errors.js";
import type { SessionSummary } from "../../model/session.js";
import { sessionJson, sessionTable } from "../../report/overview/session-table.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import { bundledNames, bundledRecording } from "../common/bundled-recordings.js";
import type { CommandContext } from "../common/context.js";
import { openRecordingFile } from "../common/open-session.js";
import { databasePath, openExistingStore } from "../common/open-store.js";
import { sessionFilter } from "../common/session-filter.js";
import type { SessionFilterFlags } from "../common/session-filter-flags.js";

export interface LsFlags extends SessionFilterFlags {
  readonly bundled?: true;
  readonly output?: "wide" | "json" | "name";
  readonly db?: string;
}

/** Prints the sessions in the form asked for. None at all is no failure: stdout stays empty and stderr says what to do. */
export async function listSessions(flags: LsFlags, context: CommandContext): Promise<number> {
  const matches = sessionFilter(flags, context.clock.wallMs());
  const all = flags.bundled ? await bundled(context) : await stored(flags, context);
  const summaries = all.filter(matches);
  if (all.length > 0 && summaries.length === 0) {
    context.streams.stderr.write(`no session matches, of ${all.length}\n`);
  } else if (summaries.length === 0) {
    const name = context.programName;
    context.streams.stderr.write(`no session in ${databasePath(context, flags.db)} yet\n`);
    context.streams.stderr.write(`record one with "${name} record pod NAME", or see what comes with it: "${name} ls --bundled"\n`);
  } else context.streams.stdout.write(format(summaries, flags, context));
  return ExitCode.done;
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
        titles: flags.output === "wide" || flags.bundled === true,
        // Wide means: nothing is cut.
        ...(stdout.isTty && flags.output !== "wide" ? { columns: stdout.columns() } : {}),
      });
  }
}

async function stored(flags: LsFlags, context: CommandContext): Promise<readonly SessionSummary[]> {
  const store = await openExistingStore(context, flags.db);
  if (store === undefined) return [];
  try {
    return await store.list();
  } finally {
    await store.close();
  }
}

async function bundled(context: CommandContext): Promise<readonly SessionSummary[]> {
  const summaries: SessionSummary[] = [];
  for (const name of await bundledNames(context)) {
    const recording = await openRecordingFile(bundledRecording(context, name) ?? name, context);
    summaries.push(recording.summary);
    await recording.close();
  }
  return summaries;
}
