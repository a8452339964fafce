import type { Clock } from "../io/clock.js";
import { compareResourceVersions } from "../model/resource-version.js";
import type { Collection, Step } from "./collection.js";
import type { ServedSession } from "./served-session.js";

/** One that wants to hear of the steps of a collection. */
export interface Watcher {
  readonly collection: Collection;
  /** Steps after this position are its own to have. */
  readonly position: number;
  /** Whether `offer` would send this step. */
  wants(step: Step): boolean;
  /** Sends the step if it is wanted, and says whether it was. */
  offer(step: Step): boolean;
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
 */
export class Playback {
  /** Resolves when the recording's end is reached: at once where time stands still. */
  readonly ended: Promise<void>;
  readonly #session: ServedSession;
  readonly #options: PlaybackOptions;
  readonly #positions = new Map<Collection, number>();
  readonly #watches = new Map<Collection, Set<Watcher>>();
  readonly #stop = new AbortController();
  readonly #waiting = new Set<() => void>();
  readonly #wire: { recipients: ReadonlySet<Watcher>; writtenAtMs: number } = {
    recipients: new Set(),
    writtenAtMs: Number.NEGATIVE_INFINITY,
  };
  #serverVersion: string;
  #startedAtMs: number | undefined;
  #lagSaid = false;
  #resolveEnded: () => void = () => undefined;

  constructor(session: ServedSession, options: PlaybackOptions) {
    this.#session = session;
    this.#options = options;
    this.#serverVersion = session.startVersion;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    if (options.stillAtMs !== undefined) this.#standStill(options.stillAtMs);
  }

  /** The first request for objects starts time; later calls change nothing. */
  start(): void {
    if (this.#startedAtMs !== undefined || this.#options.stillAtMs !== undefined) return;
    this.#startedAtMs = this.#options.clock.monotonicMs();
    void this.#run();
  }

  stop(): void {
    this.#stop.abort();
    for (const wake of this.#waiting) wake();
  }

  /** Where recorded time stands, in ms since the recording began; never before its beginning. */
  get offsetMs(): number {
    const { clock, stillAtMs, leadInMs, speed } = this.#options;
    if (stillAtMs !== undefined) return stillAtMs;
    if (this.#startedAtMs === undefined) return 0;
    return Math.max(0, (clock.monotonicMs() - this.#startedAtMs - leadInMs) * speed);
  }

  /** The highest resourceVersion that anything has come to. */
  get serverVersion(): string {
    return this.#serverVersion;
  }

  positionOf(collection: Collection): number {
    return this.#positions.get(collection) ?? 0;
  }

  /** The resourceVersion of a collection now: a watch from it begins with the next step. */
  versionOf(collection: Collection): string {
    return collection.versionAt(this.positionOf(collection), this.#serverVersion);
  }

  /** Whether a version lies in the present or past. Versions that were given out count, whatever they look like. */
  hasReached(collection: Collection, version: string): boolean {
    const order = compareResourceVersions(version, this.#serverVersion);
    if (order !== undefined && order <= 0) return true;
    const position = collection.positionOf(version);
    return position !== undefined && position <= this.positionOf(collection) && collection.isKnown(version);
  }

  /** Resolves to whether the version was reached within the time. */
  async waitFor(collection: Collection, version: string, timeoutMs: number): Promise<boolean> {
    const over = new AbortController();
    void this.#options.clock.sleep(timeoutMs, over.signal).then(() => over.abort());
    while (!this.hasReached(collection, version) && !over.signal.aborted && !this.#stop.signal.aborted) await this.#nextStep(over.signal);
    over.abort();
    return this.hasReached(collection, version);
  }

  /** From now on the watch is offered every step. What it has missed since its own start it is given at once. */
  attach(watch: Watcher): void {
    const { collection } = watch;
    const watches = this.#watches.get(collection) ?? new Set();
    this.#watches.set(collection, watches.add(watch));
    const wrote = collection.steps.slice(watch.position, this.positionOf(collection)).filter((step) => watch.offer(step));
    if (wrote.length > 0) this.#noteWritten(new Set([watch]));
  }

  detach(watch: Watcher): void {
    this.#watches.get(watch.collection)?.delete(watch);
  }

  /** How many watches are open. */
  get watchCount(): number {
    return [...this.#watches.values()].reduce((sum, watches) => sum + watches.size, 0);
  }

  async #run(): Promise<void> {
    let sinceBreath = 0;
    for (const step of this.#session.steps) {
      if (++sinceBreath >= stepsPerBreath) {
        sinceBreath = 0;
        await this.#options.clock.sleep(0, this.#stop.signal);
      }
      await this.#sleepUntil(this.#dueMs(step.offsetMs));
      await this.#space(step);
      if (this.#stop.signal.aborted) return;
      this.#play(step);
    }
    await this.#sleepUntil(this.#dueMs(this.#session.durationMs));
    this.#resolveEnded();
  }

  #standStill(atMs: number): void {
    for (const step of this.#session.steps) if (step.offsetMs <= atMs) this.#play(step);
    this.#resolveEnded();
  }

  #play(step: Step): void {
    const { collection, position } = step;
    this.#positions.set(collection, position);
    const version = collection.labelOf(position);
    if ((compareResourceVersions(version, this.#serverVersion) ?? 0) > 0) this.#serverVersion = version;
    const recipients = [...(this.#watches.get(collection) ?? [])].filter((watch) => watch.offer(step));
    if (recipients.length > 0) this.#noteWritten(new Set(recipients));
    for (const wake of this.#waiting) wake();
  }

  #noteWritten(recipients: ReadonlySet<Watcher>): void {
    this.#wire.recipients = recipients;
    this.#wire.writtenAtMs = this.#options.clock.monotonicMs();
  }

  async #space(step: Step): Promise<void> {
    const interested = [...(this.#watches.get(step.collection) ?? [])].filter((watch) => watch.wants(step));
    if (interested.every((watch) => this.#wire.recipients.has(watch))) return;
    const now = this.#options.clock.monotonicMs();
    const lagMs = now - this.#dueMs(step.offsetMs);
    const waitMs = this.#wire.writtenAtMs + this.#options.spacingMs - now;
    if (waitMs <= 0) return;
    if (lagMs <= toleratedLagMs) return this.#options.clock.sleep(waitMs, this.#stop.signal);
    if (!this.#lagSaid) this.#options.log("playback is more than 5 s behind: events of different streams may now arrive out of order");
    this.#lagSaid = true;
  }

  #dueMs(offsetMs: number): number {
    const { leadInMs, speed } = this.#options;
    return (this.#startedAtMs ?? 0) + leadInMs + offsetMs / speed;
  }

  async #sleepUntil(dueMs: number): Promise<void> {
    const { clock } = this.#options;
    for (let restMs = dueMs - clock.monotonicMs(); restMs > 0 && !this.#stop.signal.aborted; restMs = dueMs - clock.monotonicMs()) {
      await clock.sleep(Math.min(restMs, longestSleepMs), this.#stop.signal);
    }
  }

  #nextStep(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake);
    });
  }
}

export interface PlaybackOptions {
  readonly clock: Clock;
  /** Recorded milliseconds for each one of wall time; may be Infinity. */
  readonly speed: number;
  /** Offset at which time stands still; absent: time runs. */
  readonly stillAtMs?: number | undefined;
  readonly leadInMs: number;
  readonly spacingMs: number;
  readonly log: (message: string) => void;
}

const toleratedLagMs = 5000;
/** Timers cannot wait longer than 24.8 days; recordings may. */
const longestSleepMs = 3_600_000;
/** In a dense stretch the sockets get their turn after so many steps. */
const stepsPerBreath = 64;
