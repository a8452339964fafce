import type { SessionReader } from "../model/session.js";
import type { Cut } from "../part/cut.js";
import { partOf } from "../part/part-of.js";
import { openRecording } from "../recording/node/open-recording.js";
import { encodeRecording } from "../recording/write/encode-recording.js";

/**
 * A part of a session, as a session of its own: read once, into a temporary file, so that it is read in any order as every other is. Without a
 * cut, the session itself. Close both. Rejects as `partOf` does.
 */
export async function cutSession(session: SessionReader, cut: Cut | undefined, signal?: AbortSignal): Promise<SessionReader> {
  if (cut === undefined) return session;
  const part = await partOf(session, cut, signal);
  return await openRecording(encodeRecording(part), { name: part.summary.header.name, ...(signal === undefined ? {} : { signal }) });
}
