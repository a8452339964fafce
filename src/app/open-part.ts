import type { SessionReader } from "../model/session.js";
import type { Cut } from "../part/cut.js";
import { partOf } from "../part/part-of.js";
import { openRecording } from "../recording/node/open-recording.js";
import { encodeRecording } from "../recording/write/encode-recording.js";

/**
 * A part of a session that answers all that a session does, for those who read it more than once: written as a recording into a temporary file,
 * which `close` removes. Rejects as `partOf`. The whole may be closed afterwards.
 */
export async function openPart(session: SessionReader, cut: Cut, signal?: AbortSignal): Promise<SessionReader> {
  const part = await partOf(session, cut, signal);
  return await openRecording(encodeRecording(part), { name: part.summary.header.name, ...(signal === undefined ? {} : { signal }) });
}
