import { KubespyError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import type { PlayerEnd } from "../runtime/player.js";
import type { Message } from "../state/player-state.js";
import type { PickerEntry } from "./picker-entry.js";
import type { PickerState } from "./picker-state.js";
import { type PickerEffect, type PickerEvent, updatePicker } from "./picker-update.js";
import { PreviewReader } from "./preview-reader.js";
import type { PreviewSource } from "./session-preview.js";

/** Where the sessions come from. */
export interface PickerSource {
  /** Those of the database, newest first. Rejects with `KubespyError` where it cannot be read. */
  stored(): Promise<readonly PickerEntry[]>;
  /** All of them whenever more is known of one, first their names. Never rejects. */
  bundled(): AsyncIterable<readonly PickerEntry[]>;
  /** Undefined: it has too many frames. Rejects with `KubespyError` where it cannot be read. */
  preview(entry: PickerEntry, signal: AbortSignal): Promise<PreviewSource | undefined>;
  /** Opens the player; `takeTerminal` is that of `openPlayer`. Rejects with `KubespyError` where it cannot be opened. */
  play(entry: PickerEntry, takeTerminal: () => Promise<readonly string[]>): Promise<PlayerEnd>;
}

interface PickerOptions {
  readonly source: PickerSource;
  readonly start: PickerState;
  readonly clock: Clock;
  /** Shown where the database holds no session. */
  readonly whenEmpty: string;
  readonly suspend: () => void;
  /** Called after every change; the state is to be shown soon. */
  readonly onChange: (state: PickerState) => void;
}

/** How the picker came to the end of its time with the terminal. */
type TurnEnd =
  | { readonly kind: "left"; readonly end: PlayerEnd }
  /** The player waits for the terminal: `lend` gives it, with the keys that were typed; `ended` resolves when the player was left. */
  | { readonly kind: "lent"; readonly lend: () => void; readonly ended: Promise<PlayerEnd> };

/** The database is listed again so often, and at most in a fiftieth of the time. */
const refreshMs = 2000;
const maxShare = 50;

/**
 * The running picker: passes events to `updatePicker`, runs its effects, has the preview of the selected session read, and
 * keeps the list as it is in the database.
 */
export class Picker {
  readonly #options: PickerOptions;
  readonly #left = new AbortController();
  #state: PickerState;
  #hasTurn = false;
  #endTurn: (end: TurnEnd) => void = () => {};
  #fail: (error: unknown) => void = () => {};
  readonly #previews: PreviewReader;
  /** Resolves when the player that was opened last was left. */
  #ended: Promise<PlayerEnd> = Promise.resolve("quit");

  constructor(options: PickerOptions) {
    const { source, clock, start } = options;
    this.#options = options;
    this.#state = start;
    this.#previews = new PreviewReader({
      clock,
      read: (entry, signal) => source.preview(entry, signal),
      onRead: (entry, reading) => this.dispatch({ kind: "previewed", entry, reading }),
      onFailure: (error) => this.#fail(error),
    });
  }

  get state(): PickerState {
    return this.#state;
  }

  /** Reads what the first screen needs: the sessions, and the names of the bundled recordings. */
  async open(): Promise<void> {
    await this.list();
    const bundled = this.#options.source.bundled()[Symbol.asyncIterator]();
    const names = await bundled.next();
    if (names.done === true) return;
    this.dispatch({ kind: "bundled", entries: names.value });
    this.#begin(async () => {
      for (let next = await bundled.next(); next.done !== true && !this.#left.signal.aborted; next = await bundled.next())
        this.dispatch({ kind: "bundled", entries: next.value });
    });
  }

  /** Runs until the picker is left or the player opens. Rejects with what nobody expects. */
  async turn(): Promise<TurnEnd> {
    const over = new AbortController();
    this.#hasTurn = true;
    try {
      return await new Promise<TurnEnd>((resolve, reject) => {
        this.#endTurn = resolve;
        this.#fail = reject;
        this.#begin(() => this.#keepListed(over.signal));
        this.#previews.readFor(this.#state);
      });
    } finally {
      over.abort();
      this.#hasTurn = false;
      this.#previews.stop();
    }
  }

  /** Lists the sessions of the database. What was known stays where it cannot be read now. */
  async list(): Promise<void> {
    const { source, clock, whenEmpty } = this.#options;
    const nowMs = clock.wallMs();
    try {
      const stored = await source.stored();
      const notice = stored.length > 0 ? undefined : ({ text: whenEmpty, tone: "neutral" } as const);
      this.dispatch({ kind: "listed", stored, notice, nowMs });
    } catch (error) {
      this.dispatch({ kind: "listed", stored: this.#state.stored, notice: messageOf(error), nowMs });
    }
  }

  close(): void {
    this.#left.abort();
  }

  interrupt(): void {
    this.#endTurn({ kind: "left", end: "interrupted" });
  }

  dispatch(event: PickerEvent): void {
    if (this.#left.signal.aborted) return;
    try {
      const { state, effects } = updatePicker(this.#state, event);
      const isSame = state === this.#state;
      this.#state = state;
      for (const effect of effects) this.#run(effect);
      if (isSame) return;
      this.#options.onChange(state);
      if (this.#hasTurn) this.#previews.readFor(state);
    } catch (error) {
      this.#fail(error);
    }
  }

  #run(effect: PickerEffect): void {
    if (effect.kind === "suspend") this.#options.suspend();
    else if (effect.kind === "quit") this.#endTurn({ kind: "left", end: effect.interrupted ? "interrupted" : "quit" });
    else this.#play(effect.entry);
  }

  #play(entry: PickerEntry): void {
    this.#ended = this.#options.source
      .play(entry, () => this.#lend())
      .then(
        (end) => {
          this.dispatch({ kind: "returned" });
          // Where the player never had the terminal, the turn still runs.
          if (end === "interrupted") this.interrupt();
          return end;
        },
        (error: unknown) => {
          this.dispatch({ kind: "returned", message: messageOf(error) });
          return "quit";
        },
      );
    this.#begin(async () => void (await this.#ended));
  }

  /** Ends the turn. Resolves when the terminal is free, with the keys that were typed for the player. */
  #lend(): Promise<readonly string[]> {
    return new Promise((resolve) => {
      const lend = () => {
        resolve(this.#state.opening?.keys ?? []);
        this.dispatch({ kind: "opened" });
      };
      this.#endTurn({ kind: "lent", lend, ended: this.#ended });
    });
  }

  async #keepListed(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    for (let waitMs = refreshMs; ; ) {
      await clock.sleep(waitMs, signal);
      if (signal.aborted) return;
      const sinceMs = clock.monotonicMs();
      await this.list();
      waitMs = Math.max(refreshMs, (clock.monotonicMs() - sinceMs) * maxShare);
    }
  }

  /** Starts something that takes time. A rejection ends the picker. */
  #begin(action: () => Promise<void>): void {
    action().catch((error: unknown) => this.#fail(error));
  }
}

/** What an expected failure says, which has to fit one line: without its hint. Any other is thrown on. */
function messageOf(error: unknown): Message {
  if (!(error instanceof KubespyError)) throw error;
  return { text: error.message, tone: "bad" };
}
