import { KubespyError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import type { Frame, NewFrame } from "../../model/frame.js";
import type { Recording } from "../../recording/node/open-recording.js";
import { redactSecret } from "../../sharing/redact.js";
import { headerWithoutSecrets } from "../../sharing/session-to-share.js";
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

/**
 * Imports an open recording as a session of the store. Values of Secrets that an earlier version left in clear become digests; a recording that says
 * that it holds them in clear keeps them.
 */
export async function importRecording(recording: Recording, options: ImportOptions): Promise<Imported> {
  for (const warning of recording.warnings) options.onWarning?.(warning);
  const { header } = recording.summary;
  // A session without frames would take the name of a bundled recording, and show nothing.
  if (recording.isCompleteWithoutFrames) throw new KubespyError(`the recording "${header.name}" has no frames: there is nothing to import`);
  if (recording.summary.frames === 0)
    throw new KubespyError(`the recording "${header.name}" holds no frame that can be read`, {
      hint: "ask for the file again: it is empty, or cut short",
    });
  if (header.secretValues === "clear") options.onWarning?.("the recording holds values of Secrets in clear; so will the session");
  const writer = await createSession(options.store, headerWithoutSecrets(header), { wanted: options.session });
  try {
    const { end } = recording.summary;
    const complete = (await copyFrames(recording, writer, options)) && end !== undefined;
    await (complete ? writer.end(end) : writer.abandon());
    return { session: writer.name, frames: writer.committed, times: header.times ?? "recorded", complete };
  } catch (error) {
    await writer.discard().catch(() => {});
    throw error;
  }
}

/** False when damage ended it early. */
async function copyFrames(recording: Recording, writer: SessionWriter, { store, signal, onWarning }: ImportOptions): Promise<boolean> {
  const key = recording.summary.header.secretValues === "clear" ? undefined : await store.digestKey();
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
    const { sequence: _, ...frame } = key === undefined ? next.value : redacted(next.value, key);
    writer.append(frame as NewFrame);
    // Reading continues while the store writes, until too much waits there.
    await writer.backpressure();
  }
}

function redacted(frame: Frame, key: Uint8Array): Frame {
  if (frame.kind === "gap") return frame;
  const revision = redactSecret(frame.revision, key, frame.ref);
  return revision === frame.revision ? frame : { ...frame, revision };
}
