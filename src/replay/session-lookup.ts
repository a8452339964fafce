import type { GapFrame } from "../model/frame.js";
import type { ObjectRef, Uid } from "../model/kube-object.js";
import type { ObjectAt, ObjectSpan, SessionReader } from "../model/session.js";

/** The incarnations that there have been at or before this sequence, in the order of their last frames. */
export async function objectsAt(reader: Pick<SessionReader, "lastFramesAt" | "objectsAt">, sequence: number): Promise<readonly ObjectAt[]> {
  if (sequence < 1) return [];
  if (reader.objectsAt !== undefined) return reader.objectsAt(sequence);
  const last = await reader.lastFramesAt(sequence);
  return last.flatMap((frame) => (frame.kind === "object" ? [{ ref: frame.ref, sequence: frame.sequence, type: frame.type }] : []));
}

/** All incarnations of the session, as they are known at its end. */
export async function refsOf(reader: Pick<SessionReader, "summary" | "lastFramesAt" | "objectsAt">): Promise<readonly ObjectRef[]> {
  return (await objectsAt(reader, reader.summary.frames)).map(({ ref }) => ref);
}

/** Every incarnation of the session, in the order of appearance, with how many frames it has and which are its first and last. */
export async function objectSpans(reader: Pick<SessionReader, "frames" | "objectSpans">): Promise<readonly ObjectSpan[]> {
  if (reader.objectSpans !== undefined) return reader.objectSpans();
  const spans = new Map<Uid, ObjectSpan>();
  for await (const frame of reader.frames()) {
    if (frame.kind === "gap") continue;
    const { ref, sequence } = frame;
    const known = spans.get(ref.uid) ?? { ref, frames: 0, firstSequence: sequence };
    spans.set(ref.uid, { ...known, frames: known.frames + 1, lastSequence: sequence });
  }
  return [...spans.values()];
}

/** All gaps of the session, in sequence. */
export async function gapsOf(reader: Pick<SessionReader, "summary" | "frames" | "gaps">): Promise<readonly GapFrame[]> {
  if (reader.gaps !== undefined) return reader.gaps();
  const gaps: GapFrame[] = [];
  if (reader.summary.gaps === 0) return gaps;
  for await (const frame of reader.frames()) if (frame.kind === "gap") gaps.push(frame);
  return gaps;
}
