import { ExitCode, UsageError } from "../../errors.js";
import type { SessionReader } from "../../model/session.js";
import { chooseObjectsOf } from "../../replay/choose-objects.js";
import { parseMoment, sequenceAt } from "../../replay/moment.js";
import { shellWord } from "../../report/replay/replay-ending.js";
import type { CommandContext } from "../common/context.js";
import { isFileReference, openSession } from "../common/open-session.js";
import { openExistingStore } from "../common/open-store.js";
import { writeFile } from "../export/write-output.js";
import type { ReplayFlags } from "./replay-flags.js";

/** Opens the interactive player on a session; resolves with the exit code when its user leaves it. */
export async function playSession(reference: string, flags: ReplayFlags, context: CommandContext): Promise<number> {
  const { terminal, streams, clock, interrupt, programName } = context;
  if (terminal === undefined || reference === "-")
    throw new UsageError("the player cannot read a recording from the stdin that it reads keys from", {
      hint: "name the file, or add --plain",
    });
  const reader = await openSession(reference, context, { db: flags.db });
  try {
    const start = await startOf(reader, flags);
    const { openPlayer } = await import("../../tui/runtime/open-player.js");
    const end = await openPlayer({
      reader,
      terminal,
      clock,
      colour: streams.stdout.colour,
      command: `${programName} replay ${shellWord(reference)}${flags.db === undefined ? "" : ` --db ${shellWord(flags.db)}`}`,
      start,
      save: async (file, text) => {
        await writeFile(oneChunk(text), file, { cwd: context.cwd, force: false, interrupt });
      },
      mark: await markerOf(reference, reader, flags, context),
      interrupt,
    });
    return end === "interrupted" ? ExitCode.interrupted : ExitCode.done;
  } finally {
    await reader.close();
  }
}

/** Where the player begins: at the moment that is asked for, else at the first step; playing when a speed is given. */
async function startOf(reader: SessionReader, flags: ReplayFlags) {
  const { frames } = reader.summary;
  const asked = flags.at === undefined ? 1 : await sequenceAt(reader, parseMoment(flags.at, "--at"));
  return {
    position: Math.min(Math.max(1, asked), frames),
    noise: flags.noise === true,
    play: flags.speed !== undefined,
    ...(flags.speed === undefined ? {} : { speed: flags.speed }),
    ...(flags.idleLimit === undefined ? {} : { idleLimitMs: flags.idleLimit }),
    ...(flags.object === undefined ? {} : { filter: await filterOf(reader, flags.object) }),
  };
}

async function filterOf(reader: SessionReader, words: readonly string[]) {
  return { words: words.join(" "), uids: await chooseObjectsOf(reader, words) };
}

/** Puts markers into the stored session; undefined when what is shown is a file or a bundled recording. */
async function markerOf(reference: string, reader: SessionReader, { db }: ReplayFlags, context: CommandContext) {
  const { name } = reader.summary.header;
  if (isFileReference(reference, context)) return undefined;
  const store = await openExistingStore(context, db);
  const isStored = await store?.has(name);
  await store?.close();
  if (!isStored) return undefined;
  return async (marker: Parameters<typeof addMarker>[1]) => addMarker(name, marker, db, context);
}

async function addMarker(
  name: string,
  marker: Awaited<ReturnType<SessionReader["markers"]>>[number],
  db: string | undefined,
  context: CommandContext,
) {
  const store = await openExistingStore(context, db, "write");
  try {
    await store?.addMarker(name, marker);
  } finally {
    await store?.close();
  }
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
