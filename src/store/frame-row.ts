import type { Frame, GapFrame, NewFrame } from "../model/frame.js";
import type { ObjectRef } from "../model/kube-object.js";
import { Revision } from "../model/revision.js";
import type { ChangeType } from "../model/watch-event.js";

/** A row of `frames` without its payload. */
export interface FrameRow {
  readonly id: number;
  readonly object: number | null;
  readonly offset_ms: number;
  readonly observed_at: number | string;
  readonly type: number;
  readonly resource_version: string | null;
  readonly base: number | null;
  readonly detail: string | null;
}

/** Sequences are the lower 32 bits of a row's id, so a session holds at most some four billion frames. */
const perSession = 2 ** 32;

export function rowId(session: number, sequence: number): number {
  return session * perSession + sequence;
}

export function sequenceOf(rowId: number): number {
  return rowId % perSession;
}

const types: readonly ChangeType[] = ["ADDED", "MODIFIED", "DELETED"];
const gapType = 3;
const initialFlag = 4;
const inferredFlag = 8;
const repairedFlag = 16;
const typeUnknownFlag = 32;

/** What a row says of a frame beside its object, revision and place. */
export type RowFacts = Pick<FrameRow, "offset_ms" | "observed_at" | "type" | "resource_version" | "detail">;

/** `differingRef`: where the frame's reference is not what its incarnation is known by. */
export function factsOf(frame: NewFrame, differingRef: ObjectRef | undefined): RowFacts {
  const observed = { offset_ms: frame.offsetMs, observed_at: compactTime(frame.observedAt) };
  const { extra } = frame;
  if (frame.kind === "gap") {
    const { kind: _, offsetMs: __, observedAt: ___, ...gap } = frame;
    return { ...observed, type: gapType, resource_version: null, detail: JSON.stringify(gap) };
  }
  const type =
    types.indexOf(frame.type) +
    (frame.initial ? initialFlag : 0) +
    (frame.inferred ? inferredFlag : 0) +
    (frame.repaired ? repairedFlag : 0) +
    (frame.typeUnknown ? typeUnknownFlag : 0);
  const detail = extra === undefined && differingRef === undefined ? null : JSON.stringify({ extra, ref: differingRef });
  return { ...observed, type, resource_version: frame.resourceVersion, detail };
}

/** The frame of a row. `ref` and `revision` are asked for only for frames of objects. */
export function frameOf(row: FrameRow, ref: () => ObjectRef, revision: () => Uint8Array): Frame {
  const base = { sequence: sequenceOf(row.id), offsetMs: row.offset_ms, observedAt: fullTime(row.observed_at) };
  const detail: unknown = row.detail === null ? {} : JSON.parse(row.detail);
  if (row.type === gapType) return { kind: "gap", ...base, ...(detail as Omit<GapFrame, "kind" | keyof typeof base>) };
  const { extra, ref: differingRef } = detail as { extra?: Record<string, unknown>; ref?: ObjectRef };
  const type = types[row.type & 3];
  if (type === undefined) throw new RangeError(`unknown type ${row.type}`);
  return {
    kind: "object",
    ...base,
    type,
    ref: differingRef ?? ref(),
    resourceVersion: row.resource_version ?? "",
    revision: new Revision(revision()),
    ...(row.type & initialFlag ? { initial: true } : {}),
    ...(row.type & inferredFlag ? { inferred: true } : {}),
    ...(row.type & repairedFlag ? { repaired: true } : {}),
    ...(row.type & typeUnknownFlag ? { typeUnknown: true } : {}),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** Milliseconds where the text can be made of them again. */
function compactTime(text: string): number | string {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text ? ms : text;
}

function fullTime(stored: number | string): string {
  return typeof stored === "string" ? stored : new Date(stored).toISOString();
}
