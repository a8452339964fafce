import { databasePath, withExistingDatabase } from "../../app/open-store.js";
import { KeptParts } from "../../app/sessions/derived/kept-parts.js";
import { followSession } from "../../app/sessions/follow-session.js";
import { isFileReference } from "../../app/sessions/open-session.js";
import { writeText } from "../../app/write-file.js";
import { ExitCode, KubespyError, UsageError } from "../../errors.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import { canGrow, type SessionReader } from "../../model/session.js";
import { choiceOfObjectsOf } from "../../replay/choose-objects.js";
import { momentOf, sequenceAt } from "../../replay/moment.js";
import type { SessionStore } from "../../store/session-store.js";
import type { MarkerEditor } from "../../tui/runtime/effect-runner.js";
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
      command: suggestedCommand(programName, ["replay", reference], { db: flags.db, identity: flags.identity }),
      diagnoseCommand: suggestedCommand(programName, ["diagnose", reference], { db: flags.db, identity: flags.identity }),
      start,
      analysis: keptFor(reader),
      ...(isLive(reader) ? { growths: (signal: AbortSignal) => followSession(reader, { signal, clock, pollMs }) } : {}),
      save: async (file, text) => {
        await writeText(text, file, { cwd: context.cwd, signal: interrupt });
      },
      markers: await markerEditorFor(reference, reader, flags, context),
      takeTerminal,
      interrupt,
    });
  } finally {
    await reader.close();
  }
}

/** It costs microseconds to look for what was committed; what comes is shown within half a second. */
const pollMs = 200;

/** Another process records it, into a store that can be read meanwhile. */
function isLive(reader: SessionReader): boolean {
  return canGrow(reader) && reader.summary.state === "recording";
}

function needsTerminal(): UsageError {
  return new UsageError("the player reads keys from stdin, so it cannot read a recording there", { hint: "name the file, or add --plain" });
}

export function exitCodeOf(end: PlayerEnd): number {
  return end === "interrupted" ? ExitCode.interrupted : ExitCode.done;
}

/** What was derived from the session before and is kept beside it; whether it is there shows when it is read. */
function keptFor(reader: SessionReader) {
  if (reader.derived === undefined || isLive(reader)) return undefined;
  const parts = new KeptParts(reader);
  return { findings: () => parts.history(), objectsNear: (place: number) => parts.objectsNear(place) };
}

/**
 * Where the player starts: at `--at`, else at the first step; it plays when a speed is given. A recording in progress is followed from its newest
 * step, unless one of these flags is given.
 */
async function startOf(reader: SessionReader, flags: ReplayFlags) {
  const { frames } = reader.summary;
  const follow = flags.at === undefined && flags.speed === undefined;
  const first = follow && isLive(reader) ? frames : 1;
  const wanted =
    flags.at === undefined ? first : await sequenceAt(reader, momentOf(flags.at, reader.summary, { flag: "--at", time: flags.time }));
  return {
    position: Math.min(Math.max(1, wanted), frames),
    noise: flags.noise === true,
    ...(flags.time === undefined ? {} : { time: flags.time }),
    play: flags.speed !== undefined,
    ...(isLive(reader) ? { follow } : {}),
    ...(flags.speed === undefined ? {} : { speed: flags.speed }),
    ...(flags.idleLimit === undefined ? {} : { idleLimitMs: flags.idleLimit }),
    ...(flags.object === undefined ? {} : { filter: await filterOf(reader, flags.object) }),
  };
}

async function filterOf(reader: SessionReader, words: readonly string[]) {
  return { words: words.join(" "), ...(await choiceOfObjectsOf(reader, words)), takesLater: true } as const;
}

/** Changes the markers of the stored session; a file or a bundled recording cannot be changed. */
async function markerEditorFor(
  reference: string,
  reader: SessionReader,
  { db, identity }: ReplayFlags,
  context: CommandContext,
): Promise<MarkerEditor | { readonly refusal: string }> {
  const { name } = reader.summary.header;
  const importing = suggestedCommand(context.programName, ["import", reference], { db, identity });
  const noSession = { refusal: `markers need a stored session: ${importing}` };
  if (isFileReference(reference, context)) return noSession;
  const isStored = await withExistingDatabase(context, db, "read", async (store) => await store?.has(name));
  if (!isStored) return noSession;
  const change = async <T>(use: (store: SessionStore) => Promise<T>) => {
    if (canGrow(reader)) reader.assertSameFile();
    return await withExistingDatabase(context, db, "write", async (store) => {
      if (store === undefined) throw new KubespyError(`${databasePath(context, db)} was removed`);
      return await use(store);
    });
  };
  return {
    add: (marker) => change((store) => store.addMarker(name, marker)),
    edit: (marker, text) => change((store) => store.editMarker(name, marker, text)),
    remove: (marker) => change((store) => store.removeMarker(name, marker)),
  };
}
