import { createHmac } from "node:crypto";
import type { Frame } from "../model/frame.js";
import { Revision } from "../model/revision.js";
import type { SessionHeader, SessionReader } from "../model/session.js";
import { commandWithoutSecrets } from "./command-without-secrets.js";
import { Placeholders, placeholdersWithin } from "./placeholders.js";
import { holdsSecretValues, redactSecret } from "./redact.js";
import { SecretDigests } from "./secret-digests.js";

/** What a writer of files reads of a session. */
export type SharedSession = Pick<SessionReader, "summary" | "markers" | "frames">;

/**
 * A session as it may leave its store: its digests depend on `key`, a random one for each export, so that values can neither be guessed nor be
 * recognised in another file; within the file, equal values stay equal. What an earlier version left in clear is redacted too. Only frames of Secrets
 * are touched, and, of a session that was redacted while it was recorded, those with placeholders. A session that holds Secret values in clear by request is passed on as it is.
 */
export function sessionToShare(session: SharedSession, key: Uint8Array): SharedSession {
  if (session.summary.header.secretValues === "clear") return session;
  const digests = new SecretDigests(key);
  const placeholders = new Placeholders(key);
  // Placeholders of `record --redact` depend on the key of the store. Those of a share are its own, and stay, so that its sessions still compare.
  const isStored = session.summary.header.shared?.whileRecording === true;
  const withNewKey = (text: string) => {
    const withDigests = digests.withNewKey(text);
    return isStored ? withDigests.replace(placeholdersWithin, (old) => placeholders.anew(old)) : withDigests;
  };
  const share = (revision: Revision) => Revision.ofText(withNewKey(revision.text));
  return {
    summary: { ...session.summary, header: withBatch(headerWithoutSecrets(session.summary.header), isStored ? key : undefined) },
    markers: () => session.markers(),
    frames: (range) => shared(session.frames(range), isStored, (frame) => share(redactSecret(frame.revision, key, frame.ref))),
  };
}

/** What says which sessions have equal placeholders depends on the new key as these do. */
function withBatch(header: SessionHeader, key: Uint8Array | undefined): SessionHeader {
  const batch = header.shared?.batch;
  if (key === undefined || header.shared === undefined || batch === undefined) return header;
  return { ...header, shared: { ...header.shared, batch: createHmac("sha256", key).update(`batch:${batch}`).digest("hex").slice(0, 16) } };
}

type ObjectFrame = Extract<Frame, { kind: "object" }>;

/** Without the delta that was stored: it is the difference to a revision that is not part of the export. */
async function* shared(frames: AsyncIterable<Frame>, all: boolean, revisionOf: (frame: ObjectFrame) => Revision): AsyncGenerator<Frame> {
  for await (const frame of frames)
    yield frame.kind === "object" && (all || holdsSecretValues(frame.ref)) ? { ...frame, revision: revisionOf(frame) } : frame;
}

/** The command that was recorded, as this version hides secrets in it. */
export function headerWithoutSecrets(header: SessionHeader): SessionHeader {
  if (header.secretValues === "clear" || header.command === undefined) return header;
  return { ...header, command: commandWithoutSecrets(header.command) };
}
