import type { GapFrame } from "../../../model/frame.js";
import type { ObjectRef } from "../../../model/kube-object.js";
import type { StreamInfo } from "../../../model/session.js";

/** What is known of a time in which a stream received nothing. */
export type GapLook = "possible loss" | "repaired" | "proven empty";

/** `uid`: in the row of this object, which may be proven unchanged where others are not. */
export function gapLook({ possibleLoss, unchanged, repairedRevisions = 0 }: GapFrame, uid?: ObjectRef["uid"]): GapLook {
  if (possibleLoss) return uid !== undefined && unchanged?.includes(uid) ? "proven empty" : "possible loss";
  return repairedRevisions > 0 ? "repaired" : "proven empty";
}

/** Whether the stream of a gap is one that shows this object. A stream that the session does not name may show any. */
export function concerns(gap: GapFrame, streams: ReadonlyMap<string, StreamInfo>, { kind, apiVersion, namespace }: ObjectRef): boolean {
  const stream = streams.get(gap.stream);
  if (stream === undefined) return false;
  const version = stream.group === "" ? stream.version : `${stream.group}/${stream.version}`;
  return stream.kind === kind && version === apiVersion && (stream.namespace === undefined || stream.namespace === namespace);
}
