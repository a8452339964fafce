import { isDeepStrictEqual } from "node:util";
import type { SessionReader } from "../model/session.js";
import { openRecording } from "../recording/node/open-recording.js";
import { encodeRecording } from "../recording/write/encode-recording.js";
import { holdsSecretValues } from "../sharing/redact.js";
import { headerWithoutSecrets, sessionToShare } from "../sharing/session-to-share.js";

interface SharedCopyOptions {
  /** What digests of Secret values depend on. Sessions that are compared need the same one, so that equal values have equal digests. */
  readonly digestKey: Uint8Array;
  readonly onWarning?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * A session as an export of it is read back, for what is made of it and shared: no text says more than the file does. The session itself where that is
 * the same, as without Secrets; close both. Rejects with `Interrupted` when the signal aborts.
 */
export async function sharedCopy(session: SessionReader, { digestKey, onWarning, signal }: SharedCopyOptions): Promise<SessionReader> {
  const { header } = session.summary;
  if (
    header.secretValues === "clear" ||
    (header.shared?.whileRecording !== true && isDeepStrictEqual(headerWithoutSecrets(header), header) && !(await hasSecrets(session)))
  )
    return session;
  const bytes = encodeRecording(sessionToShare(session, digestKey), onWarning === undefined ? {} : { onWarning });
  return await openRecording(bytes, { name: header.name, ...(signal === undefined ? {} : { signal }) });
}

async function hasSecrets(session: SessionReader): Promise<boolean> {
  for await (const refs of session.refs()) if (refs.some(holdsSecretValues)) return true;
  return false;
}
