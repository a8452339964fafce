import { UsageError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import { momentForms } from "../../replay/moment.js";
import type { SessionStore } from "../../store/session-store.js";
import type { AddCommand, CommandContext } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { momentsByFlag, type TimeFlag, timeOption } from "../common/time-flag.js";

interface MarkFlags extends TimeFlag {
  readonly at?: string;
  readonly edit?: string;
  readonly remove?: string;
  readonly db?: string;
}

/** `kubespy mark SESSION [--at MOMENT|--edit MARKER|--remove MARKER] [TEXT]` */
export const addMarkCommand: AddCommand = (program, context) => {
  const name = context.programName;
  const command = program
    .command("mark")
    .summary("add, edit or list the markers of a session")
    .description(
      `Adds a marker with a text at a moment of a session, also while it is being recorded; edits or removes one; or, without text
or flags, lists them. The player shows markers and jumps from one to the next; exported recordings contain them too. In the player,
"m" adds one at the current step, or edits or removes the one that is there. MARKER is its number in the list, its offset (or its time, as
listed with --time) or its whole text.`,
    )
    .argument("<session>", 'session name, unique prefix of one, or "@latest"')
    .argument("[text...]", "text of the marker; several words are joined")
    .option("--at <moment>", `add a marker here: ${momentForms}`)
    .option("--edit <marker>", "give this marker the text")
    .option("--remove <marker>", "remove this marker; its text is printed")
    .addOption(timeOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [
      [`${name} mark @latest --at 12.5s "here the image was fixed"`],
      [`${name} mark web-7 --at 31 first restart`],
      [`${name} mark web-7`, `list the markers`],
      [`${name} mark web-7 --edit 2 second restart`],
      [`${name} mark web-7 --remove "first restart"`],
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
  const { at, edit, remove, db } = flags;
  const text = words ?? "";
  const { withStoreOf } = await import("../../app/sessions/stored-session.js");
  const inStore = <T>(use: (store: SessionStore) => Promise<T>) => withStoreOf(reference, context, db, use);
  if (remove !== undefined) await removeMarker(reference, { ...flags, remove }, inStore, context);
  else if (edit !== undefined) await editMarker(reference, text, { ...flags, edit }, inStore, context);
  else if (at !== undefined) await addMarker(reference, text, { ...flags, at }, inStore, context);
  else await printMarkers(reference, flags, context);
}

/** What to say where flags and text do not go together. */
function flagProblem(
  reference: string,
  words: string | undefined,
  flags: MarkFlags,
  { programName }: CommandContext,
): UsageError | undefined {
  const [first, second] = (["at", "edit", "remove"] as const).filter((flag) => flags[flag] !== undefined);
  const command = `${programName} mark ${reference}`;
  if (second !== undefined) return new UsageError(`--${first} and --${second} cannot be combined`);
  if (first === "remove")
    return words === undefined ? undefined : new UsageError("--remove takes no text", { hint: "to change the text, use --edit" });
  if (words === "" || (first !== undefined && words === undefined))
    return new UsageError("no text given for the marker", {
      hint: `such as: ${command} --${first ?? "at"} ${flags[first ?? "at"] ?? "1.4s"} "here"`,
    });
  if (first !== undefined || words === undefined) return undefined;
  return new UsageError("no --at given for the marker", { hint: `such as: ${command} --at 1.4s "${words}"` });
}

/** Whoever mistyped the session learns that first: an example with its name would fail again. */
async function assertSession(reference: string, { db }: MarkFlags, context: CommandContext): Promise<void> {
  const { openWithWarnings } = await import("../common/print-session.js");
  await (await openWithWarnings(reference, db, context)).close();
}

type InStore = <T>(use: (store: SessionStore) => Promise<T>) => Promise<T>;

async function addMarker(
  reference: string,
  text: string,
  flags: MarkFlags & { readonly at: string },
  inStore: InStore,
  context: CommandContext,
): Promise<void> {
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

/** What was removed is printed: it can be added again. */
async function removeMarker(
  reference: string,
  flags: MarkFlags & { readonly remove: string },
  inStore: InStore,
  context: CommandContext,
): Promise<void> {
  const { removeSessionMarker } = await import("../../app/sessions/session-markers.js");
  const { session, summary, marker } = await inStore((store) =>
    removeSessionMarker(store, reference, { which: flags.remove, time: flags.time }),
  );
  const moments = momentsByFlag(summary, flags, context);
  context.streams.stderr.write(`removed the marker of ${session} at ${moments.text(marker.offsetMs)}: ${textOf(marker.text)}\n`);
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
