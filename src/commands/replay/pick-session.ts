import { bundledNames, bundledRecording } from "../../app/sessions/bundled-recordings.js";
import { bundledSummary, databaseStamp, openBundled, openStoredByName, storedSessions } from "../../app/sessions/listed-sessions.js";
import { isFileReference } from "../../app/sessions/open-session.js";
import { previewSession } from "../../app/sessions/preview-session.js";
import { KubespyError, UsageError } from "../../errors.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import type { SessionReader } from "../../model/session.js";
import type { UnreadableSession } from "../../store/session-store.js";
import type { PickerSource } from "../../tui/picker/picker.js";
import type { PickerEntry } from "../../tui/picker/picker-entry.js";
import type { CommandContext } from "../common/context.js";
import { exitCodeOf, playReader } from "./play-session.js";
import type { ReplayFlags } from "./replay-flags.js";

/** Lists sessions and bundled recordings on the terminal, and opens the player on those that its user chooses. Resolves with the exit code. */
export async function pickSession(flags: ReplayFlags, context: CommandContext): Promise<number> {
  const { terminal, streams, clock, interrupt, programName } = context;
  if (terminal === undefined) throw new UsageError("a list to choose from needs a terminal", { hint: "name the session" });
  const { openPicker } = await import("../../tui/picker/open-picker.js");
  const end = await openPicker({
    source: sourceOf(flags, context),
    terminal,
    clock,
    colour: streams.stdout.colour,
    time: flags.time,
    whenEmpty: `no sessions yet; record one: ${suggestedCommand(programName, ["record", "pod", "NAME"], { db: flags.db })}`,
    interrupt,
  });
  return exitCodeOf(end);
}

function sourceOf(flags: ReplayFlags, context: CommandContext): PickerSource {
  // Notices on stderr would be written into the screen: those of the database come when it is opened first, before there is one.
  const quiet = { ...context, onNotice: undefined };
  const list = storedLister(flags.db, context, quiet);
  const open = (entry: PickerEntry) =>
    entry.origin === "bundled" ? openBundled(entry.name, quiet) : openStoredByName(entry.name, quiet, flags.db);
  return {
    stored: list,
    bundled: () => bundledEntries(quiet),
    preview: async (entry, signal) => await closing(await open(entry), (session) => previewSession(session, signal)),
    play: async (entry, takeTerminal) => {
      const reference = await referenceOf(entry, flags.db, quiet);
      return await playReader(await open(entry), reference, flags, quiet, takeTerminal);
    },
  };
}

/** Lists the sessions of the database, again only where that may give another list. `first`: the context for the first time. */
function storedLister(db: string | undefined, first: CommandContext, later: CommandContext): PickerSource["stored"] {
  let known: { readonly stamp: string; readonly entries: readonly PickerEntry[] } | undefined;
  return async () => {
    const stamp = databaseStamp(later, db);
    // A recorder that dies writes nothing.
    const isLive = known?.entries.some(({ summary }) => summary?.state === "recording");
    if (known?.stamp === stamp && !isLive) return known.entries;
    const unreadable: UnreadableSession[] = [];
    const sessions = await storedSessions(known === undefined ? first : later, db, {
      onUnreadable: (session) => unreadable.push(session),
    });
    const readable = sessions.map((summary): PickerEntry => ({ origin: "stored", name: summary.header.name, summary }));
    known = { stamp, entries: withUnreadable(readable, unreadable) };
    return known.entries;
  };
}

/** Each at its place among the others. */
function withUnreadable(entries: readonly PickerEntry[], unreadable: readonly UnreadableSession[]): readonly PickerEntry[] {
  const all = [...entries];
  for (const [i, { name, newer, error }] of unreadable.entries())
    all.splice(newer + i, 0, { origin: "stored", name, problem: error.message });
  return all;
}

/** First their names; they are read one after the other. */
async function* bundledEntries(context: CommandContext): AsyncGenerator<readonly PickerEntry[]> {
  const entries = (await bundledNames(context)).map((name): PickerEntry => ({ origin: "bundled", name }));
  yield [...entries];
  for (const [i, { name }] of entries.entries()) {
    entries[i] = await bundledEntry(name, context);
    yield [...entries];
  }
}

async function bundledEntry(name: string, context: CommandContext): Promise<PickerEntry> {
  try {
    return { origin: "bundled", name, summary: await bundledSummary(name, context) };
  } catch (error) {
    if (!(error instanceof KubespyError)) throw error;
    return { origin: "bundled", name, problem: error.message };
  }
}

/** What a command calls it: the name, unless that means something else there. */
async function referenceOf({ origin, name }: PickerEntry, db: string | undefined, context: CommandContext): Promise<string> {
  if (origin === "stored") return name;
  // Where the database cannot be read, a command that names a session fails.
  const stored = await storedSessions(context, db, { onUnreadable: () => {} }).catch(() => undefined);
  const isTaken = isFileReference(name, context) || stored?.some(({ header }) => header.name.startsWith(name)) !== false;
  return isTaken ? (bundledRecording(context, name) ?? name) : name;
}

async function closing<T>(session: SessionReader, use: (session: SessionReader) => Promise<T>): Promise<T> {
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}
