import type { Clock } from "../../io/clock.js";
import { assertNever } from "../../model/assert-never.js";
import { compareResourceVersions } from "../../model/resource-version.js";
import type { ClusterReader, CollectionRequest, ListResponse, RequestFailure } from "../cluster-reader.js";
import { type BackoffTiming, backoffMs, defaultBackoff } from "../transport/backoff.js";
import type { ReconnectSignal } from "../transport/reconnect-signal.js";
import { failureOfError, isRefusal } from "../transport/request-failures.js";
import type { ListWatchEvent } from "./list-watch-events.js";
import { RecentChanges } from "./recent-changes.js";
import { followStream, type ResumeState, type StreamEnd } from "./watch-stream.js";

interface FollowOptions {
  readonly reader: ClusterReader;
  readonly request: CollectionRequest;
  readonly clock: Clock;
  /** Ends the generator; nothing else does. */
  readonly signal: AbortSignal;
  /** In [0, 1), for jitter. Default: `Math.random`. */
  readonly random?: () => number;
  readonly timing?: Partial<FollowTiming>;
  /** Shared by all streams to one server: the first one that gets a response after an outage wakes the others. */
  readonly reconnectSignal?: ReconnectSignal;
}

export interface FollowTiming extends BackoffTiming {
  /** A stream that delivered something or lived this long was healthy; it resets the count of failures. */
  readonly healthyMs: number;
  /**
   * Requested length of a stream until a bookmark has arrived. Servers send one just before they end a stream, so the first stream shows
   * whether they send any. A collection without bookmarks (Events, on real servers) is then watched in streams that end before the idle
   * timer fires.
   */
  readonly trialSeconds: number;
  /** A clean end proves that nothing was in flight if the stream lived at least this long. */
  readonly proofMs: number;
}

const usualTiming: FollowTiming = { ...defaultBackoff, healthyMs: 20_000, trialSeconds: 60, proofMs: 5_000 };

/** A server in trouble may need some seconds to answer the first list; after that the caller should know. */
const firstListTries = 5;

/**
 * Follows a collection until the signal aborts: yields every change in the order of the server, and what a recorder must know about its own
 * coverage. `ListWatchEvent` shows the states and their order. The rules:
 *
 * 1. A stream that ended is resumed from the last version seen (of an event, or of a newer bookmark), so nothing is missed.
 * 2. 410 in any form means that the history is lost: list again. The same applies if versions went backwards, as after an etcd restore: the
 *    server does not refuse a watch from a future version, it just stays silent.
 * 3. Every other failure is retried with exponential backoff and jitter, honouring `Retry-After`. Refusals wait longest: permissions may be
 *    granted again. After no response, or a 5xx, a stream retries at once when another stream gets a response, but only once: failing
 *    streams must not wake each other forever. A clean end resumes at once, but never in a busy loop.
 * 4. A change that is delivered twice is yielded once.
 * 5. Without changes and bookmarks, the version to resume from would become too old for the history of the server. It is advanced by proof:
 *    once a stream has ended cleanly without events, everything up to the version of the collection before that stream has been seen.
 *
 * Throws `RequestFailure` when the first list is refused (400, 401, 403, 404, ...), the server cannot be reached, or it fails several
 * times. After the first list it never throws.
 */
export async function* followCollection(options: FollowOptions): AsyncGenerator<ListWatchEvent, void, void> {
  const follower = new Follower(options);
  yield* follower.listFirst();
  while (!options.signal.aborted) yield* follower.watchOnce();
}

class Follower {
  readonly #options: FollowOptions;
  readonly #timing: FollowTiming;
  readonly #state: ResumeState = { resumeFrom: "", recent: new RecentChanges(), sendsBookmarks: false };
  /** Consecutive, since the last healthy stream. */
  #failures = 0;
  /** The last stream failed or delivered nothing: check the version of the collection before opening the next. */
  #checkVersionFirst = false;
  /** Another stream has ended one of our waits since the last healthy stream. */
  #woken = false;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#timing = { ...usualTiming, ...options.timing };
  }

  async *listFirst(): AsyncGenerator<ListWatchEvent> {
    while (!this.#options.signal.aborted) {
      const result = await this.#list(false);
      if (result.kind === "listed") return yield result;
      if (this.#options.signal.aborted) return;
      const { failure } = result;
      if (failure.status === undefined || isRefusal(failure) || this.#failures + 1 >= firstListTries) throw failure;
      yield* this.#waitOut(failure);
    }
  }

  /** One stream, from opening it to the end of the wait after it, including a relist if one is due. */
  async *watchOnce(): AsyncGenerator<ListWatchEvent> {
    const { clock, signal } = this.#options;
    const openedAt = clock.monotonicMs();
    const { ahead, instead } = await this.#checkLatestVersion();
    if (signal.aborted) return;
    const end = instead ?? (yield* this.#stream());
    if (signal.aborted) return;
    const livedMs = clock.monotonicMs() - openedAt;
    const healthy = end.delivered || (end.accepted && livedMs >= this.#timing.healthyMs);
    if (healthy) this.#failures = 0;
    if (healthy) this.#woken = false;
    this.#checkVersionFirst = end.kind === "failed" || !end.delivered;
    switch (end.kind) {
      case "closed":
        if (!end.delivered && ahead !== undefined && livedMs >= this.#timing.proofMs) yield this.#advance(ahead);
        return yield* this.#resume(healthy ? this.#spacing(livedMs) : this.#backoff());
      case "failed":
        return yield* this.#waitOut(end.failure);
      case "expired":
        return yield* this.#relist(end.reason, healthy || this.#failures === 0 ? this.#spacing(livedMs) : this.#backoff());
      default:
        assertNever(end);
    }
  }

  #stream(): AsyncGenerator<ListWatchEvent, StreamEnd> {
    const { reader, request, signal, clock } = this.#options;
    const length = this.#state.sendsBookmarks ? {} : { timeoutSeconds: this.#timing.trialSeconds };
    return followStream(reader.watch({ ...request, ...length, resourceVersion: this.#state.resumeFrom }, signal), this.#state, clock);
  }

  /** `ahead`: the version of the collection, if it is newer than ours. `instead`: the outcome that makes it pointless to open a stream. */
  async #checkLatestVersion(): Promise<{ readonly ahead?: string; readonly instead?: StreamEnd }> {
    const { reader, request, signal } = this.#options;
    if (!this.#checkVersionFirst || reader.latestVersion === undefined) return {};
    try {
      const latest = await reader.latestVersion(request, signal);
      this.#options.reconnectSignal?.announce();
      const order = compareResourceVersions(latest, this.#state.resumeFrom);
      if (order === undefined || order === 0) return {};
      if (order > 0) return { ahead: latest };
      const reason = `resourceVersions went backwards, from ${this.#state.resumeFrom} to ${latest}: etcd was restored or replaced`;
      return { instead: { kind: "expired", reason, accepted: false, delivered: false } };
    } catch (error) {
      const failure = failureOfError(error, signal);
      // A server that refuses this request may still allow the watch.
      return failure.status === undefined ? { instead: { kind: "failed", failure, accepted: false, delivered: false } } : {};
    }
  }

  #advance(resourceVersion: string): ListWatchEvent {
    this.#state.resumeFrom = resourceVersion;
    return { kind: "bookmark", resourceVersion, ...this.#now() };
  }

  /** Rule 2. The first relist after a healthy stream happens at once; a server that expires repeatedly is asked with a growing backoff. */
  async *#relist(reason: string, waitMs: number): AsyncGenerator<ListWatchEvent> {
    const { clock, signal } = this.#options;
    yield { kind: "expired", reason, resourceVersion: this.#state.resumeFrom, ...this.#now() };
    this.#failures = Math.max(this.#failures, 1);
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    while (!signal.aborted) {
      const result = await this.#list(true);
      if (signal.aborted) return;
      if (result.kind === "listed") return yield result;
      yield* this.#waitOut(result.failure);
    }
  }

  async #list(relist: boolean): Promise<Extract<ListWatchEvent, { kind: "listed" }> | { kind: "failed"; failure: RequestFailure }> {
    const { reader, request, signal } = this.#options;
    try {
      const answer = await reader.list(request, signal);
      this.#options.reconnectSignal?.announce();
      this.#startFrom(answer);
      return { kind: "listed", ...answer, relist, ...this.#now() };
    } catch (error) {
      return { kind: "failed", failure: failureOfError(error, signal) };
    }
  }

  #startFrom({ resourceVersion, items }: ListResponse): void {
    this.#state.resumeFrom = resourceVersion;
    this.#state.sendsBookmarks = false;
    this.#state.recent.startFrom(items);
    this.#checkVersionFirst = false;
  }

  async *#resume(retryInMs: number): AsyncGenerator<ListWatchEvent> {
    yield { kind: "disconnected", reason: "the server ended the stream", clean: true, retryInMs, ...this.#now() };
    if (retryInMs > 0) await this.#options.clock.sleep(retryInMs, this.#options.signal);
  }

  async *#waitOut(failure: RequestFailure): AsyncGenerator<ListWatchEvent> {
    // A 401 may end with the next token; any other refusal needs somebody to change permissions.
    const retryInMs = isRefusal(failure) && failure.status !== 401 ? this.#backoff(undefined, 30) : this.#backoff(failure.retryAfterMs);
    const status = failure.status === undefined ? {} : { status: failure.status };
    yield { kind: "disconnected", reason: failure.message, clean: false, ...status, retryInMs, ...this.#now() };
    await this.#sleepUnlessBack(retryInMs, failure);
  }

  async #sleepUnlessBack(ms: number, { status, retryAfterMs }: RequestFailure): Promise<void> {
    const { clock, signal, reconnectSignal } = this.#options;
    const wakeable = !this.#woken && (status === undefined || status >= 500) && retryAfterMs === undefined;
    if (reconnectSignal === undefined || !wakeable) return clock.sleep(ms, signal);
    const back = reconnectSignal.signal;
    await clock.sleep(ms, AbortSignal.any([signal, back]));
    this.#woken = back.aborted;
  }

  #spacing(livedMs: number): number {
    return Math.max(0, this.#timing.betweenStreamsMs - livedMs);
  }

  /** Counts a failure (at least this many) and returns how long to wait. */
  #backoff(retryAfterMs?: number, atLeastFailures = 0): number {
    this.#failures++;
    return backoffMs(Math.max(this.#failures, atLeastFailures), this.#options.random ?? Math.random, retryAfterMs, this.#timing);
  }

  #now(): { monotonicMs: number; wallMs: number } {
    return { monotonicMs: this.#options.clock.monotonicMs(), wallMs: this.#options.clock.wallMs() };
  }
}
