import type { Clock } from "../../io/clock.js";
import { whenAborted } from "../../io/when-aborted.js";
import { assertNever } from "../../model/assert-never.js";
import type { Collection, ServedStep } from "../selection/collection.js";
import { Progress } from "../watch/progress.js";
import { type Watcher, Watchers } from "../watch/watchers.js";
import { RecordedTime } from "./recorded-time.js";
import type { ServedSession } from "./served-session.js";
import { StateNotifier } from "./state-notifier.js";

/** A target to seek to. */
export interface SeekTarget {
  readonly offsetMs: number;
  /** Steps up to this sequence have happened. */
  readonly sequence: number;
}

/** After all steps at or before an offset, or up to a sequence. */
export type StillAt = { readonly offsetMs: number } | { readonly sequence: number };

/**
 * Plays a recording and sends its steps to the watches. The only place in this room that waits for recorded time.
 *
 * Rules:
 * - Time is held before the first step until `start`, and for `leadInMs` after it, so that a client can list and open its watches.
 * - Steps are sent at their offset divided by the speed, in sequence, never early.
 * - There is no order across sockets. So a step for a watch that did not receive the previous step waits until `spacingMs` after that one;
 *   a client that reads all its watches then sees the recorded order.
 * - If playback falls more than five seconds behind because of this, it reports so once and skips the spacing until it has caught up.
 * - A period that the recording did not observe ends for watches as it did for the recorder: with a 410. Watches do not receive the changes
 *   that the relist found: clients list again, and playback waits up to a second for them to reconnect.
 * - Seeking forward plays every step in between at once. Seeking backward does not undo steps: it expires open watches (410); later changes
 *   have not happened yet: see `Progress.wasRewound`.
 */
export class Playback {
  /** Resolves when playback first reaches the end of the recording; at once if time is paused from the start. */
  readonly ended: Promise<void>;
  readonly progress: Progress;
  readonly #session: ServedSession;
  readonly #options: PlaybackOptions;
  readonly #time: RecordedTime;
  readonly #watchers: Watchers;
  readonly #stop = new AbortController();
  readonly #stateNotifier: StateNotifier;
  /** While paused, steps up to this sequence may still be played. */
  #heldAt = Number.POSITIVE_INFINITY;
  /** Aborted and replaced whenever waiting for the next step becomes pointless. */
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
    if (options.stillAt !== undefined) this.#stopAt(options.stillAt);
  }

  /** Starts time, with the first request for objects; later calls have no effect. */
  start(): void {
    if (this.#time.state !== "waiting") return;
    this.#time.play(this.#options.leadInMs);
    this.#interrupt();
  }

  stop(): void {
    this.#stop.abort();
    this.#interruption.abort();
  }

  /** Resumes time at once. */
  play(): void {
    if (this.#time.state === "running") return;
    this.#heldAt = Number.POSITIVE_INFINITY;
    this.#time.play(0);
    this.#interrupt();
  }

  /** Pauses time. Steps at this very moment that were not played yet come later. */
  pause(): void {
    if (this.#time.state === "paused") return;
    this.#heldAt = this.progress.sequence;
    // If playback is behind, pause at the moment that it has actually reached.
    this.#time.moveTo(Math.min(this.offsetMs, this.progress.next?.offsetMs ?? this.#session.durationMs));
    this.#time.pause();
    this.#interrupt();
  }

  setSpeed(speed: number): void {
    this.#time.setSpeed(speed);
    this.#interrupt();
  }

  /**
   * Moves time. Forward: sends the steps in between to the watches as fast as their order allows. Backward: expires all watches and
   * restores the earlier state. Time keeps running or stays paused.
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

  /** Current recorded time, in ms since the recording began; never outside it. */
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

  /** Adds a watch, which then receives every step; steps that it missed since its start position are sent at once. */
  attach(watch: Watcher): void {
    this.#watchers.add(watch, watch.collection.steps.slice(0, this.progress.positionOf(watch.collection)));
    this.#stateNotifier.notify();
  }

  detach(watch: Watcher): void {
    this.#watchers.remove(watch);
  }

  /** Number of open watches. */
  get watchCount(): number {
    return this.#watchers.count;
  }

  /** Restarts the waiting of the player after a change; the first call starts the player. */
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

  #stopAt(at: StillAt): void {
    let atMs = "offsetMs" in at ? at.offsetMs : 0;
    for (const step of this.#session.steps) {
      if ("offsetMs" in at ? step.offsetMs > at.offsetMs : step.sequence > at.sequence) continue;
      this.#deliver(step);
      atMs = Math.max(atMs, step.offsetMs);
    }
    this.#heldAt = this.progress.sequence;
    this.#time.moveTo(Math.min(atMs, this.#session.durationMs));
    this.#time.pause();
    this.#resolveEnded();
  }

  #playUpTo(sequence: number): void {
    for (let step = this.progress.next; step !== undefined && step.sequence <= sequence; step = this.progress.next) this.#deliver(step);
  }

  /** Returns how many watches it ended. */
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

  /** Waits for clients whose watches ended to list and reconnect; they would miss steps played before that. */
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

  /** Without a step: sleeps until the end of the recording. While paused, a step is due if it is before the pause position. */
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
  /** Where time is paused at first; absent: time runs. */
  readonly stillAt?: StillAt | undefined;
  readonly leadInMs: number;
  readonly spacingMs: number;
  readonly log: (message: string) => void;
}

const toleratedLagMs = 5000;
/** How long clients may take to reconnect after a 410. */
const reconnectMs = 1000;
/** Timers are limited to 24.8 days; recordings are not. */
const maxSleepMs = 3_600_000;
/** Yields to the sockets after this many consecutive steps. */
const stepsPerYield = 64;

/** A timer is on time if it fires at most this late. */
const onTimeMs = 4;
const maxLateTimers = 5;

/**
 * Sleeps before the next step is sent to a client. A late timer means a busy machine, on which the client reads late as well: then it
 * sleeps again, until a timer is on time.
 */
async function sleepOnTime(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  for (let restMs = ms, tries = 0; restMs > 0 && tries < maxLateTimers && !signal.aborted; tries++) {
    const dueMs = clock.monotonicMs() + restMs;
    await clock.sleep(restMs, signal);
    const lateMs = clock.monotonicMs() - dueMs;
    restMs = lateMs > onTimeMs ? 2 * lateMs : 0;
  }
}
