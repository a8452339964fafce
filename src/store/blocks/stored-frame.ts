import type { Frame, GapFrame, NewFrame, ObjectFrame } from "../../model/frame.js";
import { type ObjectRef, sameRef } from "../../model/kube-object.js";
import type { Revision } from "../../model/revision.js";
import type { ChangeType } from "../../model/watch-event.js";

/** What the store keeps of a frame, its revision aside. */
export interface FrameFacts {
  readonly offsetMs: number;
  readonly observedAt: string;
  /** The change's type and flags, in one byte: see below. */
  readonly type: number;
  /** Empty for a gap. */
  readonly resourceVersion: string;
  /** JSON: what only few frames have; all of a gap. */
  readonly detail: string | undefined;
}

/** A frame on its way into a block. */
export interface StoredFrame extends FrameFacts {
  /** The object's number in its session, from 1; 0 for a gap. */
  readonly object: number;
  /** How many frames before this one the frame stands that the payload is a delta to; 0: it is whole. */
  readonly baseDistance: number;
  readonly payload: Uint8Array;
}

/** The number of an incarnation in its session, and what it is known by. */
export interface NumberedObject {
  readonly number: number;
  readonly ref: ObjectRef;
}

export function storedGap(frame: Extract<NewFrame, { kind: "gap" }>): StoredFrame {
  return { ...factsOf(frame, undefined), object: 0, baseDistance: 0, payload: nothing };
}

const nothing = new Uint8Array();

/** `known`: the incarnation that the frame is of. */
export function storedObject(
  frame: WithoutRevision<Extract<NewFrame, { kind: "object" }>>,
  { number, ref }: NumberedObject,
  { baseDistance, payload }: Pick<StoredFrame, "baseDistance" | "payload">,
): StoredFrame {
  const { offsetMs, observedAt, type, resourceVersion, detail } = factsOf(frame, sameRef(ref, frame.ref) ? undefined : frame.ref);
  return { offsetMs, observedAt, type, resourceVersion, detail, object: number, baseDistance, payload };
}

const types: readonly ChangeType[] = ["ADDED", "MODIFIED", "DELETED"];
const gapType = 3;
const initialFlag = 4;
const inferredFlag = 8;
const repairedFlag = 16;
const typeUnknownFlag = 32;
/** Its revision was damaged before it was moved into a block. */
export const lostFlag = 64;

/** `differingRef`: where the frame's reference is not what its incarnation is known by. */
function factsOf(frame: WithoutRevision<NewFrame>, differingRef: ObjectRef | undefined): FrameFacts {
  const { offsetMs, observedAt, extra } = frame;
  if (frame.kind === "gap") {
    const { kind: _, offsetMs: __, observedAt: ___, ...gap } = frame;
    return { offsetMs, observedAt, type: gapType, resourceVersion: "", detail: JSON.stringify(gap) };
  }
  const type =
    types.indexOf(frame.type) +
    (frame.initial ? initialFlag : 0) +
    (frame.inferred ? inferredFlag : 0) +
    (frame.repaired ? repairedFlag : 0) +
    (frame.typeUnknown ? typeUnknownFlag : 0);
  const detail = extra === undefined && differingRef === undefined ? undefined : JSON.stringify({ extra, ref: differingRef });
  return { offsetMs, observedAt, type, resourceVersion: frame.resourceVersion, detail };
}

export type WithoutRevision<F> = F extends { readonly revision: Revision } ? Omit<F, "revision"> : F;

/** The frame of these facts. `ref` and `revision` are asked for only for frames of objects. */
export function frameOf(sequence: number, facts: FrameFacts, ref: () => ObjectRef, revision: () => Revision): Frame {
  const base = { sequence, offsetMs: facts.offsetMs, observedAt: facts.observedAt };
  const detail: unknown = facts.detail === undefined ? {} : JSON.parse(facts.detail);
  if (facts.type === gapType) return { kind: "gap", ...base, ...(detail as Omit<GapFrame, "kind" | keyof typeof base>) };
  const { extra, ref: differingRef } = detail as { extra?: Record<string, unknown>; ref?: ObjectRef };
  const frame: { -readonly [field in keyof ObjectFrame]: ObjectFrame[field] } = {
    kind: "object",
    ...base,
    type: changeTypeOf(facts.type),
    ref: differingRef ?? ref(),
    resourceVersion: facts.resourceVersion,
    revision: revision(),
  };
  if (facts.type & initialFlag) frame.initial = true;
  if (facts.type & inferredFlag) frame.inferred = true;
  if (facts.type & repairedFlag) frame.repaired = true;
  if (facts.type & typeUnknownFlag) frame.typeUnknown = true;
  if (extra !== undefined) frame.extra = extra;
  return frame;
}

/** Throws `RangeError` for a gap. */
export function changeTypeOf(type: number): ChangeType {
  const found = types[type & 3];
  if (found === undefined) throw new RangeError(`no type of change: ${type}`);
  return found;
}
