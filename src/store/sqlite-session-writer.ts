import { KubespyError } from "../errors.js";
import type { NewFrame } from "../model/frame.js";
import type { Marker, SessionEnd, SessionHeader } from "../model/session.js";
import type { Close, CommitPort, CommitRequest, PackedFrame } from "./commit-port.js";
import { heartbeatMs } from "./recorder-identity.js";
import type { SessionWriter } from "./session-store.js";
import { storeFailure } from "./store-failure.js";

/** A frame waits at most so long before it is sent to be committed; the promise is 250 ms to the commit. */
const batchMs = 100;
const batchFrames = 512;
/** One transaction holds at most so many bytes of revisions: some hundred, enough to make a commit cheap. */
const requestBytes = 4 * 1024 * 1024;
/** What may wait for a stalled disk or a locked database before the store counts as lost. */
const waitingLimitBytes = 256 * 1024 * 1024;
/** Above this whoever appends should wait until half of it is written. */
const muchBytes = 16 * 1024 * 1024;
/** What a frame weighs beside its revision, about. */
const frameOverheadBytes = 512;

/** Waits until this request and all frames up to this sequence are committed. */
interface Waiter {
  readonly request: number;
  readonly sequence: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Numbers frames at once and sends them to the writing side in batches: one request is under way at a time, and what comes meanwhile
 * waits for the next. Nothing here touches the disk.
 */
export class SqliteSessionWriter implements SessionWriter {
  readonly name: string;
  readonly lost: Promise<Error>;
  readonly #port: CommitPort;
  readonly #path: string;
  readonly #heartbeat: NodeJS.Timeout;
  #header: SessionHeader;
  #headerChanged = false;
  #markers: Marker[] = [];
  #frames: NewFrame[] = [];
  #waitingBytes = 0;
  #close: Close | undefined;
  #sequence = 0;
  #committed = 0;
  /** How many requests were sent. */
  #requests = 0;
  #waiters: Waiter[] = [];
  #relief: (() => void)[] = [];
  #underWay = false;
  #timer: NodeJS.Timeout | undefined;
  #failure: Error | undefined;
  #lose: (error: Error) => void = () => {};

  constructor(options: { readonly header: SessionHeader; readonly port: CommitPort; readonly path: string }) {
    this.name = options.header.name;
    this.#header = options.header;
    this.#port = options.port;
    this.#path = options.path;
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
    this.#heartbeat = setInterval(() => void this.flush().catch(() => {}), heartbeatMs).unref();
  }

  get committed(): number {
    return this.#committed;
  }

  append(frame: NewFrame): number {
    this.#sequence++;
    if (this.#failure !== undefined || this.#close !== undefined) return this.#sequence;
    this.#frames.push(frame);
    this.#waitingBytes += weightOf(frame);
    if (this.#waitingBytes > waitingLimitBytes) this.#fail(this.#stalled());
    else if (this.#frames.length >= batchFrames) this.#send();
    else this.#sendSoon();
    return this.#sequence;
  }

  relieved(): Promise<void> | undefined {
    if (this.#waitingBytes <= muchBytes || this.#failure !== undefined) return undefined;
    return new Promise((resolve) => this.#relief.push(resolve));
  }

  flush(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      // What waits now goes with the next request, which is the one after that under way.
      this.#waiters.push({ request: this.#requests + 1, sequence: this.#sequence, resolve, reject });
      this.#send();
    });
  }

  updateHeader(change: Parameters<SessionWriter["updateHeader"]>[0]): void {
    this.#header = { ...this.#header, ...change };
    this.#headerChanged = true;
    this.#sendSoon();
  }

  addMarker(marker: Marker): void {
    this.#markers.push(marker);
    this.#sendSoon();
  }

  end(end: SessionEnd): Promise<void> {
    return this.#finish({ kind: "ended", end });
  }

  abandon(): Promise<void> {
    return this.#finish({ kind: "interrupted" });
  }

  async discard(): Promise<void> {
    this.#frames = [];
    this.#sequence = this.#committed;
    await this.#finish({ kind: "discarded" });
  }

  async #finish(close: Close): Promise<void> {
    while (this.#frames.length > 0 && this.#failure === undefined) await this.flush();
    this.#close = close;
    clearInterval(this.#heartbeat);
    try {
      await this.flush();
    } finally {
      await this.#port.close();
    }
  }

  #sendSoon(): void {
    if (this.#failure === undefined && this.#close === undefined) this.#timer ??= setTimeout(() => this.#send(), batchMs);
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#underWay || this.#failure !== undefined) return;
    this.#underWay = true;
    const request = this.#nextRequest();
    const number = ++this.#requests;
    // Weighed now: the bytes are handed over to the writing thread, and are of length 0 here from then on.
    const weightBytes = request.bytes.length + request.frames.length * frameOverheadBytes;
    this.#port.commit(request).then(
      () => this.#done(number, request, weightBytes),
      (error) => this.#fail(storeFailure(error, this.#path)),
    );
  }

  #done(number: number, request: CommitRequest, weightBytes: number): void {
    this.#underWay = false;
    this.#committed += request.frames.length;
    this.#waitingBytes -= weightBytes;
    if (this.#waitingBytes <= muchBytes / 2) this.#relieve();
    const settled = this.#waiters.filter((waiter) => waiter.request <= number && waiter.sequence <= this.#committed);
    this.#waiters = this.#waiters.filter((waiter) => !settled.includes(waiter));
    for (const waiter of settled) waiter.resolve();
    if (this.#waiters.length > 0 || this.#frames.length >= batchFrames) this.#send();
    else if (this.#frames.length > 0) this.#sendSoon();
  }

  #nextRequest(): CommitRequest {
    const frames = this.#takeFrames();
    const markers = this.#markers;
    const header = this.#headerChanged ? this.#header : undefined;
    this.#markers = [];
    this.#headerChanged = false;
    const close = this.#frames.length === 0 ? this.#close : undefined;
    return { ...pack(frames), markers, ...(header === undefined ? {} : { header }), ...(close === undefined ? {} : { close }) };
  }

  #takeFrames(): readonly NewFrame[] {
    let count = 0;
    for (let bytes = 0; count < this.#frames.length && bytes < requestBytes; count++) bytes += weightOf(this.#frames[count]);
    return this.#frames.splice(0, count);
  }

  #relieve(): void {
    for (const resolve of this.#relief) resolve();
    this.#relief = [];
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#frames = [];
    clearTimeout(this.#timer);
    clearInterval(this.#heartbeat);
    for (const waiter of this.#waiters) waiter.reject(error);
    this.#waiters = [];
    this.#relieve();
    void this.#port.close();
    this.#lose(error);
  }

  #stalled(): Error {
    return new KubespyError(`${this.#path} takes nothing any more: ${waitingLimitBytes / 1024 / 1024} MiB wait to be written`, {
      hint: "look at the disk, and for a program that locks the database",
    });
  }
}

function weightOf(frame: NewFrame | undefined): number {
  return frameOverheadBytes + (frame?.kind === "object" ? frame.revision.bytes.length : 0);
}

/** Copies the revisions into one piece of memory that can be handed over to another thread. */
function pack(frames: readonly NewFrame[]): Pick<CommitRequest, "frames" | "bytes"> {
  const bytes = new Uint8Array(frames.reduce((sum, frame) => sum + weightOf(frame) - frameOverheadBytes, 0));
  let at = 0;
  const packed = frames.map((frame): PackedFrame => {
    if (frame.kind === "gap") return frame;
    const { revision, ...rest } = frame;
    bytes.set(revision.bytes, at);
    at += revision.bytes.length;
    return { ...rest, byteLength: revision.bytes.length };
  });
  return { frames: packed, bytes };
}
