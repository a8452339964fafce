import { ExitCode, KubespyError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import type { NewFrame } from "../../model/frame.js";
import { openRecording, type Recording } from "../../recording/node/open-recording.js";
import type { SessionStore, SessionWriter } from "../../store/session-store.js";
import { bundledRecording } from "../common/bundled-recordings.js";
import type { CommandContext } from "../common/context.js";
import { isFileReference, openRecordingFile, warn } from "../common/open-session.js";
import { openStore } from "../common/open-store.js";
import { createSession } from "../record/create-session.js";
import { peekInput } from "./foreign-input.js";
import { importForeign } from "./import-foreign.js";

export interface ImportFlags {
  readonly session?: string;
  readonly db?: string;
}

/** Reads a recording, or what another program wrote, into a session of the store. */
export async function importRecording(file: string, flags: ImportFlags, context: CommandContext): Promise<number> {
  const bundled = file === "-" || isFileReference(file, context) ? undefined : bundledRecording(context, file);
  const input = bundled === undefined ? await peekInput(file, context) : undefined;
  const name = file === "-" ? "stdin" : file;
  if (input?.isForeign)
    return await withStore(flags, context, (store) => importForeign({ ...input, name, session: flags.session, store, context }));
  const recording =
    file === "-" && input !== undefined ? await openRecording(input.bytes, { name }) : await openRecordingFile(bundled ?? file, context);
  try {
    warn(recording, context);
    return await withStore(flags, context, (store) => importInto(store, recording, flags, context));
  } finally {
    await recording.close();
  }
}

async function withStore(flags: ImportFlags, context: CommandContext, use: (store: SessionStore) => Promise<number>): Promise<number> {
  const store = await openStore(context, flags.db);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

async function importInto(store: SessionStore, recording: Recording, flags: ImportFlags, context: CommandContext): Promise<number> {
  const writer = await createSession(store, recording.summary.header, { wanted: flags.session });
  try {
    const whole = await copyFrames(recording, writer, context);
    const { end } = recording.summary;
    await (whole && end !== undefined ? writer.end(end) : writer.abandon());
  } catch (error) {
    await writer.discard().catch(() => {});
    if (context.interrupt.aborted) return ExitCode.interrupted;
    throw error;
  }
  const frames = `${writer.committed} ${writer.committed === 1 ? "frame" : "frames"}`;
  context.streams.stderr.write(
    `imported as session "${writer.name}" (${frames})\nreplay it with "${context.programName} replay ${writer.name}"\n`,
  );
  return ExitCode.done;
}

/** False when damage ended it early: what stands before is kept, and the damage is said. */
async function copyFrames(recording: Recording, writer: SessionWriter, context: CommandContext): Promise<boolean> {
  for (const marker of await recording.markers()) writer.addMarker(marker);
  const frames = recording.frames()[Symbol.asyncIterator]();
  while (true) {
    const next = await frames.next().catch((error: unknown) => {
      if (!(error instanceof KubespyError)) throw error;
      context.streams.stderr.write(`kubespy: warning: ${printable(error.message)}; what stands before it is kept\n`);
      return undefined;
    });
    if (next === undefined) return false;
    if (next.done) return true;
    context.interrupt.throwIfAborted();
    const { sequence: _, ...frame } = next.value;
    writer.append(frame as NewFrame);
    // Reading goes on while the store writes, until too much waits there.
    await writer.backpressure();
  }
}
