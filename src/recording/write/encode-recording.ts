import { isUtf8 } from "node:buffer";
import { isDeepStrictEqual } from "node:util";
import { MatchTable, makeDelta } from "../../json/json.js";
import type { Frame, GapFrame, ObjectFrame } from "../../model/frame.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import type { Revision } from "../../model/revision.js";
import type { Marker, SessionReader } from "../../model/session.js";
import { keyframeEvery, maxDeltaRevisionBytes } from "../format.js";
import { frameFields, frameStart } from "../frame-line.js";
import { endLine, headerLine, markerLine } from "../session-lines.js";
import { GzipReach } from "./gzip-reach.js";

/** Lines are gathered to chunks of this many bytes. */
const chunkBytes = 64 * 1024;
const chunkLines = 64;

export interface EncodeOptions {
  /** What could not be written, one line each. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

/** What is written of a session. */
type WrittenSession = Pick<SessionReader, "summary" | "markers" | "frames">;

/**
 * The recording file of a session, not yet compressed, in chunks of whole lines; it is never in memory as a whole. A frame that no reader would read,
 * because it is beyond a limit of the format, becomes a gap.
 */
export async function* encodeRecording(session: WrittenSession, options: EncodeOptions = {}): AsyncIterable<Uint8Array> {
  let pending: Uint8Array[] = [];
  let size = 0;
  for await (const line of recordingLines(session, options)) {
    size += line.length;
    // Small lines may stand for much work: who writes must see a signal meanwhile.
    if (pending.push(line) < chunkLines && size < chunkBytes) continue;
    yield Buffer.concat(pending);
    pending = [];
    size = 0;
  }
  yield Buffer.concat(pending);
}

async function* recordingLines(session: WrittenSession, options: EncodeOptions): AsyncIterable<Uint8Array> {
  const { header, state, end } = session.summary;
  yield textLine(headerLine(header));
  const markers = [...(await session.markers())].sort((a, b) => a.offsetMs - b.offsetMs);
  const encoder = new FrameEncoder(Date.parse(header.startedAt), options);
  let frames = 0;
  for await (const frame of session.frames()) {
    yield* markersUntil(markers, frame.offsetMs);
    yield encoder.encode(frame);
    frames++;
  }
  yield* markersUntil(markers, Number.POSITIVE_INFINITY);
  const ending = { state: state === "ended" ? "ended" : "interrupted", frames, ...(end === undefined ? {} : { end }) } as const;
  yield textLine(endLine(ending, header.startedAt));
}

/** Takes those before this offset from the front. */
function* markersUntil(markers: Marker[], offsetMs: number): Iterable<Uint8Array> {
  for (let first = markers[0]; first !== undefined && first.offsetMs < offsetMs; first = markers[0]) {
    yield textLine(markerLine(first));
    markers.shift();
  }
}

/** The revision that the next delta of an incarnation builds on. */
interface Base {
  readonly sequence: number;
  readonly ref: ObjectRef;
  readonly bytes: Uint8Array;
  readonly sinceWhole: number;
}

/** Makes lines of frames with their whole objects, each of which can be read alone. `startedAt`: of the session's header. */
export function wholeFrameLines(startedAt: string): (frame: Frame) => Uint8Array {
  const encoder = new FrameEncoder(Date.parse(startedAt), {});
  return (frame) => encoder.encodeWhole(frame);
}

/**
 * Turns frames into lines: whole at first, then as deltas. Keeps the last revisions of as many incarnations as fit into `maxBaseBytes`; one that was
 * dropped is written whole again.
 */
class FrameEncoder {
  readonly #startedAtMs: number;
  readonly #options: EncodeOptions;
  readonly #bases = new Map<Uid, Base>();
  #heldBytes = 0;
  readonly #reach = new GzipReach();
  readonly #matches = new MatchTable();

  constructor(startedAtMs: number, options: EncodeOptions) {
    this.#startedAtMs = startedAtMs;
    this.#options = options;
  }

  encode(frame: Frame): Uint8Array {
    const line = frame.kind === "gap" ? this.#gap(frame) : this.#object(frame);
    this.#reach.push(line);
    return line;
  }

  /** As the first of its object. */
  encodeWhole(frame: Frame): Uint8Array {
    if (frame.kind === "gap") return this.#gap(frame);
    const { excess } = frame.revision;
    return excess === undefined ? this.#whole(frame) : this.#leftOut(frame, excess);
  }

  #object(frame: ObjectFrame): Uint8Array {
    const { excess } = frame.revision;
    if (excess !== undefined) return this.#leftOut(frame, excess);
    const base = this.#bases.get(frame.ref.uid);
    const delta = base === undefined ? undefined : this.#delta(frame, base);
    if (delta === undefined || base === undefined || this.#reach.prefers(() => this.#whole(frame), delta)) {
      this.#remember(frame, 0);
      return this.#whole(frame);
    }
    this.#remember(frame, base.sinceWhole + 1);
    return delta;
  }

  /** It is no base of a delta either. */
  #leftOut({ sequence, offsetMs, observedAt, type, ref }: ObjectFrame, excess: string): Uint8Array {
    const what = `frame ${sequence} (${type} ${ref.kind}/${ref.name}) was not exported: ${excess}`;
    this.#options.onWarning?.(what);
    const at = { offsetMs, observedAt };
    return this.#gap({ kind: "gap", sequence, ...at, stream: "the exported session", reason: what, from: at, to: at, possibleLoss: true });
  }

  #gap(frame: GapFrame): Uint8Array {
    const { kind: _, sequence: __, offsetMs: ___, observedAt: ____, extra, ...known } = frame;
    return textLine(
      JSON.stringify({ ...frameStart(frame, "GAP", this.#startedAtMs), ...known, ...unknownOf(extra, ["actor", "derived"]) }),
    );
  }

  #whole(frame: ObjectFrame): Uint8Array {
    const start = this.#start(frame);
    const { bytes } = frame.revision;
    if (!fitsInLine(frame.revision)) {
      const base64 = Buffer.from(bytes).toString("base64");
      return textLine(JSON.stringify({ ...start, resourceVersion: frame.resourceVersion, ref: frame.ref, base64 }));
    }
    const ref = isDeepStrictEqual(frame.revision.head.ref, frame.ref) ? undefined : frame.ref;
    const head = JSON.stringify({ ...start, resourceVersion: differingVersion(frame), ref });
    return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"object":`), bytes, lineEnd]);
  }

  /** Undefined where a delta saves little, or the bytes are not UTF-8. */
  #delta(frame: ObjectFrame, base: Base): Uint8Array | undefined {
    const { bytes } = frame.revision;
    if (bytes.length > maxDeltaRevisionBytes || base.sinceWhole + 1 >= keyframeEvery || !isSame(frame.ref, base.ref)) return undefined;
    if (!isUtf8(bytes) || !isUtf8(base.bytes)) return undefined;
    const known = frame.revision.change?.();
    const steps = known?.base === base.sequence ? known.steps : makeDelta(base.bytes, bytes, this.#matches);
    const inserted = steps.reduce<number>((sum, step) => sum + (typeof step === "number" ? 5 : step.length + 3), 0);
    if (inserted > bytes.length * 0.7) return undefined;
    // A text that splits a character could not be read back unchanged.
    if (!steps.every((step) => typeof step === "number" || isUtf8(step))) return undefined;
    const delta = steps.map((step) => (typeof step === "number" ? step : viewOf(step).toString("utf8")));
    return textLine(JSON.stringify({ ...this.#start(frame), resourceVersion: differingVersion(frame), base: base.sequence, delta }));
  }

  #start(frame: ObjectFrame): Record<string, unknown> {
    const { type, initial, inferred, repaired, typeUnknown, derived, actor, extra } = frame;
    const known = { initial, inferred, repaired, typeUnknown, derived, actor };
    return { ...frameStart(frame, type, this.#startedAtMs), ...known, ...unknownOf(extra, known.actor === undefined ? ["actor"] : []) };
  }

  #remember(frame: ObjectFrame, sinceWhole: number): void {
    const { uid } = frame.ref;
    const known = this.#bases.get(uid);
    this.#heldBytes += frame.revision.bytes.length - (known?.bytes.length ?? -baseBytes);
    this.#bases.delete(uid);
    this.#bases.set(uid, { sequence: frame.sequence, ref: frame.ref, bytes: frame.revision.bytes, sinceWhole });
    for (const [oldest, { bytes }] of this.#bases) {
      if (this.#heldBytes <= maxBaseBytes) return;
      this.#bases.delete(oldest);
      this.#heldBytes -= bytes.length + baseBytes;
    }
  }
}

const maxBaseBytes = 96 * 1024 * 1024;
/** What a base takes beside its bytes: small objects are mostly that. */
const baseBytes = 1024;
const lineEnd = Buffer.from("}\n");

/** Whether these bytes, written into a line unchanged, are read back unchanged. */
function fitsInLine(revision: Revision): boolean {
  const { bytes } = revision;
  if (bytes[0] !== 0x7b || bytes.at(-1) !== 0x7d || bytes.includes(0x0a) || bytes.includes(0x0d) || !isUtf8(bytes)) return false;
  if (revision.scan() !== undefined) return true;
  try {
    JSON.parse(viewOf(bytes).toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

/** The frame's resourceVersion, where it is not that of its object. */
function differingVersion({ revision, resourceVersion }: ObjectFrame): string | undefined {
  return revision.hasVersion(resourceVersion) ? undefined : resourceVersion;
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function isSame(a: ObjectRef, b: ObjectRef): boolean {
  return a === b || isDeepStrictEqual(a, b);
}

/** Extra fields never replace known ones. `also`: known fields that the frame lacks, and that a reader left with the extra ones. */
function unknownOf(extra: Frame["extra"], also: readonly string[] = []): object | undefined {
  if (extra === undefined) return undefined;
  return Object.fromEntries(Object.entries(extra).filter(([name]) => !frameFields.has(name) || also.includes(name)));
}

function textLine(text: string): Uint8Array {
  return Buffer.from(`${text}\n`);
}
