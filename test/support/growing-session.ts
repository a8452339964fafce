import type { Frame } from "../../src/model/frame.js";
import type { ObjectRef } from "../../src/model/kube-object.js";
import type { GrowingSessionReader, Marker, SessionEnd, SessionSummary } from "../../src/model/session.js";
import { InMemorySessionReader } from "./in-memory-session-reader.js";

/** How far a session has been recorded. */
interface Progress {
  readonly frames: number;
  readonly markers?: readonly Marker[];
  /** Present: the recording has ended; undefined: its recorder died. */
  readonly end?: SessionEnd | undefined;
  /** Why it cannot be read any longer. */
  readonly failure?: Error;
}

/** Frames in memory, recorded as far as the test says; readers see it when they refresh. Counts the frames that are read. */
export class GrowingSession implements GrowingSessionReader {
  readonly #frames: readonly Frame[];
  readonly #header: SessionSummary["header"] | undefined;
  #now: InMemorySessionReader;
  #next: Progress | undefined;
  framesRead = 0;

  constructor(frames: readonly Frame[], first: number, header?: SessionSummary["header"]) {
    this.#frames = frames;
    this.#header = header;
    this.#now = this.#upTo({ frames: first });
  }

  record(progress: Progress): void {
    this.#next = progress;
  }

  async refresh(): Promise<boolean> {
    if (this.#next === undefined) return false;
    if (this.#next.failure !== undefined) throw this.#next.failure;
    this.#now = this.#upTo(this.#next);
    this.#next = undefined;
    return true;
  }

  assertSameFile(): void {
    if (this.#next?.failure !== undefined) throw this.#next.failure;
  }

  #upTo(progress: Progress): InMemorySessionReader {
    const ended = !("end" in progress) ? undefined : progress.end === undefined ? "interrupted" : "ended";
    const { end } = progress;
    const frames = this.#frames.slice(0, progress.frames);
    return new InMemorySessionReader(frames, {
      ...(this.#header === undefined ? {} : { header: this.#header }),
      markers: progress.markers ?? [],
      summary: { state: ended ?? "recording", ...(end === undefined ? {} : { end, durationMs: end.offsetMs }) },
    });
  }

  get summary(): SessionSummary {
    return this.#now.summary;
  }

  async *refs(after = 0): AsyncIterable<readonly ObjectRef[]> {
    const all: ObjectRef[] = [];
    for await (const page of this.#now.refs()) for (const ref of page) all.push(ref);
    yield all.slice(after);
  }

  async *frames(...args: Parameters<GrowingSessionReader["frames"]>): AsyncIterable<Frame> {
    for await (const frame of this.#now.frames(...args)) {
      this.framesRead++;
      yield frame;
    }
  }

  async *framesBackward(...args: Parameters<GrowingSessionReader["framesBackward"]>): AsyncIterable<Frame> {
    for await (const frame of this.#now.framesBackward(...args)) {
      this.framesRead++;
      yield frame;
    }
  }

  visitFrames(...args: Parameters<GrowingSessionReader["visitFrames"]>) {
    return this.#now.visitFrames(...args);
  }

  lastFramesAt(sequence: number) {
    return this.#now.lastFramesAt(sequence);
  }

  revisionBytes(sequence: number) {
    return this.#now.revisionBytes(sequence);
  }

  lastFrameOf(...args: Parameters<GrowingSessionReader["lastFrameOf"]>) {
    return this.#now.lastFrameOf(...args);
  }

  firstFrameOf(...args: Parameters<GrowingSessionReader["firstFrameOf"]>) {
    return this.#now.firstFrameOf(...args);
  }

  objectsAt(sequence: number) {
    return this.#now.objectsAt(sequence);
  }

  lastSequenceBy(offsetMs: number) {
    return this.#now.lastSequenceBy(offsetMs);
  }

  objectSpans() {
    return this.#now.objectSpans();
  }

  gaps() {
    return this.#now.gaps();
  }

  markers() {
    return this.#now.markers();
  }

  storedBytes() {
    return this.#now.storedBytes();
  }

  close() {
    return this.#now.close();
  }
}
