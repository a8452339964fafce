import type { ClusterReader } from "../cluster/cluster-reader.js";
import type { ListWatchEvent } from "../cluster/watch/list-watch-events.js";
import { toRfc3339 } from "../io/clock.js";
import { whenAborted } from "../io/when-aborted.js";
import { assertNever } from "../model/assert-never.js";
import type { Frame } from "../model/frame.js";
import type { Revision } from "../model/revision.js";
import type { SessionWriter } from "../store/session-store.js";
import { FrameMaker, type FrameMakerOptions } from "./frame-maker.js";
import type { OpenedStream } from "./open-streams.js";
import { describeGap, relistArrivals } from "./relist.js";
import type { RepairBudget } from "./repair/budget.js";
import type { ReadAhead } from "./repair/read-ahead.js";
import { holdEvents } from "./repair/read-ahead.js";
import { type RepairResult, repairGap } from "./repair/repair-gap.js";
import { type FrameTime, StreamState } from "./stream-state.js";

export interface RecorderOptions extends Omit<FrameMakerOptions, "listener"> {
  readonly streams: readonly OpenedStream[];
  readonly writer: Pick<SessionWriter, "append" | "backpressure">;
  /** `Clock.monotonicMs()` at offset 0. */
  readonly startMs: number;
  readonly listener: RecorderListener;
  /** What gaps are read back with. Absent: they are not. */
  readonly repair?: { readonly list: ClusterReader["list"]; readonly budget: RepairBudget };
}

/** What a screen, or a condition to end at, is told. Called in sequence; must not throw. */
export interface RecorderListener {
  frame(frame: Frame): void;
  /** A stream disconnected or is connected again. */
  streams(states: readonly StreamState[]): void;
}

/**
 * Follows the streams and has what they yield made into frames (`FrameMaker`), with a gap frame for every stretch that was not seen.
 *
 * Invariants: nothing is written for a stream that is blind until it sees again or the recording ends; what was read back from history stands
 * before what came in live after it.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #states: ReadonlyMap<OpenedStream, StreamState>;
  readonly #frames: FrameMaker;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#states = new Map(options.streams.map((stream) => [stream, new StreamState(stream)]));
    this.#frames = new FrameMaker(options);
  }

  /** Follows all streams until the signal aborts, then accounts for those that are blind. Never rejects for what a server does. */
  async run(signal: AbortSignal): Promise<void> {
    const stopped = whenAborted(signal);
    for (const stream of this.#options.streams) await this.#takeFirst(stream, stopped);
    // Nothing that could make an undecided object of the first lists belong is still to come: their owners were listed too.
    this.#frames.dropUndecided();
    await Promise.all(this.#options.streams.map((stream) => this.#follow(stream, signal, stopped)));
    this.#frames.close();
    for (const state of this.#states.values()) {
      if (state.disconnectReason !== undefined)
        this.#frames.gap(state, { reason: state.disconnectReason, possibleLoss: true }, this.#now());
    }
  }

  get streams(): readonly StreamState[] {
    return [...this.#states.values()];
  }

  /**
   * Before a recording is ended: resolves when no stream is just being resumed after its server ended it in good order, as it does every
   * few minutes; at the latest after `withinMs`. An end in that moment would be a gap that nobody needs.
   */
  async resumed(withinMs = 1000): Promise<void> {
    const { clock } = this.#options;
    const untilMs = clock.monotonicMs() + withinMs;
    while (this.streams.some(isBeingResumed) && clock.monotonicMs() < untilMs) await clock.sleep(10);
  }

  /** Between batches it waits for a slow store: what arrives meanwhile is buffered (and bounded) where the socket is read. */
  async #follow(stream: OpenedStream, signal: AbortSignal, stopped: Promise<void>): Promise<void> {
    const cut = new AbortController();
    void stopped.then(() => cut.abort("the recording ended"));
    const events = holdEvents(stream.rest);
    while (!signal.aborted) {
      const next = await events.next();
      if (next.done === true) break;
      await this.#takeInTurn(stream, next.value, events, cut);
      const backpressure = this.#options.writer.backpressure();
      if (backpressure !== undefined) await Promise.race([backpressure, stopped]);
    }
    // What came in while a gap was being read back was seen before the end.
    for (const event of events.drain()) await this.#takeInTurn(stream, event, events, cut);
    await events.return();
  }

  /** After a relist, what comes next waits until the gap before it has been read back. */
  async #takeInTurn(stream: OpenedStream, event: ListWatchEvent, events: ReadAhead<ListWatchEvent>, cut: AbortController): Promise<void> {
    if (event.kind !== "listed") return this.#take(stream, event);
    const state = this.#state(stream);
    const full = new AbortController();
    const repairing = this.#repair(state, event, AbortSignal.any([cut.signal, full.signal]));
    const repaired = await events.during(repairing, () => full.abort("more came in live than can wait"));
    this.#takeRelist(state, event, repaired);
  }

  #repair(state: StreamState, relist: Listed, signal: AbortSignal): Promise<RepairResult> {
    const { clock, membership, repair = noRepair } = this.#options;
    this.#frames.flush();
    const { matchesSelectors } = state.stream;
    const gap = {
      request: state.stream.request,
      after: state.resourceVersion ?? "",
      upTo: relist.resourceVersion,
      before: this.#frames.shownBy(state).map(({ revision }) => revision),
      now: relist.items,
      belongs: (revision: Revision) => membership.wouldTake(revision, { initial: false, matchesSelectors }) !== "out",
    };
    return repairGap(gap, { ...repair, clock, signal });
  }

  /** A collection may be larger than what may wait for the store. Its watch begins at the list's version, and so misses nothing meanwhile. */
  async #takeFirst(stream: OpenedStream, stopped: Promise<void>): Promise<void> {
    const state = this.#state(stream);
    const { first } = stream;
    const moment = momentOf(first, this.#options.startMs);
    for (const revision of first.items) {
      this.#frames.push({ state, type: "ADDED", revision, moment, initial: true });
      const backpressure = this.#options.writer.backpressure();
      if (backpressure !== undefined) await Promise.race([backpressure, stopped]);
    }
    first.items = [];
    state.markSeen(moment, first.resourceVersion);
    this.#options.listener.streams(this.streams);
  }

  #take(stream: OpenedStream, event: Exclude<ListWatchEvent, Listed>): void {
    const state = this.#state(stream);
    switch (event.kind) {
      case "batch":
        this.#takeBatch(state, event);
        break;
      case "connected":
        state.markConnected(momentOf(event, this.#options.startMs), event.resourceVersion);
        this.#options.listener.streams(this.streams);
        return;
      case "bookmark":
        state.markSeen(momentOf(event, this.#options.startMs), event.resourceVersion);
        return;
      case "disconnected":
        state.markDisconnected(momentOf(event, this.#options.startMs), event.reason, event.clean);
        this.#options.listener.streams(this.streams);
        return;
      case "expired":
        state.markExpired(event.reason, event.resourceVersion);
        return;
      default:
        assertNever(event);
    }
  }

  #takeBatch(state: StreamState, event: Extract<ListWatchEvent, { kind: "batch" }>): void {
    const moment = momentOf(event.batch, this.#options.startMs);
    state.markSeen(moment);
    for (const item of event.batch.events) {
      switch (item.type) {
        case "ADDED":
        case "MODIFIED":
        case "DELETED":
          this.#frames.push({ state, type: item.type, revision: item.revision, moment, initial: false });
          break;
        case "MALFORMED":
          this.#frames.gap(
            state,
            { reason: `the server sent what is no watch event: ${item.problem}`, possibleLoss: true },
            moment,
            moment,
          );
          break;
        case "BOOKMARK":
        case "ERROR":
          break;
        default:
          assertNever(item);
      }
    }
  }

  /** After a 410: what the gap can be said to hold, what history gave of it, then the difference to what is there now. */
  #takeRelist(state: StreamState, event: Listed, repaired: RepairResult): void {
    const moment = momentOf(event, this.#options.startMs);
    this.#frames.flush();
    const relist = { state, event, repaired, moment, known: this.#frames.shownBy(state) };
    this.#frames.gap(state, describeGap(relist), moment);
    for (const arrival of relistArrivals(relist)) this.#frames.push(arrival);
    state.markSeen(moment, event.resourceVersion);
    this.#options.listener.streams(this.streams);
  }

  #now(): FrameTime {
    const { clock, startMs } = this.#options;
    return momentOf({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() }, startMs);
  }

  #state(stream: OpenedStream): StreamState {
    const state = this.#states.get(stream);
    if (state === undefined) throw new Error(`stream ${stream.info.id} is not of this recorder`);
    return state;
  }
}

function isBeingResumed({ disconnectReason, endedCleanly }: StreamState): boolean {
  return disconnectReason !== undefined && endedCleanly;
}

function momentOf(at: { readonly monotonicMs: number; readonly wallMs: number }, startMs: number): FrameTime {
  return { offsetMs: Math.max(0, at.monotonicMs - startMs), observedAt: toRfc3339(at.wallMs) };
}

type Listed = Extract<ListWatchEvent, { kind: "listed" }>;

const noRepair: NonNullable<RecorderOptions["repair"]> = {
  list: () => Promise.reject(new Error("gaps are not read back")),
  budget: { requests: 0, ms: 0 },
};
