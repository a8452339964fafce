import { KubespyError } from "../../errors.js";
import type { Frame, GapFrame, ObjectFrame } from "../../model/frame.js";
import { between, chosenBetween, lastOfEach, lastOfOne, spansOf } from "../../model/frame-search.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { LoopYielder } from "../../model/loop-yielder.js";
import { Revision } from "../../model/revision.js";
import type {
  FrameRange,
  FrameVisitor,
  Marker,
  ObjectAt,
  ObjectSpan,
  ReadOptions,
  SessionHeader,
  SessionReader,
  SessionSummary,
  VisitOptions,
} from "../../model/session.js";
import { fail, timeAfter } from "../fields.js";
import { BadLine } from "../format.js";
import type { EndLine } from "../session-lines.js";
import { FileRevisions, LentMemory } from "./file-revisions.js";
import type { FrameIndex } from "./frame-index.js";
import type { ReadBytes, ReadingPlatform, Spool } from "./platform.js";

/** What is known after all lines were read once. */
export interface RecordingContents {
  readonly header: SessionHeader;
  readonly index: FrameIndex;
  readonly markers: readonly Marker[];
  readonly end?: EndLine;
  readonly warnings: readonly string[];
}

const refsAtOnce = 256;
/** References that are not in the index are read again; so many of them are kept. */
const maxKeptRefs = 1024;
/** After so many lookups in the index, other work has its turn. */
const lookupsPerYield = 65_536;

/** Reads the frames of an opened recording file. */
export class RecordingReader implements SessionReader {
  readonly summary: SessionSummary;
  readonly warnings: readonly string[];
  readonly isCompleteWithoutFrames: boolean;
  readonly #contents: RecordingContents;
  readonly #spool: Spool;
  readonly #name: string;
  readonly #revisions: FileRevisions;
  readonly #nextTurn: ReadingPlatform["nextTurn"];
  /** Of `revisionBytes`. */
  #cursor: ReadBytes | undefined;
  readonly #keptRefs = new Map<number, ObjectRef>();

  constructor(contents: RecordingContents, spool: Spool, name: string, nextTurn: ReadingPlatform["nextTurn"]) {
    this.#contents = contents;
    this.#spool = spool;
    this.#name = name;
    this.#nextTurn = nextTurn;
    this.#revisions = new FileRevisions(contents.index, Date.parse(contents.header.startedAt));
    this.summary = summaryOf(contents);
    this.warnings = contents.warnings;
    this.isCompleteWithoutFrames = contents.index.length === 0 && contents.end?.frames === 0;
  }

  frames(range: ReadOptions = {}): AsyncIterable<Frame> {
    return this.#walk(range, 1);
  }

  framesBackward(range: FrameRange = {}): AsyncIterable<Frame> {
    return this.#walk(range, -1);
  }

  async visitFrames(visit: FrameVisitor, { signal, ...range }: VisitOptions = {}): Promise<void> {
    const read = this.#spool.cursor();
    const yielder = new LoopYielder(this.#nextTurn);
    const lent = new LentMemory();
    for (const at of this.#sequences(range, 1)) {
      if (signal?.aborted) return;
      const frame = at === undefined ? undefined : this.#frame(at, read, "now", lent);
      const pause = frame === undefined ? undefined : visit(frame);
      if (pause !== undefined) await pause;
      const turn = frame === undefined ? yielder.now() : yielder.step(sizeOf(frame));
      if (turn !== undefined) await turn;
    }
  }

  async lastFramesAt(sequence: number): Promise<readonly ObjectFrame[]> {
    const read = this.#spool.cursor();
    return this.#lastAt(sequence).map((at) => this.#objectFrame(at, read, "later"));
  }

  revisionBytes(sequence: number): Uint8Array {
    this.#cursor ??= this.#spool.cursor();
    const read = this.#cursor;
    return this.#withLine(sequence, () => {
      const line = this.#revisions.line(sequence, read);
      return line.kind === "object" ? this.#revisions.rebuiltAlone(sequence, line.content, read) : fail("it is not a frame of an object");
    });
  }

  async lastFrameOf(uid: Uid, sequence: number): Promise<ObjectFrame | undefined> {
    const { index } = this.#contents;
    const object = index.numberOf(uid);
    const at = object === undefined ? undefined : lastOfOne(index, object, this.#within(sequence));
    return at === undefined ? undefined : this.#objectFrame(at, this.#spool.cursor());
  }

  async lastSequenceBy(offsetMs: number): Promise<number> {
    return this.#contents.index.lastBy(offsetMs);
  }

  async firstFrameOf(uid: Uid): Promise<ObjectFrame | undefined> {
    const { index } = this.#contents;
    const object = index.numberOf(uid);
    return object === undefined ? undefined : this.#objectFrame(index.firstOf(object), this.#spool.cursor());
  }

  async *refs(): AsyncIterable<readonly ObjectRef[]> {
    const { index } = this.#contents;
    const refOf = this.#refs();
    for (let first = 1; first <= index.objects; first += refsAtOnce) {
      const page = Math.min(refsAtOnce, index.objects - first + 1);
      yield Array.from({ length: page }, (_, i) => refOf(index.firstOf(first + i)));
    }
  }

  async objectsAt(sequence: number): Promise<readonly ObjectAt[]> {
    const { index } = this.#contents;
    const refOf = this.#refs();
    return this.#lastAt(sequence).map((at) => ({ ref: refOf(at), sequence: at, type: index.typeOf(at) }));
  }

  async objectSpans(): Promise<readonly ObjectSpan[]> {
    const { index } = this.#contents;
    const refOf = this.#refs();
    return spansOf(index, index.length, index.objects).map((span) => ({ ref: refOf(span.firstSequence), ...span }));
  }

  async gaps(): Promise<readonly GapFrame[]> {
    const { index } = this.#contents;
    const read = this.#spool.cursor();
    const gaps: GapFrame[] = [];
    for (let at = 1; at <= index.length; at++) {
      const frame = index.objectOf(at) === 0 ? this.#frame(at, read) : undefined;
      if (frame?.kind === "gap") gaps.push(frame);
      if (at % lookupsPerYield === 0) await this.#nextTurn();
    }
    return gaps;
  }

  async markers(): Promise<readonly Marker[]> {
    return this.#contents.markers;
  }

  /** What it takes is the size of its file, which the reader of its bytes does not know. */
  async storedBytes(): Promise<undefined> {
    return undefined;
  }

  async close(): Promise<void> {
    this.#revisions.clear();
    await this.#spool.close();
  }

  async *#walk(range: ReadOptions, by: 1 | -1, when: "now" | "later" = range.revisions ?? "now"): AsyncIterable<Frame> {
    const read = this.#spool.cursor();
    const yielder = new LoopYielder(this.#nextTurn);
    for (const at of this.#sequences(range, by)) {
      const frame = at === undefined ? undefined : this.#frame(at, read, when);
      if (frame !== undefined) yield frame;
      const turn = frame === undefined ? yielder.now() : yielder.step(when === "later" ? 0 : sizeOf(frame));
      if (turn !== undefined) await turn;
    }
  }

  /** Forward or backward; undefined now and then where many frames of other objects are passed. */
  #sequences(range: FrameRange, by: 1 | -1): Iterable<number | undefined> {
    const { index } = this.#contents;
    const { first, last } = this.#boundsOf(range);
    const [from, to] = by === 1 ? [first, last] : [last, first];
    return range.uids === undefined ? between(from, to, by) : chosenBetween(index, chosenOf(index, range.uids), from, to, by);
  }

  #boundsOf({ fromSequence = 1, toSequence, fromOffsetMs, toOffsetMs }: FrameRange): { readonly first: number; readonly last: number } {
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

  /** The frame at a sequence that the index gives to an object. */
  #objectFrame(sequence: number, read: ReadBytes, when: "now" | "later" = "now"): ObjectFrame {
    const frame = this.#frame(sequence, read, when);
    if (frame.kind === "gap") throw new RangeError(`frame ${sequence} is a gap`);
    return frame;
  }

  /** `later`: its revision is built when it is used. */
  #frame(sequence: number, read: ReadBytes, when: "now" | "later" = "now", lent?: LentMemory): Frame {
    const loss = this.#contents.index.lossOf(sequence);
    if (loss !== undefined) return this.#lost(sequence, loss);
    return this.#withLine(sequence, () => {
      const line = this.#revisions.line(sequence, read);
      if (line.kind === "gap") return line;
      const { content, ...rest } = line;
      const ref = this.#contents.index.refOf(sequence, (frame) => this.#readRef(frame, read));
      const build = () => this.#withLine(sequence, () => this.#revisions.rebuilt(sequence, content, read, lent));
      const revision = when === "now" ? build() : new Revision(() => build().bytes);
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

  /** What a frame that cannot be read is in its place: we did not see what happened there. */
  #lost(sequence: number, loss: string): GapFrame {
    const { index, header } = this.#contents;
    const { lineNumber } = index.place(sequence);
    const offsetMs = index.offsetOf(sequence);
    const at = { offsetMs, observedAt: timeAfter(Date.parse(header.startedAt), offsetMs) };
    const reason = `line ${lineNumber} cannot be read: ${loss}`;
    return { kind: "gap", sequence, ...at, stream: "the recording file", reason, from: at, to: at, possibleLoss: true };
  }

  /** References of frames, with one cursor for those that are not in the index. */
  #refs(): (sequence: number) => ObjectRef {
    const read = this.#spool.cursor();
    return (sequence) => this.#contents.index.refOf(sequence, (frame) => this.#readRef(frame, read));
  }

  #readRef(sequence: number, read: ReadBytes): ObjectRef {
    const kept = this.#keptRefs.get(sequence);
    if (kept !== undefined) return kept;
    return this.#withLine(sequence, () => {
      const line = this.#revisions.line(sequence, read);
      const ref = line.kind === "object" && line.content.kind === "whole" ? line.content.ref : fail("ref is missing");
      if (this.#keptRefs.size >= maxKeptRefs) this.#keptRefs.clear();
      this.#keptRefs.set(sequence, ref);
      return ref;
    });
  }

  /** Adds the line of the frame to what cannot be read of it. */
  #withLine<T>(sequence: number, read: () => T): T {
    try {
      return read();
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

function sizeOf(frame: Frame): number {
  return frame.kind === "gap" ? 0 : frame.revision.byteLength;
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
