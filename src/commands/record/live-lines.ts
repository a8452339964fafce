import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../io/clock.js";
import type { OutputStream } from "../../io/streams.js";
import type { Frame } from "../../model/frame.js";

export interface LiveLinesOptions {
  readonly stdout: OutputStream;
  readonly clock: Clock;
  /** The line of one frame, or several, without the last newline; undefined for none. */
  readonly tell: (frame: Frame) => string | undefined;
  /** The one line of frames that came too fast, in sequence; none of them was told. */
  readonly fold: (frames: readonly Frame[]) => string;
  /** Called before anything is written: something else may stand on the last line of the terminal. */
  readonly makeRoom: () => void;
  /** Called when nobody reads the output any more. */
  readonly closed: () => void;
}

/** Of each turn of the event loop, so much at most goes into words: recording comes first. */
const turnMs = 2;

/** A terminal gets at most so many lines in so long: more than anybody reads, little enough for a slow one. */
const terminalPace = { lines: 20, everyMs: 20 } as const;

/** What may wait to be told; then it is folded into one line. In a pipe every line is wanted, so only memory sets a bound. */
const maxWaiting = { terminal: { frames: 500, bytes: 8 * 1024 * 1024 }, pipe: { frames: 50_000, bytes: 32 * 1024 * 1024 } } as const;

/**
 * Prints a line a change beside the recording, and never in its way: a burst is told after it was recorded, and what is too much for the
 * reader (a slow terminal, a pipe into a pager) is folded into one line that says how much it was. Nothing of it is missing in the session.
 */
export class LiveLines {
  readonly #options: LiveLinesOptions;
  readonly #most: { readonly frames: number; readonly bytes: number };
  #waiting: Frame[] = [];
  #waitingBytes = 0;
  /** Came before those that wait. */
  #folded = "";
  /** The next lines are on their way: in the next turn, at the terminal's pace, or when the reader has taken the last ones. */
  #underWay = false;
  #ended = false;
  /** Until when the terminal's pace counts, and how many lines it got since it began to. */
  #paceEndsMs = 0;
  #paceLines = 0;

  constructor(options: LiveLinesOptions) {
    this.#options = options;
    this.#most = options.stdout.isTty ? maxWaiting.terminal : maxWaiting.pipe;
  }

  push(frame: Frame): void {
    this.#waiting.push(frame);
    this.#waitingBytes += bytesOf(frame);
    if (this.#waiting.length > this.#most.frames || this.#waitingBytes > this.#most.bytes) this.#fold();
    this.#start();
  }

  /** Nothing waits to be told. */
  get isQuiet(): boolean {
    return !this.#underWay;
  }

  /** A line that belongs to no frame, after all that were pushed before; only while it is quiet. */
  say(line: string): void {
    this.#folded += `${line}\n`;
    this.#start();
  }

  /** Tells all that waits, now. */
  end(): void {
    this.#ended = true;
    this.#write(this.#told(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY));
  }

  #start(): void {
    if (this.#underWay) return;
    this.#underWay = true;
    void nextTurn().then(() => this.#tellSome());
  }

  #fold(): void {
    this.#folded += `${this.#options.fold(this.#waiting)}\n`;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  async #tellSome(): Promise<void> {
    const { stdout, clock } = this.#options;
    while ((this.#waiting.length > 0 || this.#folded !== "") && !this.#ended) {
      const taken = this.#write(this.#told(this.#linesAllowed(), clock.monotonicMs() + turnMs));
      if (!taken) await stdout.drained().catch(() => this.#stop());
      if (this.#linesAllowed() === 0) await clock.sleep(this.#paceEndsMs - clock.monotonicMs());
      else await nextTurn();
    }
    this.#underWay = false;
  }

  #linesAllowed(): number {
    if (!this.#options.stdout.isTty) return Number.POSITIVE_INFINITY;
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs >= this.#paceEndsMs) {
      this.#paceEndsMs = nowMs + terminalPace.everyMs;
      this.#paceLines = 0;
    }
    return terminalPace.lines - this.#paceLines;
  }

  /** Nobody reads any more. */
  #stop(): void {
    this.#ended = true;
    this.#options.closed();
  }

  /** False when the reader has not taken it yet. */
  #write(text: string): boolean {
    if (text === "") return true;
    this.#options.makeRoom();
    return this.#options.stdout.write(text);
  }

  /** As many lines as may be told until this time; at least one. */
  #told(maxLines: number, endMs: number): string {
    let text = this.#folded;
    this.#folded = "";
    let told = 0;
    for (const frame of this.#waiting) {
      const line = this.#options.tell(frame);
      if (line !== undefined) text += `${line}\n`;
      this.#waitingBytes -= bytesOf(frame);
      if (++told >= maxLines || this.#options.clock.monotonicMs() >= endMs) break;
    }
    this.#waiting.splice(0, told);
    this.#paceLines += told;
    return text;
  }
}

function bytesOf(frame: Frame): number {
  return frame.kind === "gap" ? 0 : frame.revision.bytes.length;
}
