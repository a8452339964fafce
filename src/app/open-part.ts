import type { SessionReader } from "../model/session.js";
import type { Cut } from "../part/cut.js";
import { type PartOfSession, partOf } from "../part/part-of.js";
import { openRecording } from "../recording/node/open-recording.js";
import { encodeRecording } from "../recording/write/encode-recording.js";

/** A part of a session that answers all that a session does, for those who read it more than once. Close it when done. Rejects as `partOf`. */
export async function openPart(session: SessionReader, cut: Cut, signal?: AbortSignal): Promise<SessionReader> {
  return await readPart(await partOf(session, cut, signal), signal);
}

/** The same, of a part that was made: written as a recording, in memory or, where it is large, into a temporary file. */
export async function readPart(part: PartOfSession, signal?: AbortSignal): Promise<SessionReader> {
  return await openRecording(encodeRecording(part), { name: part.summary.header.name, ...(signal === undefined ? {} : { signal }) });
}
