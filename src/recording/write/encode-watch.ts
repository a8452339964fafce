import type { Frame, GapFrame, ObjectFrame } from "../../model/frame.js";
import { withTypeMeta } from "../../model/revision.js";
import type { SessionReader } from "../../model/session.js";

/**
 * A session for other programs (`export --as watch`), one line for each frame. A contract: fields are added, never changed or removed.
 *
 *   {"sequence","offsetMs","observedAt","type":"ADDED"|"MODIFIED"|"DELETED","initial"?,"inferred"?,"repaired"?,"typeUnknown"?,"derived"?,"actor"?,"object":{...}}
 *   {"sequence","offsetMs","observedAt","type":"GAP","reason","from","to","possibleLoss"}
 *
 * Objects are whole and as the server sent them, with `kind` and `apiVersion`.
 */
export async function* encodeWatch(session: Pick<SessionReader, "frames">): AsyncIterable<Uint8Array> {
  for await (const frame of session.frames()) yield lineOf(frame);
}

function lineOf(frame: Frame): Uint8Array {
  const { sequence, offsetMs, observedAt } = frame;
  const start = { sequence, offsetMs, observedAt };
  if (frame.kind === "gap") return Buffer.from(`${JSON.stringify({ ...start, ...gapOf(frame) })}\n`);
  const { type, initial, inferred, repaired, typeUnknown, derived, actor } = frame;
  const head = JSON.stringify({ ...start, type, initial, inferred, repaired, typeUnknown, derived, actor });
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"object":`), objectOf(frame), Buffer.from("}\n")]);
}

function gapOf({ reason, from, to, possibleLoss }: GapFrame) {
  return { type: "GAP", reason, from: from.observedAt, to: to.observedAt, possibleLoss };
}

/** The object as sent, on one line: newlines between tokens (strings hold none) become spaces. */
function objectOf({ revision, ref }: ObjectFrame): Uint8Array {
  const { kind, apiVersion } = revision.object;
  const whole = withTypeMeta(revision.bytes, ref.apiVersion, ref.kind, { kind: kind === undefined, apiVersion: apiVersion === undefined });
  const text = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength).toString("utf8");
  return Buffer.from(text.replace(/[\r\n]+/g, " ").trim());
}
