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

export interface FollowOptions {
  readonly reader: ClusterReader;
  readonly request: CollectionRequest;
  readonly clock: Clock;
  /** Ends the generator; nothing else does. */
  readonly signal: AbortSignal;
  /** In [0, 1), for jitter. Default: `Math.random`. */
  readonly random?: () => number;
  readonly timing?: Partial<FollowTiming>;
  /** Shared with the other streams to the same server: after an outage who is answered first wakes the rest. */
  readonly reconnectSignal?: ReconnectSignal;
}

export interface FollowTiming extends BackoffTiming {
  /** A stream that delivered something or lived so long was healthy: after it failures are counted from one again. */
  readonly healthyMs: number;
  /**
   * Length asked for while no bookmark has come. Servers send one just before they end a stream, so those that send any are known after
   * the first; a collection without them (Events, on real servers) goes on in streams that end before the idle timer must.
   */
  readonly trialSeconds: number;
  /** A clean end proves that nothing was under way if the stream lived at least so long. */
  readonly proofMs: number;
}

const usualTiming: FollowTiming = { ...defaultBackoff, healthyMs: 20_000, trialSeconds: 60, proofMs: 5_000 };

/** A server in trouble may take some seconds to answer the first list; longer, and the caller should hear of it. */
const firstListTries = 5;

/**
 * Follows a collection for ever: every change, in the order of the server, and beside them what a recorder must know about its own
 * sight. `ListWatchEvent` shows the states and their order. The rules:
 *
 * 1. A stream that ended is resumed from the last version seen (of an event, or of a bookmark that is newer), so nothing is missed.
 * 2. 410 in any form means that history is lost: list again. So do versions that went backwards, as after an etcd restore: a watch from
 *    the future is not refused but silent.
 * 3. Every other failure is waited out: exponential backoff with jitter, `Retry-After` honoured. Refusals wait the longest: rights may
 *    be given back. A server that gave no answer, or trouble, is tried at once when another stream hears from it, but once only: streams
 *    that fail in turn must not wake each other for ever. A clean end resumes at once, but never spins.
 * 4. A change delivered twice is passed on once.
 * 5. Where nothing changes and no bookmarks come, the version to resume from would grow too old for the server's history. It is moved on
 *    by proof: what was the collection's version before a stream began has been seen when that stream, silent, ended cleanly.
 *
 * Throws `RequestFailure` when the first list is refused (400, 401, 403, 404, ...), the server cannot be reached, or it stays in trouble
 * for some tries. After the first list it never throws.
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
  /** In a row, since the last healthy stream. */
  #failures = 0;
  /** The last stream failed or said nothing: look where the server is before opening the next. */
  #checkVersionFirst = false;
  /** Another stream has ended a wait of ours since the last healthy stream. */
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

  /** One stream from its opening to the end of the wait after it, with the relist where that is due. */
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

  /** The collection's version where it is ahead of ours; or, `instead` of a stream that need not be opened, how it would have ended. */
  async #checkLatestVersion(): Promise<{ readonly ahead?: string; readonly instead?: StreamEnd }> {
    const { reader, request, signal } = this.#options;
    if (!this.#checkVersionFirst || reader.latestVersion === undefined) return {};
    try {
      const latest = await reader.latestVersion(request, signal);
      this.#options.reconnectSignal?.announce();
      const order = compareResourceVersions(latest, this.#state.resumeFrom);
      if (order === undefined || order === 0) return {};
      if (order > 0) return { ahead: latest };
      const reason = `resourceVersions went backwards, from ${this.#state.resumeFrom} to ${latest}: the server's data was restored or replaced`;
      return { instead: { kind: "expired", reason, accepted: false, delivered: false } };
    } catch (error) {
      const failure = failureOfError(error, signal);
      // Who answers at all may still allow the watch; only the watch itself can say.
      return failure.status === undefined ? { instead: { kind: "failed", failure, accepted: false, delivered: false } } : {};
    }
  }

  #advance(resourceVersion: string): ListWatchEvent {
    this.#state.resumeFrom = resourceVersion;
    return { kind: "bookmark", resourceVersion, ...this.#now() };
  }

  /** Rule 2. Where the last list was followed by a healthy stream at once; a server that forgets again and again is asked ever more slowly. */
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
    // A 401 may end any moment, with the next token; what else was refused, somebody has to change.
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

  /** Counts a failure (or at least so many) and says how long to wait. */
  #backoff(retryAfterMs?: number, atLeastFailures = 0): number {
    this.#failures++;
    return backoffMs(Math.max(this.#failures, atLeastFailures), this.#options.random ?? Math.random, retryAfterMs, this.#timing);
  }

  #now(): { monotonicMs: number; wallMs: number } {
    return { monotonicMs: this.#options.clock.monotonicMs(), wallMs: this.#options.clock.wallMs() };
  }
}
