import { KubespyError } from "../errors.js";
import { type NewFrame, unrecordableStream } from "../model/frame.js";
import type { Marker, SessionEnd, SessionHeader } from "../model/session.js";
import { FrameBatch, FrameEncoder } from "./blocks/frame-encoder.js";
import type { Close, CommitPort, CommitRequest } from "./commit-port.js";
import { heartbeatMs } from "./recorder-identity.js";
import type { SessionWriter, SessionWriterOptions } from "./session-store.js";

/** Maximum wait of a frame before it is sent to the writer side; it must be committed within 250 ms. */
const batchMs = 100;
const batchFrames = 512;
/** Limit for the queue while the disk is stalled or the database is locked. Beyond it the store counts as lost. */
const maxQueuedBytes = 256 * 1024 * 1024;
/** Above this, callers should wait until half of it is written. */
const backpressureBytes = 16 * 1024 * 1024;

/** A frame that no recording could hold becomes a gap, which says so. */
function storable(frame: NewFrame): NewFrame {
  const excess = frame.kind === "object" ? frame.revision.excess : undefined;
  if (frame.kind === "gap" || excess === undefined) return frame;
  const at = { offsetMs: frame.offsetMs, observedAt: frame.observedAt };
  const reason = `${frame.type} of ${frame.ref.kind}/${frame.ref.name} was not recorded: ${excess}`;
  return { kind: "gap", ...at, stream: unrecordableStream, reason, from: at, to: at, possibleLoss: true };
}

/** A caller that waits until this request and all frames up to this sequence are committed. */
interface Waiter {
  readonly request: number;
  readonly sequence: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Numbers frames at once and sends them to the writer side in batches. One request is in flight at a time; frames that arrive meanwhile
 * wait for the next one. Never accesses the disk.
 */
export class BatchingSessionWriter implements SessionWriter {
  readonly name: string;
  readonly lost: Promise<Error>;
  readonly #port: CommitPort;
  readonly #location: string;
  readonly #heartbeat: NodeJS.Timeout;
  #header: SessionHeader;
  #headerChanged = false;
  #markers: Marker[] = [];
  readonly #encoder: FrameEncoder;
  /** The queue: one future request per batch; the last batch grows. */
  #batches: FrameBatch[] = [];
  #queuedFrames = 0;
  #queuedBytes = 0;
  #close: Close | undefined;
  #sequence = 0;
  #committed = 0;
  /** How many requests were sent. */
  #requests = 0;
  #waiters: Waiter[] = [];
  #backpressureWaiters: (() => void)[] = [];
  #underWay = false;
  #timer: NodeJS.Timeout | undefined;
  #failure: Error | undefined;
  #lose: (error: Error) => void = () => {};

  /** `location`: the store, for messages. */
  constructor(
    options: { readonly header: SessionHeader; readonly port: CommitPort; readonly location: string },
    { maxHeldBytes }: SessionWriterOptions = {},
  ) {
    this.#encoder = new FrameEncoder(maxHeldBytes);
    this.name = options.header.name;
    this.#header = options.header;
    this.#port = options.port;
    this.#location = options.location;
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
    this.#queuedBytes += this.#openBatch().add(this.#sequence, storable(frame), this.#encoder);
    this.#queuedFrames++;
    if (this.#queuedBytes > maxQueuedBytes) this.#fail(this.#stalledError());
    else if (this.#queuedFrames >= batchFrames) this.#send();
    else this.#sendSoon();
    return this.#sequence;
  }

  backpressure(): Promise<void> | undefined {
    if (this.#queuedBytes <= backpressureBytes || this.#failure !== undefined) return undefined;
    return new Promise((resolve) => this.#backpressureWaiters.push(resolve));
  }

  flush(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      // Queued frames go with the next request, the one after the request in flight.
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
    this.#dropQueue();
    this.#sequence = this.#committed;
    await this.#finish({ kind: "discarded" });
  }

  async #finish(close: Close): Promise<void> {
    while (this.#queuedFrames > 0 && this.#failure === undefined) await this.flush();
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
    const batch = this.#batches.shift() ?? new FrameBatch();
    const { weightBytes } = batch;
    this.#queuedFrames -= batch.frames.length;
    const number = ++this.#requests;
    this.#port.commit(this.#requestFor(batch)).then(
      () => this.#done(number, batch.frames.length, weightBytes),
      (error) => this.#fail(error),
    );
  }

  #done(number: number, frames: number, weightBytes: number): void {
    this.#underWay = false;
    this.#committed += frames;
    this.#queuedBytes -= weightBytes;
    if (this.#queuedBytes <= backpressureBytes / 2) this.#releaseBackpressure();
    const settled = this.#waiters.filter((waiter) => waiter.request <= number && waiter.sequence <= this.#committed);
    this.#waiters = this.#waiters.filter((waiter) => !settled.includes(waiter));
    for (const waiter of settled) waiter.resolve();
    if (this.#waiters.length > 0 || this.#queuedFrames >= batchFrames) this.#send();
    else if (this.#queuedFrames > 0) this.#sendSoon();
  }

  #openBatch(): FrameBatch {
    const last = this.#batches.at(-1);
    if (last !== undefined && !last.isFull) return last;
    const batch = new FrameBatch();
    this.#batches.push(batch);
    return batch;
  }

  #dropQueue(): void {
    this.#batches = [];
    this.#queuedFrames = 0;
  }

  #requestFor(batch: FrameBatch): CommitRequest {
    const markers = this.#markers;
    const header = this.#headerChanged ? this.#header : undefined;
    this.#markers = [];
    this.#headerChanged = false;
    const close = this.#queuedFrames === 0 ? this.#close : undefined;
    const bytes = batch.takeBytes();
    return { frames: batch.frames, bytes, markers, ...(header === undefined ? {} : { header }), ...(close === undefined ? {} : { close }) };
  }

  #releaseBackpressure(): void {
    for (const resolve of this.#backpressureWaiters) resolve();
    this.#backpressureWaiters = [];
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#dropQueue();
    clearTimeout(this.#timer);
    clearInterval(this.#heartbeat);
    for (const waiter of this.#waiters) waiter.reject(error);
    this.#waiters = [];
    this.#releaseBackpressure();
    void this.#port.close();
    this.#lose(error);
  }

  #stalledError(): Error {
    return new KubespyError(`cannot write to ${this.#location}: ${maxQueuedBytes / 1024 / 1024} MiB queued`, {
      hint: "check the disk, and whether another program locks the database",
    });
  }
}
