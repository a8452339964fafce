import type { Clock } from "../io/clock.js";
import type { MembershipVerdict } from "./membership.js";

/** How long an arrival waits for its owner on another stream. Less than the 250 ms in which a frame must be committed. */
const holdMs = 120;
/** How many late arrivals are kept after that, for an owner on a stream that is behind or down. */
const lateLimit = 5_000;

interface ArrivalQueueOptions<A> {
  readonly clock: Clock;
  readonly decide: (arrival: A) => MembershipVerdict;
  readonly emit: (arrival: A) => void;
  /** Whether two arrivals are of the same object: their order is always kept. */
  readonly sameObject: (one: A, other: A) => boolean;
}

/**
 * Keeps arrivals in order while it is undecided whether they belong: a Pod may arrive before its ReplicaSet, an Event before its Pod,
 * because there is no order across sockets. The first undecided arrival delays those behind it for `holdMs`. Then it becomes late: it is
 * still written if its owner turns out to belong. Almost every arrival is decided at once and passes straight through.
 */
export class ArrivalQueue<A> {
  readonly #options: ArrivalQueueOptions<A>;
  #line: Waiting<A>[] = [];
  #late: A[] = [];
  #timer: AbortController | undefined;

  constructor(options: ArrivalQueueOptions<A>) {
    this.#options = options;
  }

  push(arrival: A): void {
    const verdict = this.#options.decide(arrival);
    if (this.#line.length === 0 && verdict !== "undecided") {
      if (verdict === "in") this.#emit(arrival);
      return;
    }
    if (verdict === "out") return;
    this.#line.push({ arrival, decided: verdict === "in", untilMs: this.#options.clock.monotonicMs() + holdMs });
    this.#drain();
  }

  /** Processes the whole queue now; undecided arrivals become late. */
  flush(): void {
    this.#drain(Number.POSITIVE_INFINITY);
  }

  /** Drops undecided arrivals for good. */
  dropUndecided(): void {
    this.flush();
    this.#late = [];
  }

  close(): void {
    this.flush();
    this.#timer?.abort();
  }

  #emit(arrival: A): void {
    this.#emitEarlierOf(arrival);
    this.#options.emit(arrival);
    this.#retryLate();
  }

  /**
   * An owner that is still queued may have made this arrival belong; earlier arrivals of the same object are then still among the late
   * ones.
   */
  #emitEarlierOf(arrival: A): void {
    if (this.#late.length === 0) return;
    const earlier = this.#late.filter((late) => this.#options.sameObject(late, arrival));
    if (earlier.length === 0) return;
    this.#late = this.#late.filter((late) => !earlier.includes(late));
    for (const late of earlier) if (this.#options.decide(late) === "in") this.#options.emit(late);
  }

  #drain(nowMs = this.#options.clock.monotonicMs()): void {
    for (let head = this.#line[0]; head !== undefined; head = this.#line[0]) {
      const verdict = head.decided ? "in" : this.#options.decide(head.arrival);
      if (verdict === "undecided" && head.untilMs > nowMs) break;
      this.#line.shift();
      if (verdict === "in") this.#emit(head.arrival);
      if (verdict === "undecided") this.#stepAside(head.arrival);
    }
    this.#wake();
  }

  #stepAside(arrival: A): void {
    this.#late.push(arrival);
    if (this.#late.length > lateLimit) this.#late.shift();
  }

  /**
   * After an accepted arrival, late ones may belong, and through these others before them (the Event of a Pod before the Pod). Everything
   * that can be decided must be written now, or the next change of the same object would overtake it. Costs nothing while no arrival is
   * late.
   */
  #retryLate(): void {
    for (let accepted = true; accepted && this.#late.length > 0; ) {
      accepted = false;
      const waiting = this.#late;
      this.#late = [];
      for (const arrival of waiting) {
        const verdict = this.#options.decide(arrival);
        if (verdict === "in") this.#options.emit(arrival);
        if (verdict === "undecided") this.#late.push(arrival);
        accepted ||= verdict === "in";
      }
    }
  }

  #wake(): void {
    this.#timer?.abort();
    const head = this.#line[0];
    if (head === undefined) return;
    const timer = new AbortController();
    this.#timer = timer;
    const waitMs = Math.max(1, head.untilMs - this.#options.clock.monotonicMs());
    void this.#options.clock.sleep(waitMs, timer.signal).then(() => {
      if (!timer.signal.aborted) this.#drain();
    });
  }
}

interface Waiting<A> {
  readonly arrival: A;
  readonly decided: boolean;
  readonly untilMs: number;
}
