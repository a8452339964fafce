import type { Clock } from "../../io/clock.js";
import { whenAborted } from "../../io/when-aborted.js";
import { assertNever } from "../../model/assert-never.js";
import type { Collection, ServedStep } from "../selection/collection.js";
import { Progress } from "../watch/progress.js";
import { type Watcher, Watchers } from "../watch/watchers.js";
import { RecordedTime } from "./recorded-time.js";
import type { ServedSession } from "./served-session.js";
import { StateNotifier } from "./state-notifier.js";

/** A point to move to. */
export interface SeekTarget {
  readonly offsetMs: number;
  /** Steps up to this sequence have happened there. */
  readonly sequence: number;
}

/**
 * Moves a recording through time and tells the watches. The one place in this room that waits for recorded time.
 *
 * Rules:
 * - Time stands before the first step until `start`, and for `leadInMs` after it, so that a client can list and open its watches.
 * - Steps come at their offset divided by speed, in sequence, never before their time.
 * - Sockets keep no order between them. So a step that goes to a watch which did not get the step before it waits until
 *   `spacingMs` after that one; a client that reads all its watches then sees the recorded order.
 * - When that makes playback fall more than five seconds behind, it says so once and goes without spacing until it has caught up.
 * - A stretch that the recording did not see ends, for those who watch, as it did for the recorder: in a 410. What came to light by its
 *   relist they are not told: they list again, and playback waits up to a second until they are back.
 * - Going forward by `seek`, every step between is played, at once. Going back, nothing is un-played to anybody: open watches are expired
 *   (410), and what lies ahead has not happened yet: see `Progress.wasTakenBack`.
 */
export class Playback {
  /** Resolves when the recording's end is reached for the first time: at once where time stands still from the start. */
  readonly ended: Promise<void>;
  readonly progress: Progress;
  readonly #session: ServedSession;
  readonly #options: PlaybackOptions;
  readonly #time: RecordedTime;
  readonly #watchers: Watchers;
  readonly #stop = new AbortController();
  readonly #stateNotifier: StateNotifier;
  /** While paused, steps up to this sequence may be played. */
  #heldAt = Number.POSITIVE_INFINITY;
  /** Replaced at every turn of events that makes waiting for the next step pointless. */
  #interruption = new AbortController();
  #isRunning = false;
  #isLagReported = false;
  #resolveEnded: () => void = () => undefined;

  constructor(session: ServedSession, options: PlaybackOptions) {
    this.#session = session;
    this.#options = options;
    this.#time = new RecordedTime(options.clock, options.speed);
    this.#stateNotifier = new StateNotifier(options.clock, this.#stop.signal);
    this.#watchers = new Watchers(options.clock, options.spacingMs);
    this.progress = new Progress(session);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    if (options.stillAtMs !== undefined) this.#stopAt(options.stillAtMs);
  }

  /** The first request for objects starts time; later calls change nothing. */
  start(): void {
    if (this.#time.state !== "waiting") return;
    this.#time.play(this.#options.leadInMs);
    this.#interrupt();
  }

  stop(): void {
    this.#stop.abort();
    this.#interruption.abort();
  }

  /** Lets time run from where it stands, at once. */
  play(): void {
    if (this.#time.state === "running") return;
    this.#heldAt = Number.POSITIVE_INFINITY;
    this.#time.play(0);
    this.#interrupt();
  }

  /** Holds time where it is. What lies at this very moment and was not played yet comes after. */
  pause(): void {
    if (this.#time.state === "paused") return;
    this.#heldAt = this.progress.sequence;
    // Where playback is behind its time, the moment it has really come to.
    this.#time.moveTo(Math.min(this.offsetMs, this.progress.next?.offsetMs ?? this.#session.durationMs));
    this.#time.pause();
    this.#interrupt();
  }

  setSpeed(speed: number): void {
    this.#time.setSpeed(speed);
    this.#interrupt();
  }

  /**
   * Moves time. Forward, the steps between are played to the watches as fast as their order allows. Backward, all watches are expired
   * and the state is again what it was then. Whether time runs stays as it is.
   */
  seek(target: SeekTarget): void {
    if (this.#time.state === "paused") this.#heldAt = target.sequence;
    this.#time.moveTo(Math.min(target.offsetMs, this.#session.durationMs));
    if (target.sequence < this.progress.sequence) {
      this.progress.goBack(target.sequence);
      this.#watchers.expireAll();
    } else if (this.watchCount === 0) this.#playUpTo(target.sequence);
    this.#interrupt();
  }

  /** Where recorded time stands, in ms since the recording began; never outside it. */
  get offsetMs(): number {
    return Math.min(this.#time.offsetMs, this.#session.durationMs);
  }

  get state(): RecordedTime["state"] {
    return this.#time.state;
  }

  get speed(): number {
    return this.#time.speed;
  }

  /** Resolves to whether the version was reached within the time. */
  async waitFor(collection: Collection, version: string, timeoutMs: number): Promise<boolean> {
    return this.#stateNotifier.waitUntil(() => this.progress.hasReached(collection, version), timeoutMs);
  }

  /** From now on the watch is offered every step. What it has missed since its own start it is given at once. */
  attach(watch: Watcher): void {
    this.#watchers.add(watch, watch.collection.steps.slice(0, this.progress.positionOf(watch.collection)));
    this.#stateNotifier.notify();
  }

  detach(watch: Watcher): void {
    this.#watchers.remove(watch);
  }

  /** How many watches are open. */
  get watchCount(): number {
    return this.#watchers.count;
  }

  /** Something changed that the player waits by. It begins to run with the first such turn. */
  #interrupt(): void {
    this.#interruption.abort();
    this.#interruption = new AbortController();
    if (this.#isRunning || this.#time.state === "waiting") return;
    this.#isRunning = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    let sinceYield = 0;
    while (!this.#stop.signal.aborted) {
      const { signal } = this.#interruption;
      if (++sinceYield >= stepsPerYield) {
        sinceYield = 0;
        await this.#options.clock.sleep(0, signal);
      }
      const step = this.progress.next;
      await this.#sleepUntilDue(step, signal);
      if (step !== undefined) await this.#space(step, signal);
      if (signal.aborted) continue;
      if (step !== undefined) await this.#waitForReconnects(step, this.#deliver(step));
      else {
        this.#resolveEnded();
        await whenAborted(signal);
      }
    }
  }

  #stopAt(atMs: number): void {
    for (const step of this.#session.steps) if (step.offsetMs <= atMs) this.#deliver(step);
    this.#heldAt = this.progress.sequence;
    this.#time.moveTo(Math.min(atMs, this.#session.durationMs));
    this.#time.pause();
    this.#resolveEnded();
  }

  #playUpTo(sequence: number): void {
    for (let step = this.progress.next; step !== undefined && step.sequence <= sequence; step = this.progress.next) this.#deliver(step);
  }

  /** Says how many watches were ended by it. */
  #deliver(step: ServedStep): number {
    this.progress.advance(step);
    this.#stateNotifier.notify();
    switch (step.kind) {
      case "change":
        this.#watchers.send(step);
        return 0;
      case "loss":
        return this.#watchers.lose(step);
      default:
        return assertNever(step);
    }
  }

  /** Clients whose watches ended list again and come back; what happens before they have would be lost to them in the list. */
  async #waitForReconnects({ collection }: ServedStep, ended: number): Promise<void> {
    if (ended === 0) return;
    const count = this.#watchers.countOf(collection) + ended;
    await this.#stateNotifier.waitUntil(() => this.#watchers.countOf(collection) >= count, reconnectMs);
  }

  async #space(step: ServedStep, signal: AbortSignal): Promise<void> {
    const waitMs = this.#watchers.waitMs(step);
    if (waitMs <= 0 || signal.aborted) return;
    const lagMs = this.#options.clock.monotonicMs() - this.#time.dueMs(step.offsetMs);
    if (lagMs <= toleratedLagMs) return sleepOnTime(this.#options.clock, waitMs, signal);
    if (!this.#isLagReported)
      this.#options.log("playback is more than 5 s behind: events of different streams may now arrive out of order");
    this.#isLagReported = true;
  }

  /** Without a step: until the recording's end. While paused, a step is due when it lies before the point where time is held, else never. */
  async #sleepUntilDue(step: ServedStep | undefined, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    if (this.#time.state === "paused") return step !== undefined && step.sequence <= this.#heldAt ? undefined : whenAborted(signal);
    const dueMs = this.#time.dueMs(step?.offsetMs ?? this.#session.durationMs);
    for (let restMs = dueMs - clock.monotonicMs(); restMs > 0 && !signal.aborted; restMs = dueMs - clock.monotonicMs()) {
      await clock.sleep(Math.min(restMs, maxSleepMs), signal);
    }
  }
}

export interface PlaybackOptions {
  readonly clock: Clock;
  /** Recorded milliseconds for each one of wall time; may be Infinity. */
  readonly speed: number;
  /** Offset at which time stands still at first; absent: time runs. */
  readonly stillAtMs?: number | undefined;
  readonly leadInMs: number;
  readonly spacingMs: number;
  readonly log: (message: string) => void;
}

const toleratedLagMs = 5000;
/** So long may clients take to come back after a 410. */
const reconnectMs = 1000;
/** Timers cannot wait longer than 24.8 days; recordings may. */
const maxSleepMs = 3_600_000;
/** In a dense stretch the sockets get their turn after so many steps. */
const stepsPerYield = 64;

/** A timer is in time when it fires no later than this. */
const onTimeMs = 4;
const maxLateTimers = 5;

/**
 * Sleeps for so long before a client is sent more. A timer that fires late tells of a busy machine, on which a client is as late in reading
 * what it was sent: then it sleeps on, until a timer is in time again.
 */
async function sleepOnTime(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  for (let restMs = ms, tries = 0; restMs > 0 && tries < maxLateTimers && !signal.aborted; tries++) {
    const dueMs = clock.monotonicMs() + restMs;
    await clock.sleep(restMs, signal);
    const lateMs = clock.monotonicMs() - dueMs;
    restMs = lateMs > onTimeMs ? 2 * lateMs : 0;
  }
}
