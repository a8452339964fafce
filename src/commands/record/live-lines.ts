import { setImmediate as nextTurn } from "node:timers/promises";
import { KubespyError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import type { OutputStream } from "../../io/streams.js";
import type { Frame } from "../../model/frame.js";

interface LiveLinesOptions {
  readonly stdout: OutputStream;
  readonly clock: Clock;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
  /** The line of one frame, or several, without the last newline; undefined for none. */
  readonly format: (frame: Frame) => string | undefined;
  /** The one line for frames that arrived too fast, in sequence; none of them was formatted. */
  readonly fold: (frames: readonly Frame[]) => string;
  /** Called before anything is written: the last line of the terminal may hold something else. */
  readonly makeRoom: () => void;
  /** Called when the output is closed. */
  readonly closed: () => void;
  /** Called with what `format` or `fold` throws: a line says then that the frame cannot be shown. */
  readonly failed: (error: unknown) => void;
}

/** The maximum time of each turn of the event loop that is spent on formatting: recording comes first. */
const maxTurnMs = 2;

/** As above, for what still waits at the end. */
const maxLastTurnMs = 500;

/**
 * The most lines that a terminal gets: more than anybody reads, few enough for a slow terminal. What comes after a pause may be a few screens at once: the
 * first list, a rollout; the changes behind it need not wait.
 */
const terminalPace = { linesPerMs: 1, atOnce: 200, everyMs: 20 } as const;

/** What may wait to be printed; more is folded into one line. In a pipe every line is wanted, so only memory sets a limit. */
const maxWaiting = { terminal: { frames: 500, bytes: 8 * 1024 * 1024 }, pipe: { frames: 50_000, bytes: 32 * 1024 * 1024 } } as const;

/**
 * Prints a line for each change without delaying the recording: a burst is printed after it was recorded, and what is too much for the
 * reader (a slow terminal, a pipe into a pager) is folded into one line with its counts. The session contains all of it.
 */
export class LiveLines {
  readonly #options: LiveLinesOptions;
  readonly #maxWaiting: { readonly frames: number; readonly bytes: number };
  #waiting: Frame[] = [];
  #waitingBytes = 0;
  /** Precedes the frames that wait. */
  #folded = "";
  /** The next lines are scheduled: for the next turn, at the terminal's pace, or when the reader has taken the last ones. */
  #scheduled = false;
  #ended = false;
  /** How many lines the terminal may get, and when that was counted. */
  #allowance: number = terminalPace.atOnce;
  #countedMs = 0;

  constructor(options: LiveLinesOptions) {
    this.#options = options;
    this.#maxWaiting = options.stdout.isTty ? maxWaiting.terminal : maxWaiting.pipe;
  }

  push(frame: Frame): void {
    this.#waiting.push(frame);
    this.#waitingBytes += bytesOf(frame);
    if (this.#waiting.length > this.#maxWaiting.frames || this.#waitingBytes > this.#maxWaiting.bytes) this.#fold();
    this.#start();
  }

  /** A line that belongs to no frame: after those that are printed, before those that wait. */
  say(line: string): void {
    this.#folded += `${line}\n`;
    this.#start();
  }

  /** Prints all that waits, now. `inHurry`: folds what cannot be formatted in time, because a program that was stopped has to end. */
  end(inHurry = false): void {
    this.#ended = true;
    const limitMs = inHurry ? this.#options.clock.monotonicMs() + maxLastTurnMs : Number.POSITIVE_INFINITY;
    let text = this.#take(Number.POSITIVE_INFINITY, limitMs);
    if (this.#waiting.length > 0) {
      this.#fold();
      text += this.#folded;
    }
    this.#write(text);
  }

  #start(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    void nextTurn()
      .then(() => this.#printSome())
      .catch((error: unknown) => this.#options.failed(error));
  }

  #fold(): void {
    this.#folded += `${this.#safely(() => this.#options.fold(this.#waiting), `${this.#waiting.length} changes cannot be shown`)}\n`;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  async #printSome(): Promise<void> {
    const { stdout, clock } = this.#options;
    while ((this.#waiting.length > 0 || this.#folded !== "") && !this.#ended) {
      const taken = this.#write(this.#take(this.#linesAllowed(), clock.monotonicMs() + maxTurnMs));
      if (!taken) await stdout.drained().catch((error: unknown) => this.#stopUnlessFull(error));
      if (this.#linesAllowed() === 0) await clock.sleep(terminalPace.everyMs);
      else await nextTurn();
    }
    this.#scheduled = false;
  }

  #linesAllowed(): number {
    if (!this.#options.stdout.isTty) return Number.POSITIVE_INFINITY;
    const nowMs = this.#options.clock.monotonicMs();
    this.#allowance = Math.min(terminalPace.atOnce, this.#allowance + (nowMs - this.#countedMs) * terminalPace.linesPerMs);
    this.#countedMs = nowMs;
    return Math.floor(this.#allowance);
  }

  /** A closed output ends the recording. A full disk does not: its lines are lost, and the program says so at its end. */
  #stopUnlessFull(error: unknown): void {
    if (error instanceof KubespyError) return;
    this.#ended = true;
    this.#options.closed();
  }

  /** False when the reader has not taken it yet. */
  #write(text: string): boolean {
    if (text === "") return true;
    this.#options.makeRoom();
    return this.#options.stdout.write(text);
  }

  #safely<T>(text: () => T, instead: string): T | string {
    try {
      return text();
    } catch (error) {
      this.#options.failed(error);
      return instead;
    }
  }

  /** As many lines as may be formatted until this time; at least one. */
  #take(maxLines: number, endMs: number): string {
    let text = this.#folded;
    this.#folded = "";
    let taken = 0;
    for (const frame of this.#waiting) {
      const { moments = offsetFormat } = this.#options;
      const instead = `${moments.text(frame.offsetMs)} #${frame.sequence} cannot be shown`;
      const line = this.#safely(() => this.#options.format(frame), instead);
      if (line !== undefined) text += `${line}\n`;
      this.#waitingBytes -= bytesOf(frame);
      if (++taken >= maxLines || this.#options.clock.monotonicMs() >= endMs) break;
    }
    this.#waiting.splice(0, taken);
    this.#allowance -= taken;
    return text;
  }
}

function bytesOf(frame: Frame): number {
  return frame.kind === "gap" ? 0 : frame.revision.bytes.length;
}
