import { KubespyError } from "../../../errors.js";
import type { Frame, ObjectFrame } from "../../../model/frame.js";
import type { ObjectRef, Uid } from "../../../model/kube-object.js";
import type { FrameRange, ObjectAt, SessionSummary } from "../../../model/session.js";
import type { ChangeType } from "../../../model/watch-event.js";
import type { FramesEnd } from "../../file/session-snapshot.js";
import type { StepSource } from "../steps/step-passes.js";
import { type AskServer, frameOfLine, jsonOf, linesOf } from "./answer-lines.js";
import { type FrameWindow, FrameWindows, windowFrames } from "./frame-windows.js";

/** Reads a session by ranges from the server that serves the page. */
export class RemoteSource implements StepSource {
  #summary: SessionSummary;
  readonly #ask: AskServer;
  readonly #windows = new FrameWindows();
  /** By the first sequence of their window: what is being asked for. */
  readonly #reading = new Map<number, Promise<void>>();

  constructor(summary: SessionSummary, ask: AskServer) {
    this.#summary = summary;
    this.#ask = ask;
  }

  get summary(): SessionSummary {
    return this.#summary;
  }

  grow(summary: SessionSummary): void {
    this.#summary = summary;
  }

  async *frames(range: FrameRange = {}): AsyncIterable<Frame> {
    const { from, to } = this.#boundsOf(range);
    const { uids } = range;
    if (uids === undefined || uids.length > maxAskedUids) yield* chosenOf(uids, this.#neighbours(from, to, 1));
    else yield* this.#framesOf(uids, from, to);
  }

  async *framesBackward(range: FrameRange = {}): AsyncIterable<Frame> {
    const { from, to } = this.#boundsOf(range);
    const { uids } = range;
    if (uids === undefined || uids.length > maxAskedUids) yield* chosenOf(uids, this.#neighbours(to, from, -1));
    else yield* this.#framesOf(uids, from, to, "&backward=1");
  }

  async lastFrameOf(uid: Uid, sequence: number): Promise<ObjectFrame | undefined> {
    const by = Math.min(Math.floor(sequence), this.summary.frames);
    if (by < 1) return undefined;
    for (const window of [this.#windows.get(by), this.#windows.get(by + 1)]) {
      const found = window === undefined ? "unknown" : window.lastOf(uid, by);
      if (found !== "unknown") return found;
    }
    const frames: Frame[] = [];
    await this.#read(`/last?uid=${encodeURIComponent(uid)}&by=${by}`, (frame) => frames.push(frame));
    const [frame] = frames;
    return frame?.kind === "object" ? frame : undefined;
  }

  async objectsAt(sequence: number): Promise<readonly ObjectAt[]> {
    const objects: ObjectAt[] = [];
    let isComplete = false;
    for await (const line of linesOf(await this.#ask(`/world?by=${Math.max(0, Math.min(Math.floor(sequence), this.summary.frames))}`))) {
      const value = jsonOf(line);
      isComplete = !Array.isArray(value);
      if (isComplete) continue;
      const [at, type, ref, isKubeEvent] = value as [number, ChangeType, ObjectRef, boolean];
      objects.push({ sequence: at, type, ref, isKubeEvent });
    }
    return isComplete ? objects : cutShort();
  }

  async lastSequenceBy(offsetMs: number): Promise<number> {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of await this.#ask(`/at?ms=${offsetMs}`)) text += decoder.decode(chunk, { stream: true });
    return (JSON.parse(text) as { sequence: number }).sequence;
  }

  async *#neighbours(from: number, to: number, by: 1 | -1): AsyncGenerator<Frame> {
    for (let sequence = from; (to - sequence) * by >= 0; sequence += by) yield await this.#frame(sequence);
  }

  async #frame(sequence: number): Promise<Frame> {
    const window = this.#windows.use(sequence);
    while (window.last < sequence) await this.#fill(window);
    return window.get(sequence) as Frame;
  }

  /** Reads what the session has of a window by now; what many wait for is asked for once. */
  async #fill(window: FrameWindow): Promise<void> {
    const reading = this.#reading.get(window.first) ?? this.#readWindow(window).finally(() => this.#reading.delete(window.first));
    this.#reading.set(window.first, reading);
    await reading;
  }

  async #readWindow(window: FrameWindow): Promise<void> {
    const to = Math.min(window.first + windowFrames - 1, this.summary.frames);
    const from = window.last + 1;
    await this.#read(`/frames?from=${from}&to=${to}&before=1`, (frame) => window.add(frame));
    if (window.last < from) throw new KubespyError(`frame ${from} cannot be read: the server does not have it`);
  }

  async *#framesOf(uids: readonly Uid[], from: number, to: number, more = ""): AsyncGenerator<Frame> {
    const chosen = uids.map((uid) => `&uid=${encodeURIComponent(uid)}`).join("");
    const isBackward = more !== "";
    let bounds: { readonly from: number; readonly to: number } | undefined = { from, to };
    while (bounds !== undefined && bounds.from <= bounds.to) {
      const frames: Frame[] = [];
      const { next }: FramesEnd = await this.#read(`/frames?from=${bounds.from}&to=${bounds.to}${chosen}${more}`, (frame) =>
        frames.push(frame),
      );
      yield* frames;
      bounds = next === undefined ? undefined : isBackward ? { from, to: next } : { from: next, to };
    }
  }

  /** Reads an answer to its end, so that the connection can be used again. */
  async #read(path: string, take: (frame: Frame) => void): Promise<FramesEnd> {
    let end: FramesEnd | undefined;
    for await (const line of linesOf(await this.#ask(path))) {
      const frame = frameOfLine(line, this.summary.header.startedAt);
      if (frame === undefined) end = jsonOf(line) as FramesEnd;
      else take(frame);
    }
    return end ?? cutShort();
  }

  /** Of ranges of the time nothing is asked for here. */
  #boundsOf({ fromSequence = 1, toSequence = this.summary.frames }: FrameRange): { readonly from: number; readonly to: number } {
    return { from: Math.max(1, Math.ceil(fromSequence)), to: Math.min(this.summary.frames, Math.floor(toSequence)) };
  }
}

/** More would not fit into the address of a request. */
const maxAskedUids = 100;

async function* chosenOf(uids: readonly Uid[] | undefined, frames: AsyncIterable<Frame>): AsyncGenerator<Frame> {
  const chosen = uids === undefined ? undefined : new Set(uids);
  for await (const frame of frames) if (chosen === undefined || (frame.kind === "object" && chosen.has(frame.ref.uid))) yield frame;
}

function cutShort(): never {
  throw new Error("the answer was cut short");
}
