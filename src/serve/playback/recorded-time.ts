import type { Clock } from "../../io/clock.js";

/** Maps recorded time to wall time: from an anchor (an offset at a moment) at some speed, or paused. `waiting`: for the first request. */
export class RecordedTime {
  readonly #clock: Clock;
  #state: "waiting" | "running" | "paused" = "waiting";
  #speed: number;
  #anchorOffsetMs = 0;
  /** In `Clock.monotonicMs()`; if it is in the future, time is held until then. */
  #anchoredAtMs = 0;

  constructor(clock: Clock, speed: number) {
    this.#clock = clock;
    this.#speed = speed;
  }

  get state(): "waiting" | "running" | "paused" {
    return this.#state;
  }

  /** Recorded milliseconds for each one of wall time; may be Infinity. */
  get speed(): number {
    return this.#speed;
  }

  /** Milliseconds since the recording began; may run past its end. */
  get offsetMs(): number {
    const elapsedMs = this.#clock.monotonicMs() - this.#anchoredAtMs;
    return this.#state !== "running" || elapsedMs <= 0 ? this.#anchorOffsetMs : this.#anchorOffsetMs + elapsedMs * this.#speed;
  }

  /** When an offset is reached, in `Clock.monotonicMs()`, if time keeps running; in the past if playback is behind. */
  dueMs(offsetMs: number): number {
    return this.#anchoredAtMs + Math.max(0, offsetMs - this.#anchorOffsetMs) / this.#speed;
  }

  play(leadInMs: number): void {
    this.#anchoredAtMs = this.#clock.monotonicMs() + leadInMs;
    this.#state = "running";
  }

  pause(): void {
    this.#anchorOffsetMs = this.offsetMs;
    this.#state = "paused";
  }

  setSpeed(speed: number): void {
    this.#anchor(this.offsetMs);
    this.#speed = speed;
  }

  moveTo(offsetMs: number): void {
    this.#anchor(offsetMs);
  }

  /** Keeps an unfinished lead-in. */
  #anchor(offsetMs: number): void {
    this.#anchorOffsetMs = offsetMs;
    this.#anchoredAtMs = Math.max(this.#clock.monotonicMs(), this.#anchoredAtMs);
  }
}
