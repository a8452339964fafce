import type { ClusterReader } from "../cluster/cluster-reader.js";
import type { ListWatchEvent } from "../cluster/watch/list-watch-events.js";
import { toRfc3339 } from "../io/clock.js";
import { settledOrAborted } from "../io/settled-or-aborted.js";
import { whenAborted } from "../io/when-aborted.js";
import { assertNever } from "../model/assert-never.js";
import type { Frame } from "../model/frame.js";
import type { Revision } from "../model/revision.js";
import type { SessionWriter } from "../store/session-store.js";
import { FrameMaker, type FrameMakerOptions } from "./frame-maker.js";
import { type Arrival, uidOf } from "./known-objects.js";
import type { OpenedStream } from "./open-streams.js";
import { describeGap, relistArrivals } from "./relist.js";
import type { RepairBudget } from "./repair/budget.js";
import type { ReadAhead } from "./repair/read-ahead.js";
import { holdEvents } from "./repair/read-ahead.js";
import { type RepairResult, repairGap } from "./repair/repair-gap.js";
import { RequestLanes } from "./repair/request-lanes.js";
import { type FrameTime, StreamState } from "./stream-state.js";
import type { RecordedObjects } from "./verify/stream-comparison.js";

interface RecorderOptions extends Omit<FrameMakerOptions, "listener"> {
  readonly streams: readonly OpenedStream[];
  readonly writer: Pick<SessionWriter, "append" | "backpressure">;
  /** `Clock.monotonicMs()` at offset 0. */
  readonly startMs: number;
  readonly listener: RecorderListener;
  /** How to repair gaps. Absent: they are not repaired. */
  readonly repair?: {
    readonly list: ClusterReader["list"];
    readonly budget: RepairBudget;
    /** Waits while the server is away; true if it was. Absent: failed requests are retried. */
    readonly untilBack?: (signal: AbortSignal) => Promise<boolean>;
  };
}

/** Receives what a screen or an end condition needs. Called in sequence; must not throw. */
interface RecorderListener {
  frame(frame: Frame): void;
  /** A stream disconnected or is connected again. */
  streams(states: readonly StreamState[]): void;
}

/**
 * Follows the streams and turns what they yield into frames (`FrameMaker`), with a gap frame for every period that was not observed.
 *
 * Invariants: nothing is written for a disconnected stream until it is connected again or the recording ends; frames read from history come
 * before later live events.
 */
export class Recorder {
  /** Streams whose further changes come through `takeOver`. */
  readonly #takenOver = new Set<OpenedStream>();
  readonly #options: RecorderOptions;
  readonly #states: ReadonlyMap<OpenedStream, StreamState>;
  readonly #frames: FrameMaker;
  /** How many gaps are being repaired, and what limits their requests together. */
  #repairing = 0;
  readonly #lanes: RequestLanes;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#states = new Map(options.streams.map((stream) => [stream, new StreamState(stream)]));
    this.#frames = new FrameMaker(options);
    this.#lanes = new RequestLanes(options.clock);
  }

  /** Follows all streams until the signal aborts, then writes a gap for each disconnected one. Never rejects for what a server does. */
  async run(signal: AbortSignal): Promise<void> {
    const stopped = whenAborted(signal);
    for (const stream of this.#options.streams) await this.#recordFirstList(stream, signal);
    // Owners of undecided objects would have been in the first lists: what is still undecided does not belong.
    this.#frames.dropUndecided();
    await Promise.all(this.#options.streams.map((stream) => this.#follow(stream, signal, stopped)));
    this.#frames.close();
    for (const state of this.#states.values()) {
      const reason = state.disconnectReason ?? state.expiredReason;
      if (reason !== undefined) this.#frames.gap(state, { reason, possibleLoss: true }, this.#now());
    }
  }

  get streams(): readonly StreamState[] {
    return [...this.#states.values()];
  }

  /** How many requests of repairs were answered so far. */
  get repairAnswers(): number {
    return this.#lanes.answers;
  }

  /** For the verification of the end. */
  get recorded(): RecordedObjects {
    return { known: this.#frames.known, membership: this.#options.membership };
  }

  /** Continues a stream with these events; what its own watch still delivers is ignored. The signal stops the repair of a gap. */
  async takeOver(stream: OpenedStream, events: AsyncIterable<ListWatchEvent>, signal: AbortSignal): Promise<void> {
    this.#takenOver.add(stream);
    for await (const event of events) {
      if (event.kind === "listed") this.#recordRelist(this.#state(stream), event, await this.#repair(this.#state(stream), event, signal));
      else this.#record(stream, event);
    }
  }

  /**
   * Call before ending a recording: resolves when no stream is just being resumed after a clean end, which happens every few minutes, and no gap is
   * being repaired; at the latest after `withinMs`. Ending at that moment would record a needless gap.
   */
  async resumed(withinMs = 1000): Promise<void> {
    const { clock } = this.#options;
    const untilMs = clock.monotonicMs() + withinMs;
    while ((this.#repairing > 0 || this.streams.some(isBeingResumed)) && clock.monotonicMs() < untilMs) await clock.sleep(10);
  }

  /** Waits for a slow store between batches; what arrives meanwhile is buffered (with a limit) by the reader of the socket. */
  async #follow(stream: OpenedStream, signal: AbortSignal, stopped: Promise<void>): Promise<void> {
    const stopRepair = new AbortController();
    void stopped.then(() => stopRepair.abort("the recording ended"));
    const events = holdEvents(stream.rest);
    while (!signal.aborted) {
      const next = await events.next();
      if (next.done === true) break;
      await this.#recordInOrder(stream, next.value, events, stopRepair);
      const backpressure = this.#options.writer.backpressure();
      if (backpressure !== undefined) await settledOrAborted(backpressure, signal);
    }
    // Events that arrived during the repair of a gap were observed before the end.
    for (const event of events.drain()) await this.#recordInOrder(stream, event, events, stopRepair);
    await events.return();
  }

  /** After a relist, later events wait until the gap before it is repaired. */
  async #recordInOrder(
    stream: OpenedStream,
    event: ListWatchEvent,
    events: ReadAhead<ListWatchEvent>,
    stopRepair: AbortController,
  ): Promise<void> {
    if (this.#takenOver.has(stream)) return;
    if (event.kind !== "listed") return this.#record(stream, event);
    const state = this.#state(stream);
    const repair = new AbortController();
    const stop = () => repair.abort(stopRepair.signal.reason);
    if (stopRepair.signal.aborted) stop();
    // `AbortSignal.any` would leave some bytes behind for each gap.
    stopRepair.signal.addEventListener("abort", stop);
    const repairing = this.#repair(state, event, repair.signal);
    const repaired = await events.during(repairing, () => repair.abort("too many new events arrived meanwhile"));
    stopRepair.signal.removeEventListener("abort", stop);
    this.#recordRelist(state, event, repaired);
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
    this.#repairing++;
    return repairGap(gap, { ...repair, clock, signal, lanes: this.#lanes }).finally(() => this.#repairing--);
  }

  /** A collection may be larger than the queue of the store. Waiting loses nothing: its watch starts from the version of the list. */
  async #recordFirstList(stream: OpenedStream, signal: AbortSignal): Promise<void> {
    const state = this.#state(stream);
    const { first } = stream;
    const moment = momentOf(first, this.#options.startMs);
    for (const revision of first.items) {
      this.#push({ state, type: "ADDED", revision, moment, initial: true });
      const backpressure = this.#options.writer.backpressure();
      if (backpressure !== undefined) await settledOrAborted(backpressure, signal);
    }
    first.items = [];
    state.markSeen(moment, first.resourceVersion);
    this.#options.listener.streams(this.streams);
  }

  #record(stream: OpenedStream, event: Exclude<ListWatchEvent, Listed>): void {
    const state = this.#state(stream);
    switch (event.kind) {
      case "batch":
        this.#recordBatch(state, event);
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

  #recordBatch(state: StreamState, event: Extract<ListWatchEvent, { kind: "batch" }>): void {
    const moment = momentOf(event.batch, this.#options.startMs);
    const last = event.batch.events.findLast((item) => "revision" in item);
    state.markSeen(moment, last?.revision.head.resourceVersion || undefined);
    for (const item of event.batch.events) {
      switch (item.type) {
        case "ADDED":
        case "MODIFIED":
        case "DELETED":
          this.#push({ state, type: item.type, revision: item.revision, moment, initial: false });
          break;
        case "MALFORMED":
          this.#frames.gap(state, { reason: `malformed watch event: ${item.problem}`, possibleLoss: true }, moment, moment);
          break;
        case "BOOKMARK":
        case "ERROR":
          break;
        default:
          assertNever(item);
      }
    }
  }

  /** A change that cannot be taken is lost alone, and its gap says so. */
  #push(arrival: Arrival): void {
    try {
      this.#frames.push(arrival);
    } catch (error) {
      const problem = error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
      const reason = `a change could not be recorded (${problem}); this is a bug, please report it`;
      this.#frames.gap(arrival.state, { reason, possibleLoss: true }, arrival.moment, arrival.moment);
    }
  }

  /** After a 410: the gap, what history returned for it, then the difference to the current state. */
  #recordRelist(state: StreamState, event: Listed, repaired: RepairResult): void {
    const moment = momentOf(event, this.#options.startMs);
    this.#frames.flush();
    const relist = { state, event, repaired, moment, known: this.#frames.shownBy(state) };
    this.#frames.gap(state, describeGap(relist), moment);
    for (const arrival of relistArrivals(relist)) this.#push(arrival);
    this.#options.membership.forgetUnlisted(state.stream.info.id, new Set(event.items.map(uidOf)));
    state.markSeen(moment, event.resourceVersion);
    this.#options.listener.streams(this.streams);
  }

  #now(): FrameTime {
    const { clock, startMs } = this.#options;
    return momentOf({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() }, startMs);
  }

  #state(stream: OpenedStream): StreamState {
    const state = this.#states.get(stream);
    if (state === undefined) throw new Error(`stream ${stream.info.id} does not belong to this recorder`);
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
  list: () => Promise.reject(new Error("gap repair is off")),
  budget: { requests: 0, ms: 0 },
};
