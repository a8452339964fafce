import type { SessionReader } from "../model/session.js";
import type { Cut } from "../part/cut.js";
import { partOf } from "../part/part-of.js";
import { openRecording } from "../recording/node/open-recording.js";
import { encodeRecording } from "../recording/write/encode-recording.js";

/**
 * A part of a session, as a session of its own: written as a recording, in memory or, where it is large, into a temporary file, so that it is read in any
 * order as every other is. Without a cut, the session itself. Close both. Rejects with `UsageError` where nothing is left, with `Interrupted` when the
 * signal aborts.
 */
export async function cutSession(session: SessionReader, cut: Cut | undefined, signal?: AbortSignal): Promise<SessionReader> {
  if (cut === undefined) return session;
  const part = await partOf(session, cut, signal);
  return await openRecording(encodeRecording(part), { name: part.summary.header.name, ...(signal === undefined ? {} : { signal }) });
}
