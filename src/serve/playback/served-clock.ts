import type { Clock } from "../../io/clock.js";
import type { Playback } from "./playback.js";
import type { ServedSession } from "./served-session.js";

/**
 * The time that clients are told: that of the recorded server at the current playback position, for the `Date` header and for ages. With `rebase`, all
 * recorded times are moved so that this position is now.
 */
export class ServedClock {
  readonly #session: ServedSession;
  readonly #playback: Playback;
  readonly #clock: Clock;
  readonly #rebase: boolean;
  #heldShiftMs: number | undefined;

  constructor(session: ServedSession, playback: Playback, { clock, rebase }: { readonly clock: Clock; readonly rebase: boolean }) {
    this.#session = session;
    this.#playback = playback;
    this.#clock = clock;
    this.#rebase = rebase;
  }

  /** In ms since the epoch. */
  get nowMs(): number {
    return this.#recordedNowMs + this.shiftMs;
  }

  /**
   * What recorded times are moved by, in whole seconds; 0 without `rebase`. While a session is played at its own speed it stays the same. Where recorded
   * time stands still, is played at another speed or jumps, it follows: the served moment is always now.
   */
  get shiftMs(): number {
    if (!this.#rebase) return 0;
    const shiftMs = this.#clock.wallMs() - this.#recordedNowMs;
    if (this.#heldShiftMs === undefined || Math.abs(shiftMs - this.#heldShiftMs) >= 1000)
      this.#heldShiftMs = Math.floor(shiftMs / 1000) * 1000;
    return this.#heldShiftMs;
  }

  /** A forged recording may have no valid date; then our clock. */
  get #recordedNowMs(): number {
    const { header } = this.#session;
    const nowMs = Date.parse(header.startedAt) + (header.server?.clockOffsetMs ?? 0) + this.#playback.offsetMs;
    return Number.isNaN(new Date(nowMs).getTime()) ? this.#clock.wallMs() : nowMs;
  }
}
