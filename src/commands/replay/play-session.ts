import { withExistingDatabase } from "../../app/open-store.js";
import { KeptParts } from "../../app/sessions/derived/kept-parts.js";
import { isFileReference } from "../../app/sessions/open-session.js";
import { writeFile } from "../../app/write-file.js";
import { ExitCode, UsageError } from "../../errors.js";
import type { Marker, SessionReader } from "../../model/session.js";
import { chooseObjectsOf } from "../../replay/choose-objects.js";
import { parseMoment, sequenceAt } from "../../replay/moment.js";
import { shellWord } from "../../report/replay/replay-ending.js";
import type { PlayerEnd } from "../../tui/runtime/player.js";
import type { CommandContext } from "../common/context.js";
import { openWithWarnings } from "../common/print-session.js";
import type { ReplayFlags } from "./replay-flags.js";

/** Opens the interactive player on a session; resolves with the exit code when its user leaves it. */
export async function playSession(reference: string, flags: ReplayFlags, context: CommandContext): Promise<number> {
  if (reference === "-") throw needsTerminal();
  return exitCodeOf(await playReader(await openWithWarnings(reference, flags.db, context), reference, flags, context));
}

/** The same on a session that is open, and is closed then. `takeTerminal`: that of `openPlayer`. */
export async function playReader(
  reader: SessionReader,
  reference: string,
  flags: ReplayFlags,
  context: CommandContext,
  takeTerminal?: () => Promise<readonly string[]>,
): Promise<PlayerEnd> {
  const { terminal, streams, clock, interrupt, programName } = context;
  try {
    if (terminal === undefined) throw needsTerminal();
    const start = await startOf(reader, flags);
    const { openPlayer } = await import("../../tui/runtime/open-player.js");
    return await openPlayer({
      reader,
      terminal,
      clock,
      colour: streams.stdout.colour,
      command: `${programName} replay ${shellWord(reference)}${flags.db === undefined ? "" : ` --db ${shellWord(flags.db)}`}`,
      start,
      analysis: keptFor(reader),
      save: async (file, text) => {
        await writeFile(oneChunk(text), file, { cwd: context.cwd, signal: interrupt });
      },
      mark: await markerOf(reference, reader, flags, context),
      takeTerminal,
      interrupt,
    });
  } finally {
    await reader.close();
  }
}

function needsTerminal(): UsageError {
  return new UsageError("the player reads keys from stdin, so it cannot read a recording there", { hint: "name the file, or add --plain" });
}

export function exitCodeOf(end: PlayerEnd): number {
  return end === "interrupted" ? ExitCode.interrupted : ExitCode.done;
}

/** What was derived from the session before and is kept beside it; whether it is there shows when it is read. */
function keptFor(reader: SessionReader) {
  if (reader.derived === undefined) return undefined;
  const parts = new KeptParts(reader);
  return { findings: () => parts.history(), objectsNear: (place: number) => parts.objectsNear(place) };
}

/** Where the player starts: at `--at`, else at the first step; it plays when a speed is given. */
async function startOf(reader: SessionReader, flags: ReplayFlags) {
  const { frames } = reader.summary;
  const wanted = flags.at === undefined ? 1 : await sequenceAt(reader, parseMoment(flags.at, "--at"));
  return {
    position: Math.min(Math.max(1, wanted), frames),
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

/** Adds markers to the stored session; undefined for a file or a bundled recording, which cannot be changed. */
async function markerOf(reference: string, reader: SessionReader, { db }: ReplayFlags, context: CommandContext) {
  const { name } = reader.summary.header;
  if (isFileReference(reference, context)) return undefined;
  const isStored = await withExistingDatabase(context, db, "read", async (store) => await store?.has(name));
  if (!isStored) return undefined;
  return (marker: Marker) => withExistingDatabase(context, db, "write", async (store) => await store?.addMarker(name, marker));
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
