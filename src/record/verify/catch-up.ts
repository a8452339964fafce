import { setMaxListeners } from "node:events";
import type { CollectionRequest } from "../../cluster/cluster-reader.js";
import type { ListWatchEvent } from "../../cluster/watch/list-watch-events.js";
import type { Clock } from "../../io/clock.js";
import type { OpenedStream } from "../open-streams.js";
import type { StreamComparison } from "./stream-comparison.js";

/** What a collection delivers after a version; ends with `disconnected` or `listed`, or when the signal aborts. */
export type ContinueCollection = (
  request: CollectionRequest,
  resourceVersion: string,
  signal: AbortSignal,
) => AsyncIterable<ListWatchEvent>;

interface CatchUpOptions {
  readonly continueCollection: ContinueCollection;
  readonly clock: Clock;
  readonly takeOver: (stream: OpenedStream, events: AsyncIterable<ListWatchEvent>, signal: AbortSignal) => Promise<void>;
}

/** New watches from where streams last delivered something. */
export class CatchUp {
  readonly #options: CatchUpOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>[] = [];
  readonly #resumed: Promise<void>[] = [];
  readonly #opened: Promise<void>[] = [];

  constructor(options: CatchUpOptions) {
    this.#options = options;
    // Every watch listens to it.
    setMaxListeners(0, this.#stop.signal);
  }

  /** Treats the stream as disconnected, and continues it: what it still lacks at the end becomes a gap. */
  resume(comparison: StreamComparison, reason: string): void {
    this.#resumed.push(this.#takeOver(comparison, this.#continuedAfter(comparison, reason)));
  }

  /** Resolves when every watch of `resume` has ended, and what it brought is recorded. */
  async resumed(): Promise<void> {
    await Promise.all(this.#resumed);
  }

  /** Adds what the watch of a stream that seems to be complete did not deliver. That it cannot be continued proves nothing. */
  supplement(comparison: StreamComparison): void {
    this.#opened.push(new Promise((resolve) => this.#takeOver(comparison, this.#supplemented(comparison, resolve)).then(resolve)));
  }

  /** Resolves when the server has accepted or refused every watch of `supplement`. */
  async opened(): Promise<void> {
    await Promise.all(this.#opened);
  }

  /** Ends the watches, and the repair of a gap. */
  async end(): Promise<void> {
    this.#stop.abort("the recording ended");
    await Promise.all(this.#running);
  }

  #takeOver({ state }: StreamComparison, events: AsyncIterable<ListWatchEvent>): Promise<void> {
    const running = this.#options.takeOver(state.stream, events, this.#stop.signal);
    this.#running.push(running);
    return running;
  }

  async *#continuedAfter(comparison: StreamComparison, reason: string): AsyncGenerator<ListWatchEvent> {
    yield this.#disconnected(reason);
    yield* this.#continued(comparison);
    if (!comparison.isComplete()) yield this.#disconnected(reason);
  }

  async *#supplemented(comparison: StreamComparison, opened: () => void): AsyncGenerator<ListWatchEvent> {
    for await (const event of this.#continued(comparison)) {
      if (event.kind === "batch") yield event;
      else if (event.kind === "connected") opened();
      else if (event.kind !== "bookmark") return;
    }
  }

  #continued({ state }: StreamComparison): AsyncIterable<ListWatchEvent> {
    return this.#options.continueCollection(state.stream.request, state.resourceVersion ?? "", this.#stop.signal);
  }

  #disconnected(reason: string): ListWatchEvent {
    const { clock } = this.#options;
    return { kind: "disconnected", reason, clean: false, retryInMs: 0, monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  }
}
