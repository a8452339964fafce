import { ExitCode, KubespyError } from "../errors.js";
import { printable } from "../io/printable.js";
import type { NewFrame } from "../model/frame.js";
import type { Recording } from "../recording/open-recording.js";
import type { SessionStore, SessionWriter } from "../store/session-store.js";
import { bundledRecording } from "./bundled-recordings.js";
import type { CommandContext } from "./context.js";
import { isFileReference, openRecordingFile, warn } from "./open-session.js";
import { openStore } from "./open-store.js";

export interface ImportFlags {
  readonly session?: string;
  readonly db?: string;
}

/** Frames handed to the store before waiting until they are safe. */
const flushEvery = 1000;

/** Reads the recording into a session of the store. */
export async function importRecording(file: string, flags: ImportFlags, context: CommandContext): Promise<number> {
  const bundled = file === "-" || isFileReference(file, context) ? undefined : bundledRecording(context, file);
  const recording = await openRecordingFile(bundled ?? file, context);
  try {
    warn(recording, context);
    const store = await openStore(context, flags.db);
    try {
      return await importInto(store, recording, flags, context);
    } finally {
      await store.close();
    }
  } finally {
    await recording.close();
  }
}

async function importInto(store: SessionStore, recording: Recording, flags: ImportFlags, context: CommandContext): Promise<number> {
  const writer = await begin(store, recording, flags.session);
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

/** By the name asked for, which must be free; else by the recording's own name, or the first free one made of it. */
async function begin(store: SessionStore, recording: Recording, wanted: string | undefined): Promise<SessionWriter> {
  const { header } = recording.summary;
  if (wanted !== undefined) return await store.create({ ...header, name: wanted });
  for (let n = 1; ; n++) {
    const name = n === 1 ? header.name : `${header.name.slice(0, 90)}-${n}`;
    if (!(await store.has(name))) return await store.create({ ...header, name });
  }
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
    const { sequence, ...frame } = next.value;
    writer.append(frame as NewFrame);
    if (sequence % flushEvery === 0) await writer.flush();
  }
}
