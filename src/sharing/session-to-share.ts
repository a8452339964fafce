import type { Frame } from "../model/frame.js";
import { Revision } from "../model/revision.js";
import type { SessionHeader, SessionReader } from "../model/session.js";
import { commandWithoutSecrets } from "./command-without-secrets.js";
import { holdsSecretValues, redactSecret } from "./redact.js";
import { SecretDigests } from "./secret-digests.js";

/** What a writer of files reads of a session. */
export type SharedSession = Pick<SessionReader, "summary" | "markers" | "frames">;

/**
 * A session as it may leave its store: its digests depend on `key`, a random one for each export, so that values can neither be guessed nor be
 * recognised in another file; within the file, equal values stay equal. What an earlier version left in clear is redacted too. Only frames of Secrets
 * are touched. A session that holds Secret values in clear by request is passed on as it is.
 */
export function sessionToShare(session: SharedSession, key: Uint8Array): SharedSession {
  if (session.summary.header.secretValues === "clear") return session;
  const digests = new SecretDigests(key);
  const share = (revision: Revision) => Revision.ofText(digests.withNewKey(revision.text));
  return {
    summary: { ...session.summary, header: headerWithoutSecrets(session.summary.header) },
    markers: () => session.markers(),
    frames: (range) => shared(session.frames(range), (frame) => share(redactSecret(frame.revision, key, frame.ref))),
  };
}

type ObjectFrame = Extract<Frame, { kind: "object" }>;

/** Without the delta that was stored: it is the difference to a revision that is not part of the export. */
async function* shared(frames: AsyncIterable<Frame>, revisionOf: (frame: ObjectFrame) => Revision): AsyncGenerator<Frame> {
  for await (const frame of frames)
    yield frame.kind === "object" && holdsSecretValues(frame.ref) ? { ...frame, revision: revisionOf(frame) } : frame;
}

/** The command that was recorded, as this version hides secrets in it. */
export function headerWithoutSecrets(header: SessionHeader): SessionHeader {
  if (header.secretValues === "clear" || header.command === undefined) return header;
  return { ...header, command: commandWithoutSecrets(header.command) };
}
