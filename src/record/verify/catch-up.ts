import { setMaxListeners } from "node:events";
import type { ClusterReader } from "../../cluster/cluster-reader.js";
import { failureOfError } from "../../cluster/transport/request-failures.js";
import type { ListWatchEvent } from "../../cluster/watch/list-watch-events.js";
import { RecentChanges } from "../../cluster/watch/recent-changes.js";
import { followStream } from "../../cluster/watch/watch-stream.js";
import type { Clock } from "../../io/clock.js";
import type { OpenedStream } from "../open-streams.js";
import type { StreamComparison } from "./stream-comparison.js";

export interface CatchUpOptions {
  readonly reader: Pick<ClusterReader, "list" | "watch">;
  readonly clock: Clock;
  readonly takeOver: (stream: OpenedStream, events: AsyncIterable<ListWatchEvent>, signal: AbortSignal) => Promise<void>;
}

/** New watches from where these streams stopped delivering. */
export class CatchUp {
  readonly #options: CatchUpOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>[] = [];

  constructor(options: CatchUpOptions) {
    this.#options = options;
    setMaxListeners(0, this.#stop.signal);
  }

  /** Treats the stream as disconnected, and continues it: a change that it still lacks at the end becomes a gap. */
  resume(comparison: StreamComparison, reason: string): void {
    this.#takeOver(comparison, this.#eventsOf(comparison, reason));
  }

  /** Adds what a new watch delivers to a stream that seems to be complete. */
  supplement(comparison: StreamComparison): void {
    this.#takeOver(comparison, this.#changesOf(comparison));
  }

  /** Ends the watches, and the repair of a gap. */
  async end(): Promise<void> {
    this.#stop.abort("the recording ended");
    await Promise.all(this.#running);
  }

  #takeOver({ state }: StreamComparison, events: AsyncIterable<ListWatchEvent>): void {
    this.#running.push(this.#options.takeOver(state.stream, events, this.#stop.signal));
  }

  async *#eventsOf(comparison: StreamComparison, reason: string): AsyncGenerator<ListWatchEvent> {
    const { reader } = this.#options;
    const { signal } = this.#stop;
    yield this.#disconnected(reason);
    const end = yield* this.#watch(comparison);
    if (end.kind !== "expired" || signal.aborted) {
      if (!signal.aborted || !comparison.isComplete()) yield this.#disconnected(end.kind === "failed" ? end.failure.message : reason);
      return;
    }
    yield { kind: "expired", reason: end.reason, resourceVersion: comparison.state.resourceVersion ?? "", ...this.#now() };
    try {
      const list = await reader.list(comparison.state.stream.request, signal);
      yield { kind: "listed", ...list, relist: true, ...this.#now() };
    } catch (error) {
      yield this.#disconnected(failureOfError(error, signal).message);
    }
  }

  async *#changesOf(comparison: StreamComparison): AsyncGenerator<ListWatchEvent> {
    for await (const event of this.#watch(comparison)) if (event.kind === "batch") yield event;
  }

  #watch({ state }: StreamComparison) {
    const { reader, clock } = this.#options;
    const resumeFrom = state.resourceVersion ?? "";
    const watch = reader.watch({ ...state.stream.request, resourceVersion: resumeFrom, timeoutSeconds }, this.#stop.signal);
    return followStream(watch, { resumeFrom, recent: new RecentChanges(), sendsBookmarks: false }, clock);
  }

  #disconnected(reason: string): ListWatchEvent {
    return { kind: "disconnected", reason, clean: false, retryInMs: 0, ...this.#now() };
  }

  #now(): { monotonicMs: number; wallMs: number } {
    return { monotonicMs: this.#options.clock.monotonicMs(), wallMs: this.#options.clock.wallMs() };
  }
}

/** Longer than catching up may take. */
const timeoutSeconds = 60;
