import type { Clock } from "../io/clock.js";
import { type LateArrival, LateArrivals } from "./late-arrivals.js";
import type { MembershipVerdict } from "./membership.js";

/** How long an arrival waits for its owner on another stream. Less than the 250 ms in which a frame must be committed. */
const holdMs = 120;
/** After so many have left the front of the line, their places are removed. */
const maxLeft = 1024;

interface ArrivalQueueOptions<A> {
  readonly clock: Clock;
  readonly decide: (arrival: A) => MembershipVerdict;
  readonly emit: (arrival: A) => void;
  /** The object of an arrival: the order of its arrivals is always kept. */
  readonly keyOf: (arrival: A) => string;
  /** The objects whose arrival can decide an undecided one: its owners, or what an Event is about. */
  readonly awaitedBy: (arrival: A) => readonly string[];
  /** Whether an object that is not awaited can decide it, because it selects it. */
  readonly isSelectable: (arrival: A) => boolean;
}

/**
 * Keeps arrivals in order while it is undecided whether they belong: a Pod may arrive before its ReplicaSet, an Event before its Pod,
 * because there is no order across sockets. The first undecided arrival delays those behind it for `holdMs`. Then it becomes late: it is
 * still written if its owner turns out to belong. Almost every arrival is decided at once and passes straight through.
 */
export class ArrivalQueue<A> {
  readonly #options: ArrivalQueueOptions<A>;
  /** From `#front` on: taking the first one must not move thousands. */
  #line: Waiting<A>[] = [];
  #front = 0;
  readonly #late = new LateArrivals<A>();
  /** Objects that were accepted, and whose late arrivals are still to be looked at. */
  #accepted: string[] = [];
  #isSelectionChanged = false;
  #timer: { readonly wakesMs: number; readonly abort: AbortController } | undefined;

  constructor(options: ArrivalQueueOptions<A>) {
    this.#options = options;
  }

  push(arrival: A): void {
    const verdict = this.#options.decide(arrival);
    if (verdict === "out") {
      this.#reject(arrival);
      return;
    }
    if (verdict === "in" && this.#first === undefined) {
      this.#emit(arrival);
      return;
    }
    this.#line.push({ arrival, decided: verdict === "in", untilMs: this.#options.clock.monotonicMs() + holdMs });
    this.#drain();
  }

  /** Another object was accepted, not through the queue: late arrivals may belong to it. */
  accept(key: string): void {
    if (!this.#late.isEmpty) this.#accepted.push(key);
  }

  /** A recorded object selects others by something else than their owners from now on: any late arrival that is selectable may belong. */
  acceptSelection(): void {
    this.#isSelectionChanged = !this.#late.isEmpty;
  }

  /** Processes the whole queue now; undecided arrivals become late. */
  flush(): void {
    this.#drain(Number.POSITIVE_INFINITY);
  }

  /** Drops undecided arrivals for good. */
  dropUndecided(): void {
    this.flush();
    this.#late.clear();
  }

  close(): void {
    this.flush();
    this.#timer?.abort.abort();
  }

  get #first(): Waiting<A> | undefined {
    return this.#line[this.#front];
  }

  #shift(): void {
    this.#front++;
    if (this.#front < maxLeft && this.#front < this.#line.length) return;
    this.#line = this.#line.slice(this.#front);
    this.#front = 0;
  }

  #emit(arrival: A): void {
    if (!this.#late.isEmpty) this.#emitLateOf(this.#options.keyOf(arrival));
    this.#options.emit(arrival);
    this.#retryLate();
  }

  /**
   * An owner that is still queued may have made this object belong; earlier arrivals of it are then still among the late ones.
   */
  #emitLateOf(key: string): void {
    for (const late of this.#late.of(key)) {
      this.#late.remove(late);
      if (this.#options.decide(late.arrival) === "in") this.#options.emit(late.arrival);
    }
    this.#accepted.push(key);
  }

  /** What only waited for an object that does not belong does not belong either. */
  #reject(arrival: A): void {
    if (this.#late.isEmpty) return;
    for (const late of this.#late.waitingFor(this.#options.keyOf(arrival))) this.#retry(late);
    this.#retryLate();
  }

  #drain(nowMs = this.#options.clock.monotonicMs()): void {
    for (let first = this.#first; first !== undefined; first = this.#first) {
      const verdict = first.decided ? "in" : this.#options.decide(first.arrival);
      if (verdict === "undecided" && first.untilMs > nowMs) break;
      this.#shift();
      if (verdict === "in") this.#emit(first.arrival);
      if (verdict === "undecided") this.#stepAside(first.arrival);
    }
    this.#wake();
  }

  #stepAside(arrival: A): void {
    const { keyOf, awaitedBy, isSelectable } = this.#options;
    this.#late.add({ arrival, key: keyOf(arrival), awaited: awaitedBy(arrival), isSelectable: isSelectable(arrival) });
  }

  /**
   * After an accepted arrival, the late ones that waited for its object may belong, and through these others before them (the Event of a Pod before
   * the Pod). Everything that can be decided must be written now, or the next change of the same object would overtake it. Costs nothing while no
   * arrival is late.
   */
  #retryLate(): void {
    for (let i = 0; i < this.#accepted.length || this.#isSelectionChanged; ) {
      const key = this.#accepted[i];
      if (key !== undefined) i++;
      else this.#isSelectionChanged = false;
      for (const late of key === undefined ? this.#late.selectable : this.#late.waitingFor(key)) this.#retry(late);
    }
    if (this.#accepted.length > 0) this.#accepted = [];
  }

  #retry(late: LateArrival<A>): void {
    if (!this.#late.has(late)) return;
    const verdict = this.#options.decide(late.arrival);
    if (verdict === "in") this.#emitLateOf(late.key);
    if (verdict === "out") this.#late.remove(late);
  }

  /** One timer at a time: it may wake too early, when the first of the line has left it meanwhile. */
  #wake(): void {
    const first = this.#first;
    if (first === undefined || (this.#timer !== undefined && this.#timer.wakesMs <= first.untilMs)) return;
    const { clock } = this.#options;
    const timer = { wakesMs: first.untilMs, abort: new AbortController() };
    this.#timer = timer;
    void clock.sleep(Math.max(1, first.untilMs - clock.monotonicMs()), timer.abort.signal).then(() => {
      if (timer.abort.signal.aborted) return;
      this.#timer = undefined;
      this.#drain();
    });
  }
}

interface Waiting<A> {
  readonly arrival: A;
  readonly decided: boolean;
  readonly untilMs: number;
}
