import { UsageError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import { momentForms } from "../../replay/moment.js";
import type { SessionStore } from "../../store/session-store.js";
import type { AddCommand, CommandContext } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { latestWords } from "../common/session-words.js";
import { momentsByFlag, type TimeFlag, timeOption } from "../common/time-flag.js";

interface MarkFlags extends TimeFlag {
  readonly at?: string;
  readonly edit?: string;
  readonly db?: string;
}

/** `kubespy mark SESSION [--at MOMENT|--edit MARKER] [TEXT]` */
export const addMarkCommand: AddCommand = (program, context) => {
  const name = context.programName;
  const command = program
    .command("mark")
    .summary("add, edit or list the markers of a session")
    .description(
      `Adds a marker to a session: at the moment of --at or, while the session is being recorded, now. --edit gives a marker another text.
Without a text, the markers are listed. "${name} unmark" removes one. The player shows markers and jumps from one to the next; exported recordings contain
them too. In the player, "m" adds one at the current step, or edits or removes the one that is there. MARKER is its number in the list, its offset (or its time, as
listed with --time) or its whole text.`,
    )
    .argument("<session>", `session name, unique prefix of one, or ${latestWords}`)
    .argument("[text...]", "text of the marker; several words are joined")
    .option("--at <moment>", `add a marker here: ${momentForms}; default, while the session is being recorded: now`)
    .option("--edit <marker>", "give this marker the text")
    .addOption(timeOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [
      [`${name} mark @latest "applied the fix"`, `now, while it is being recorded`],
      [`${name} mark @latest --at 12.5s "here the image was fixed"`],
      [`${name} mark web-7 --at 31 first restart`],
      [`${name} mark web-7`, `list the markers`],
      [`${name} mark web-7 --edit 2 second restart`],
    ],
  }).action(async (session: string, words: readonly string[], flags: MarkFlags) => {
    await mark(session, words.length === 0 ? undefined : words.join(" ").trim(), flags, context);
  });
};

/** `words`: undefined where none were typed, not even empty ones. */
async function mark(reference: string, words: string | undefined, flags: MarkFlags, context: CommandContext): Promise<void> {
  const problem = flagProblem(reference, words, flags, context);
  if (problem !== undefined) {
    await assertSession(reference, flags, context);
    throw problem;
  }
  const { edit, db } = flags;
  const { withStoreOf } = await import("../../app/sessions/stored-session.js");
  const inStore = <T>(use: (store: SessionStore) => Promise<T>) => withStoreOf(reference, context, db, use);
  if (edit !== undefined) await editMarker(reference, words ?? "", { ...flags, edit }, inStore, context);
  else if (words !== undefined) await addMarker(reference, words, flags, inStore, context);
  else await printMarkers(reference, flags, context);
}

/** What to say where flags and text do not go together. */
function flagProblem(
  reference: string,
  words: string | undefined,
  { at, edit, db, time }: MarkFlags,
  { programName }: CommandContext,
): UsageError | undefined {
  if (at !== undefined && edit !== undefined)
    return new UsageError("--at and --edit cannot be combined", { hint: "--at adds a marker, --edit changes one" });
  const flag = at !== undefined ? ["--at", at] : edit !== undefined ? ["--edit", edit] : [];
  if (words !== "" && (flag.length === 0 || words !== undefined)) return undefined;
  return new UsageError("no text given for the marker", {
    hint: `such as: ${suggestedCommand(programName, ["mark", reference, ...flag, ...(time === undefined ? [] : ["--time", time]), "first restart"], { db })}`,
  });
}

/** Whoever mistyped the session learns that first: an example with its name would fail again. */
async function assertSession(reference: string, { db }: MarkFlags, context: CommandContext): Promise<void> {
  const { openWithWarnings } = await import("../common/print-session.js");
  await (await openWithWarnings(reference, db, context)).close();
}

type InStore = <T>(use: (store: SessionStore) => Promise<T>) => Promise<T>;

async function addMarker(reference: string, text: string, flags: MarkFlags, inStore: InStore, context: CommandContext): Promise<void> {
  const { at, time } = flags;
  const { markSession } = await import("../../app/sessions/sessions.js");
  const { session, summary, marker } = await inStore((store) => markSession(store, reference, { at, time, text, clock: context.clock }));
  const moments = momentsByFlag(summary, flags, context);
  context.streams.stderr.write(`marked ${session} at ${moments.text(marker.offsetMs)}: ${textOf(marker.text)}\n`);
}

async function editMarker(
  reference: string,
  text: string,
  flags: MarkFlags & { readonly edit: string },
  inStore: InStore,
  context: CommandContext,
): Promise<void> {
  const { editSessionMarker } = await import("../../app/sessions/session-markers.js");
  const { session, summary, marker } = await inStore((store) =>
    editSessionMarker(store, reference, { which: flags.edit, time: flags.time }, text),
  );
  const moments = momentsByFlag(summary, flags, context);
  context.streams.stderr.write(`marker of ${session} at ${moments.text(marker.offsetMs)}: ${textOf(marker.text)} → ${textOf(text)}\n`);
}

/** Also those of a recording, which cannot be changed. */
async function printMarkers(reference: string, flags: MarkFlags, context: CommandContext): Promise<void> {
  const { streams } = context;
  const { openWithWarnings } = await import("../common/print-session.js");
  const reader = await openWithWarnings(reference, flags.db, context);
  const session = reader.summary.header.name;
  const markers = await reader.markers().finally(() => reader.close());
  if (markers.length === 0) return void streams.stderr.write(`${session} has no markers\n`);
  const width = String(markers.length).length;
  const moments = momentsByFlag(reader.summary, flags, context);
  const offsets = markers.map(({ offsetMs }) => moments.text(offsetMs));
  const widest = offsets.reduce((most, offset) => Math.max(most, offset.length), 0);
  const lines = markers.map(({ text }, i) => `${String(i + 1).padStart(width)}  ${offsets[i]?.padEnd(widest)}  ${textOf(text)}\n`);
  streams.stdout.write(lines.join(""));
}

function textOf(text: string): string {
  return printable(text, 300);
}
