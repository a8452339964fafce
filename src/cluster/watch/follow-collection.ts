import type { Clock } from "../../io/clock.js";
import { untilEither } from "../../io/until-either.js";
import { assertNever } from "../../model/assert-never.js";
import { compareResourceVersions } from "../../model/resource-version.js";
import type { ClusterReader, CollectionRequest, ListResponse, RequestFailure } from "../cluster-reader.js";
import { type BackoffTiming, backoffMs, defaultBackoff } from "../transport/backoff.js";
import { limitTime } from "../transport/limit-time.js";
import type { ReconnectSignal } from "../transport/reconnect-signal.js";
import { failureOfError, isRefusal, mayBeAway } from "../transport/request-failures.js";
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
  /** Shared by all streams to one server, which it lets reconnect together. Absent: each waits out its own backoff. */
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
  /**
   * Requested length, at least, of the first stream after a list and of one to a collection that seldom changes. The bookmark at its end keeps the version to
   * resume from near the present: if the watch memory is lost, everything since that version must be accounted for, and other collections
   * write as well. Several streams share this load: one of many lasts longer.
   */
  readonly quietSeconds: number;
  /** A clean end proves that nothing was in flight if the stream lived at least this long. */
  readonly proofMs: number;
  /** How often a stream may continue at once because the server is back: one that comes and goes all the time meets the backoff. */
  readonly betweenReturnsMs: number;
}

const usualTiming: FollowTiming = {
  ...defaultBackoff,
  healthyMs: 20_000,
  trialSeconds: 60,
  quietSeconds: 8,
  proofMs: 5_000,
  betweenReturnsMs: 1_000,
};

const unopened = { accepted: false, delivered: false, batches: 0 } as const;

/** A server in trouble may need some seconds to answer the first list; after that the caller should know. */
const firstListTries = 5;
/** A server that has just started denies (403) or does not know (404) what it allows, until it has read its own rules and resource types. */
const settlingMs = 10_000;
/** Of one request to a server that is starting. */
const maxProbeMs = 5_000;

/**
 * Follows a collection until the signal aborts: yields every change in the order of the server, and what a recorder must know about its own
 * coverage. `ListWatchEvent` shows the states and their order. The rules:
 *
 * 1. A stream that ended is resumed from the last version seen (of an event, or of a newer bookmark), so nothing is missed.
 * 2. 410 in any form means that the history is lost: list again. The same applies if versions went backwards, as after an etcd restore: the
 *    server does not refuse a watch from a future version, it just stays silent.
 * 3. While the server is away or starting (no response, or a 5xx that its readiness confirms), all streams wait for one probe and continue at
 *    its first answer, with a fresh backoff: what is written before they are attached would have to be read back from history.
 *    Every other failure is retried with exponential backoff and jitter, honouring `Retry-After`. Refusals wait longest: permissions may be
 *    granted again. After no response, or a 5xx, a stream retries at once when another stream gets a response, but only once: failing
 *    streams must not wake each other forever. A clean end resumes at once, but never in a busy loop.
 * 4. A change that is delivered twice is yielded once.
 * 5. Without changes and bookmarks, the version to resume from would become too old for the history of the server. It is advanced by proof:
 *    once a stream has ended cleanly without events, everything up to the version of the collection before that stream has been seen.
 * 6. A collection that seldom changes is watched in short streams, for the bookmark that a server sends before it ends one: the gap after a lost
 *    watch memory begins at the last version seen, and is proven empty only if every version in it is accounted for.
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
  /** Until the first list, the caller should know soon of a server that is away. */
  #hasListed = false;
  /** Consecutive, since the last healthy stream. */
  #failures = 0;
  /** The last stream failed or delivered nothing: check the version of the collection before opening the next. */
  #checkVersionFirst = false;
  /** No stream was opened since the last list: whether the server sends bookmarks is not known. */
  #isFirst = true;
  /** The last stream brought changes more seldom than a bookmark would come at the end of a short one. */
  #isQuiet = true;
  /** Another stream has ended one of our waits since the last healthy stream. */
  #woken = false;
  /** `Clock.monotonicMs()` when we last continued because the server was back. */
  #returnedMs = Number.NEGATIVE_INFINITY;

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
    this.#isQuiet = end.batches * this.#timing.quietSeconds * 1000 < livedMs;
    this.#checkVersionFirst = end.kind === "failed" || !end.delivered;
    switch (end.kind) {
      case "closed":
        if (!end.delivered && ahead !== undefined && livedMs >= this.#timing.proofMs) yield this.#advance(ahead);
        return yield* this.#resume(healthy ? this.#spacing(livedMs) : this.#backoff());
      case "failed":
        return yield* this.#waitOut(end.failure);
      case "expired":
        return yield* this.#relist(end.reason, healthy ? this.#spacing(livedMs) : this.#failures === 0 ? 0 : this.#backoff());
      default:
        assertNever(end);
    }
  }

  #stream(): AsyncGenerator<ListWatchEvent, StreamEnd> {
    const { reader, request, signal, clock } = this.#options;
    const { sendsBookmarks, resumeFrom } = this.#state;
    const timeoutSeconds = this.#isFirst || (sendsBookmarks && this.#isQuiet) ? this.#quietSeconds() : this.#timing.trialSeconds;
    const length = sendsBookmarks && !this.#isQuiet ? {} : { timeoutSeconds };
    this.#isFirst = false;
    return followStream(reader.watch({ ...request, ...length, resourceVersion: resumeFrom }, signal), this.#state, clock);
  }

  /** With jitter, so that streams that began together do not end together. */
  #quietSeconds(): number {
    const { quietSeconds } = this.#timing;
    return Math.round(quietSeconds * (1 + (this.#options.random ?? Math.random)() / 4));
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
      return { instead: { kind: "expired", reason, ...unopened } };
    } catch (error) {
      const failure = failureOfError(error, signal);
      // A server that refuses this request may still allow the watch.
      return failure.status === undefined ? { instead: { kind: "failed", failure, ...unopened } } : {};
    }
  }

  #advance(resourceVersion: string): ListWatchEvent {
    this.#state.resumeFrom = resourceVersion;
    return { kind: "bookmark", resourceVersion, ...this.#now() };
  }

  /**
   * Rule 2. The first relist after a healthy stream, or after the server was away, happens at once; a server that expires repeatedly is asked with
   * a growing backoff.
   */
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
    this.#hasListed = true;
    this.#isFirst = true;
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
    const isLasting = isRefusal(failure) && failure.status !== 401 && !this.#hasJustReturned();
    const retryInMs = isLasting ? this.#backoff(undefined, 30) : this.#backoff(failure.retryAfterMs);
    const status = failure.status === undefined ? {} : { status: failure.status };
    const failed = this.#now();
    yield { kind: "disconnected", reason: failure.message, clean: false, ...status, retryInMs, ...failed };
    if (!mayBeAway(failure)) return this.#options.clock.sleep(retryInMs, this.#options.signal);
    const isBack = this.#hasListed && (await this.#untilBack());
    const nowMs = this.#options.clock.monotonicMs();
    const nextReturnMs = this.#returnedMs + this.#timing.betweenReturnsMs;
    if (isBack && nowMs >= nextReturnMs) {
      this.#returnedMs = nowMs;
      this.#failures = 0;
      return;
    }
    await this.#sleepUnlessHeard(Math.max(failed.monotonicMs + retryInMs, isBack ? nextReturnMs : 0) - nowMs);
  }

  #hasJustReturned(): boolean {
    return this.#options.clock.monotonicMs() - this.#returnedMs < settlingMs;
  }

  /** Waits while the server is away. False if it was not. */
  async #untilBack(): Promise<boolean> {
    const { signal, reconnectSignal } = this.#options;
    return reconnectSignal !== undefined && (await reconnectSignal.untilBack(signal, () => this.#canList()));
  }

  /** Whether a server that is still starting answers for our collection. One that is too busy is there. */
  async #canList(): Promise<boolean> {
    const { reader, request, signal } = this.#options;
    try {
      await limitTime(signal, maxProbeMs, async (limited) => reader.latestVersion?.(request, limited));
      return reader.latestVersion !== undefined;
    } catch (error) {
      return failureOfError(error).status === 429;
    }
  }

  async #sleepUnlessHeard(ms: number): Promise<void> {
    const { clock, signal, reconnectSignal } = this.#options;
    if (ms <= 0) return;
    if (reconnectSignal === undefined || this.#woken) return clock.sleep(ms, signal);
    const heard = reconnectSignal.signal;
    await untilEither(signal, heard, (either) => clock.sleep(ms, either));
    this.#woken = heard.aborted;
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
