import { KubespyError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import type { NewFrame } from "../../model/frame.js";
import type { Recording } from "../../recording/node/open-recording.js";
import type { SessionStore, SessionWriter } from "../../store/session-store.js";
import { createSession } from "../record/create-session.js";

export interface ImportOptions {
  readonly store: Pick<SessionStore, "create" | "has" | "digestKey">;
  /** The session's name, which must be free. Default: the recording's own, with a number where that is taken. */
  readonly session?: string | undefined;
  /** Stops the import, which then rejects and leaves no session behind. */
  readonly signal?: AbortSignal;
  /** What could not be read, one line each. */
  readonly onWarning?: (text: string) => void;
  /** For tests. Default: the system's. */
  readonly clock?: Clock;
}

export interface Imported {
  readonly session: string;
  readonly frames: number;
  /** `derived`: the input has no arrival times, so offsets come from the objects' own times. */
  readonly times: "recorded" | "derived";
  /** False when the input is cut short or damaged: everything before that is kept, as an interrupted session. */
  readonly complete: boolean;
}

/** Imports an open recording as a session of the store. */
export async function importRecording(recording: Recording, options: ImportOptions): Promise<Imported> {
  for (const warning of recording.warnings) options.onWarning?.(warning);
  const writer = await createSession(options.store, recording.summary.header, { wanted: options.session });
  try {
    const { end } = recording.summary;
    const complete = (await copyFrames(recording, writer, options)) && end !== undefined;
    await (complete ? writer.end(end) : writer.abandon());
    return { session: writer.name, frames: writer.committed, times: recording.summary.header.times ?? "recorded", complete };
  } catch (error) {
    await writer.discard().catch(() => {});
    throw error;
  }
}

/** False when damage ended it early. */
async function copyFrames(recording: Recording, writer: SessionWriter, { signal, onWarning }: ImportOptions): Promise<boolean> {
  for (const marker of await recording.markers()) writer.addMarker(marker);
  const frames = recording.frames()[Symbol.asyncIterator]();
  while (true) {
    const next = await frames.next().catch((error: unknown) => {
      if (!(error instanceof KubespyError)) throw error;
      onWarning?.(`${error.message}; everything before it is kept`);
      return undefined;
    });
    if (next === undefined) return false;
    if (next.done) return true;
    signal?.throwIfAborted();
    const { sequence: _, ...frame } = next.value;
    writer.append(frame as NewFrame);
    // Reading continues while the store writes, until too much waits there.
    await writer.backpressure();
  }
}
