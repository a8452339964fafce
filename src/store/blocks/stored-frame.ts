import { actorIn } from "../../model/actor.js";
import type { GapFrame, NewFrame, ObjectFrameOf } from "../../model/frame.js";
import { type ObjectRef, sameRef } from "../../model/kube-object.js";
import type { Revision } from "../../model/revision.js";
import type { ChangeType } from "../../model/watch-event.js";

/** What is stored of a frame, except its revision. */
export interface FrameFacts {
  readonly offsetMs: number;
  readonly observedAt: string;
  /** Type and flags of the change, in one byte: see below. */
  readonly type: number;
  /** Empty for a gap. */
  readonly resourceVersion: string;
  /** JSON: rare fields of an object frame; everything of a gap. */
  readonly detail: string | undefined;
}

/** A frame for a block. */
export interface StoredFrame extends FrameFacts {
  /** The number of the object in its session, from 1; 0 for a gap. */
  readonly object: number;
  /** The payload is a delta to the frame at this distance before it; 0: it is whole. */
  readonly baseDistance: number;
  readonly payload: Uint8Array;
}

/** The number of an incarnation in its session, and its reference. */
export interface NumberedObject {
  readonly number: number;
  readonly ref: ObjectRef;
}

export function storedGap(frame: Extract<NewFrame, { kind: "gap" }>): StoredFrame {
  return { ...factsOf(frame, undefined), object: 0, baseDistance: 0, payload: nothing };
}

const nothing = new Uint8Array();

/** `known`: the incarnation of the frame. */
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
/** Its revision was damaged in an old database. */
export const lostFlag = 64;

/** `differingRef`: the reference of the frame, if it differs from that of its incarnation. */
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
  const { actor, derived } = frame;
  const isRare = extra !== undefined || differingRef !== undefined || actor !== undefined || derived !== undefined;
  const detail = isRare ? JSON.stringify({ extra, ref: differingRef, actor, derived }) : undefined;
  return { offsetMs, observedAt, type, resourceVersion: frame.resourceVersion, detail };
}

export type WithoutRevision<F> = F extends { readonly revision: Revision } ? Omit<F, "revision"> : F;

/** Builds a frame from its facts. Calls `ref` and `revision` only for object frames. */
export function frameOf<R>(sequence: number, facts: FrameFacts, ref: () => ObjectRef, revision: () => R): ObjectFrameOf<R> | GapFrame {
  const { offsetMs, observedAt, resourceVersion } = facts;
  const detail: unknown = facts.detail === undefined ? noDetail : JSON.parse(facts.detail);
  if (facts.type === gapType) return { kind: "gap", sequence, offsetMs, observedAt, ...gapIn(detail) };
  const { extra, ref: differingRef, actor, derived } = detail as RareFields;
  if (differingRef !== undefined) requireFields(differingRef, ["uid", "apiVersion", "kind", "name"]);
  const frame: { -readonly [field in keyof ObjectFrameOf<R>]: ObjectFrameOf<R>[field] } = {
    kind: "object",
    sequence,
    offsetMs,
    observedAt,
    type: changeTypeOf(facts.type),
    ref: differingRef ?? ref(),
    resourceVersion,
    revision: revision(),
  };
  if (facts.type & initialFlag) frame.initial = true;
  if (facts.type & inferredFlag) frame.inferred = true;
  if (facts.type & repairedFlag) frame.repaired = true;
  if (facts.type & typeUnknownFlag) frame.typeUnknown = true;
  const known = actorIn(actor);
  if (known !== undefined) frame.actor = known;
  if (derived === true) frame.derived = true;
  if (extra !== undefined) frame.extra = extra;
  return frame;
}

/** The detail of an object frame. */
interface RareFields {
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly ref?: ObjectRef;
  readonly actor?: unknown;
  readonly derived?: unknown;
}

const noDetail = {};

/** What readers rely on. Throws `RangeError` where it is not there. */
function gapIn(detail: unknown): Omit<GapFrame, "kind" | "sequence" | "offsetMs" | "observedAt"> {
  requireFields(detail, ["stream", "reason"]);
  const gap = detail as Omit<GapFrame, "kind" | "sequence" | "offsetMs" | "observedAt">;
  for (const bound of [gap.from, gap.to]) {
    requireFields(bound, ["observedAt"]);
    if (!Number.isFinite(bound.offsetMs)) throw new RangeError("a gap without bounds");
  }
  if (gap.unchanged !== undefined && !Array.isArray(gap.unchanged)) throw new RangeError("unchanged is not a list");
  return gap;
}

function requireFields(value: unknown, names: readonly string[]): void {
  const fields = value as Readonly<Record<string, unknown>> | null | undefined;
  for (const name of names) if (typeof fields?.[name] !== "string") throw new RangeError(`${name} is missing`);
}

/** Throws `RangeError` for a gap. */
export function changeTypeOf(type: number): ChangeType {
  const found = types[type & 3];
  if (found === undefined) throw new RangeError(`not a change type: ${type}`);
  return found;
}
