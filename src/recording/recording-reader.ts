import { setImmediate as nextTurn } from "node:timers/promises";
import { KubespyError } from "../errors.js";
import { applyDelta, type DeltaStep } from "../model/delta.js";
import type { Frame, GapFrame, ObjectFrame } from "../model/frame.js";
import { between, chosenBetween, lastOfEach, lastOfOne, spansOf } from "../model/frame-search.js";
import { HeldRevisions } from "../model/held-revisions.js";
import { nestsDeeperThan } from "../model/json-spans.js";
import type { ObjectRef, Uid } from "../model/kube-object.js";
import { Revision, type RevisionChange } from "../model/revision.js";
import type { FrameRange, Marker, ObjectAt, ObjectSpan, SessionHeader, SessionReader, SessionSummary } from "../model/session.js";
import { fail } from "./fields.js";
import { BadLine, maxNesting } from "./format.js";
import type { FrameIndex } from "./frame-index.js";
import { type Content, type FrameLine, parseFrame } from "./frame-line.js";
import type { EndLine } from "./session-lines.js";
import type { Spool } from "./spool.js";

/** What reading all lines once has told. */
export interface RecordingContents {
  readonly header: SessionHeader;
  readonly index: FrameIndex;
  readonly markers: readonly Marker[];
  readonly end?: EndLine;
  readonly warnings: readonly string[];
}

type ReadBytes = ReturnType<Spool["cursor"]>;

/** After so many frames read others have their turn. */
const turnFrames = 256;
const refsAtOnce = 256;

/** Reads the frames of an opened recording file. */
export class RecordingReader implements SessionReader {
  readonly summary: SessionSummary;
  readonly warnings: readonly string[];
  readonly #contents: RecordingContents;
  readonly #spool: Spool;
  readonly #name: string;
  readonly #startedAtMs: number;
  readonly #held = new HeldRevisions();
  /** By sequence: what deltas built on that was not the last of its object. Whoever wrote the file may have gone on from any earlier frame. */
  readonly #recent = new HeldRevisions(16 * 1024 * 1024);

  constructor(contents: RecordingContents, spool: Spool, name: string) {
    this.#contents = contents;
    this.#spool = spool;
    this.#name = name;
    this.#startedAtMs = Date.parse(contents.header.startedAt);
    this.summary = summaryOf(contents);
    this.warnings = contents.warnings;
  }

  async *frames(range: FrameRange = {}): AsyncIterable<Frame> {
    const { first, last } = this.#stretch(range);
    yield* this.#walk(first, last, 1, range.uids);
  }

  async *framesBackward(range: FrameRange = {}): AsyncIterable<Frame> {
    const { first, last } = this.#stretch(range);
    yield* this.#walk(last, first, -1, range.uids);
  }

  async lastFramesAt(sequence: number): Promise<readonly Frame[]> {
    const read = this.#spool.cursor();
    return this.#lastAt(sequence).map((at) => this.#frame(at, read, "later"));
  }

  async lastFrameOf(uid: Uid, sequence: number): Promise<Frame | undefined> {
    const { index } = this.#contents;
    const object = index.numberOf(uid);
    const at = object === undefined ? undefined : lastOfOne(index, object, this.#within(sequence));
    return at === undefined ? undefined : this.#frame(at, this.#spool.cursor());
  }

  async lastSequenceBy(offsetMs: number): Promise<number> {
    return this.#contents.index.lastBy(offsetMs);
  }

  async firstFrameOf(uid: Uid): Promise<Frame | undefined> {
    const { index } = this.#contents;
    const object = index.numberOf(uid);
    return object === undefined ? undefined : this.#frame(index.firstOf(object), this.#spool.cursor());
  }

  async *refs(): AsyncIterable<readonly ObjectRef[]> {
    const { index } = this.#contents;
    for (let first = 1; first <= index.objects; first += refsAtOnce) {
      const page = Math.min(refsAtOnce, index.objects - first + 1);
      yield Array.from({ length: page }, (_, i) => index.refOf(index.firstOf(first + i)));
    }
  }

  async objectsAt(sequence: number): Promise<readonly ObjectAt[]> {
    const { index } = this.#contents;
    return this.#lastAt(sequence).map((at) => ({ ref: index.refOf(at), sequence: at, type: index.typeOf(at) }));
  }

  async objectSpans(): Promise<readonly ObjectSpan[]> {
    const { index } = this.#contents;
    return spansOf(index, index.length, index.objects).map((span) => ({ ref: index.refOf(span.firstSequence), ...span }));
  }

  async gaps(): Promise<readonly GapFrame[]> {
    const { index } = this.#contents;
    const read = this.#spool.cursor();
    const gaps: GapFrame[] = [];
    for (let at = 1; at <= index.length; at++) {
      const frame = index.objectOf(at) === 0 ? this.#frame(at, read) : undefined;
      if (frame?.kind === "gap") gaps.push(frame);
    }
    return gaps;
  }

  async markers(): Promise<readonly Marker[]> {
    return this.#contents.markers;
  }

  async close(): Promise<void> {
    this.#held.clear();
    this.#recent.clear();
    await this.#spool.close();
  }

  async *#walk(from: number, to: number, by: 1 | -1, uids: readonly Uid[] | undefined): AsyncIterable<Frame> {
    const { index } = this.#contents;
    const read = this.#spool.cursor();
    let count = 0;
    for (const at of uids === undefined ? between(from, to, by) : chosenBetween(index, chosenOf(index, uids), from, to, by)) {
      if (at !== undefined) yield this.#frame(at, read);
      if (at === undefined || ++count % turnFrames === 0) await nextTurn();
    }
  }

  #stretch({ fromSequence = 1, toSequence, fromOffsetMs, toOffsetMs }: FrameRange): { readonly first: number; readonly last: number } {
    const { index } = this.#contents;
    const first = Math.max(1, Math.ceil(fromSequence), fromOffsetMs === undefined ? 1 : index.firstAt(fromOffsetMs));
    const last = Math.min(this.#within(toSequence ?? index.length), toOffsetMs === undefined ? index.length : index.lastBy(toOffsetMs));
    return { first, last };
  }

  #within(sequence: number): number {
    return Math.max(0, Math.min(this.#contents.index.length, Math.floor(sequence)));
  }

  #lastAt(sequence: number): readonly number[] {
    const { index } = this.#contents;
    const until = this.#within(sequence);
    return lastOfEach(index, until, index.appearedBy(until));
  }

  /** `later`: its revision is rebuilt when it is looked at. */
  #frame(sequence: number, read: ReadBytes, when: "now" | "later" = "now"): Frame {
    return this.#telling(sequence, () => {
      const line = this.#line(sequence, read);
      if (line.kind === "gap") return line;
      const { content, ...rest } = line;
      const ref = this.#contents.index.refOf(sequence);
      const bytes = () => this.#telling(sequence, () => this.#revision(sequence, content, read));
      const revision = when === "now" ? bytes() : new Revision(() => bytes().bytes);
      const { resourceVersion } = content;
      if (resourceVersion !== undefined) return { ...rest, ref, resourceVersion, revision } satisfies ObjectFrame;
      if (when === "now") return { ...rest, ref, resourceVersion: revision.head.resourceVersion, revision };
      return {
        ...rest,
        ref,
        get resourceVersion() {
          return revision.head.resourceVersion;
        },
        revision,
      };
    });
  }

  #line(sequence: number, read: ReadBytes): FrameLine {
    const { start, end } = this.#contents.index.place(sequence);
    const line = read(start, end);
    const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString("utf8");
    return parseFrame(JSON.parse(text), line, { sequence, startedAtMs: this.#startedAtMs });
  }

  /** Walks back to a revision that is whole or held, then forward again. */
  #revision(sequence: number, content: Content, read: ReadBytes): Revision {
    const deltas: (readonly (number | string)[])[] = [];
    const object = this.#contents.index.objectOf(sequence);
    let at = sequence;
    let told = content;
    let bytes = this.#heldAt(object, at);
    while (bytes === undefined && told.kind === "delta") {
      deltas.push(told.steps);
      at = told.base;
      bytes = this.#heldAt(object, at);
      if (bytes === undefined) told = contentOf(this.#line(at, read));
    }
    bytes ??= told.kind === "whole" ? Uint8Array.from(told.bytes) : fail("base is missing");
    const wasFar = deltas.length > 1;
    for (const steps of deltas.splice(1).reverse()) bytes = apply(bytes, steps);
    if (wasFar && content.kind === "delta") this.#recent.hold(content.base, content.base, bytes);
    const base = bytes;
    const [steps] = deltas;
    if (steps !== undefined) bytes = apply(base, steps);
    this.#held.hold(object, sequence, bytes);
    return checked(bytes, steps === undefined ? undefined : () => ({ base, steps: bytesOf(steps) }));
  }

  #heldAt(object: number, sequence: number): Uint8Array | undefined {
    return this.#held.of(object, sequence) ?? this.#recent.of(sequence, sequence);
  }

  /** What cannot be read of a frame is said with its line. */
  #telling<T>(sequence: number, tell: () => T): T {
    try {
      return tell();
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      const { lineNumber } = this.#contents.index.place(sequence);
      throw new KubespyError(`${this.#name}: line ${lineNumber}: ${error.message}`, {
        hint: `the ${sequence - 1} frames before it are readable; "kubespy import" keeps them`,
        cause: error,
      });
    }
  }
}

function chosenOf(index: FrameIndex, uids: readonly Uid[]): Uint8Array {
  const chosen = new Uint8Array(index.objects + 1);
  for (const uid of uids) {
    const object = index.numberOf(uid);
    if (object !== undefined) chosen[object] = 1;
  }
  return chosen;
}

function summaryOf({ header, index, end }: RecordingContents): SessionSummary {
  return {
    header,
    state: end?.state ?? "interrupted",
    ...(end?.end === undefined ? {} : { end: end.end }),
    frames: index.length,
    objects: index.objects,
    gaps: index.gaps,
    durationMs: end?.end?.offsetMs ?? index.lastOffsetMs,
  };
}

function contentOf(line: FrameLine): Content {
  return line.kind === "object" ? line.content : fail("base is no frame of an object");
}

function apply(base: Uint8Array, steps: readonly (number | string)[]): Uint8Array {
  return applyDelta(base, bytesOf(steps));
}

function bytesOf(steps: readonly (number | string)[]): readonly DeltaStep[] {
  return steps.map((step) => (typeof step === "number" ? step : Buffer.from(step)));
}

/** Everyone who reads frames relies on objects being objects. `change` is for whoever writes the frame on. */
function checked(bytes: Uint8Array, change?: () => RevisionChange): Revision {
  const revision = new Revision(bytes, undefined, change);
  // Going over the bytes for the head finds what is no JSON, and what is nested deeply, in less time than parsing it.
  if (revision.scan() !== undefined) return revision;
  if (nestsDeeperThan(bytes, maxNesting)) fail(`the object is nested more than ${maxNesting} deep`);
  try {
    revision.head;
  } catch {
    fail("the object is not JSON");
  }
  return revision;
}
