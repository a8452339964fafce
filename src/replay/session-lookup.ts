import type { Frame, GapFrame, ObjectFrame } from "../model/frame.js";
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

/** Who each incarnation of the session is, in the order of appearance, in pages. */
export async function* refPages(reader: Pick<SessionReader, "frames" | "objectSpans" | "refs">): AsyncIterable<readonly ObjectRef[]> {
  if (reader.refs !== undefined) yield* reader.refs();
  else yield (await objectSpans(reader)).map(({ ref }) => ref);
}

/** The first frame of one incarnation. */
export async function firstFrameOf(reader: Pick<SessionReader, "frames" | "firstFrameOf">, uid: Uid): Promise<ObjectFrame | undefined> {
  if (reader.firstFrameOf !== undefined) return objectFrameOf(await reader.firstFrameOf(uid));
  for await (const frame of reader.frames({ uids: [uid] })) if (frame.kind === "object" && frame.ref.uid === uid) return frame;
  return undefined;
}

function objectFrameOf(frame: Frame | undefined): ObjectFrame | undefined {
  return frame?.kind === "object" ? frame : undefined;
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
