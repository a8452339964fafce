import { KubespyError } from "../errors.js";
import type { Clock } from "../io/clock.js";
import { assertNever } from "../model/assert-never.js";
import type { ObjectRef } from "../model/kube-object.js";
import type { Marker, SessionReader } from "../model/session.js";
import { chooseObjects } from "../replay/choose-objects.js";
import { refsOf } from "../replay/session-lookup.js";
import { FrameTeller } from "./frame-teller.js";
import type { Effect, PlayerEvent } from "./player-event.js";
import { currentIndex, type Message, type PlayerState } from "./player-state.js";
import { rowsAround } from "./rows-around.js";
import { seek } from "./seek.js";
import { readTimeline } from "./timeline.js";
import { update } from "./update.js";
import { writtenText } from "./written-text.js";

export interface PlayerOptions {
  readonly reader: SessionReader;
  readonly start: PlayerState;
  readonly clock: Clock;
  /** Called after every change; the state is to be shown soon. */
  readonly onChange: (state: PlayerState) => void;
  /** Writes a file that is not there yet. Rejects with `KubespyError` when that cannot be done. */
  readonly save: (file: string, text: string) => Promise<void>;
  /** Puts a marker into the stored session; absent where there is none. */
  readonly mark?: ((marker: Marker) => Promise<void>) | undefined;
  readonly suspend: () => void;
}

export type PlayerEnd = "quit" | "interrupted";

/** Rows read on each side of the position, and how near to their edge one may come before more are read. */
const rowsEach = 80;
const edge = 40;
/** How often the playhead moves, in real ms. */
const tickMs = 50;
const longestTickMs = 500;

/**
 * The player at work: hands events to `update`, does what it asks for, and reads what the state needs and has not got: the rows around the
 * position, the world, the timeline. Of each only one reading is under way at a time; when it is done it is seen whether it is enough.
 */
export class Player {
  readonly #options: PlayerOptions;
  readonly #teller: FrameTeller;
  readonly #closed = new AbortController();
  readonly #ended: Promise<PlayerEnd>;
  #end: (end: PlayerEnd) => void = () => {};
  #fail: (error: unknown) => void = () => {};
  #state: PlayerState;
  #running = false;
  #seeking = new AbortController();
  #refs: readonly ObjectRef[] | undefined;
  readonly #busy = new Set<string>();

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#state = options.start;
    this.#teller = new FrameTeller(options.reader);
    this.#ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.#ended.catch(() => {});
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** Reads the rows around the start: what the first screen needs. */
  async open(): Promise<void> {
    await this.#readRows();
  }

  /** Runs until the player is left. Rejects when the session cannot be read. */
  async run(): Promise<PlayerEnd> {
    this.#running = true;
    this.#once("timeline", () => this.#readTimeline());
    this.#needs();
    try {
      return await this.#ended;
    } finally {
      this.#closed.abort();
      this.#seeking.abort();
    }
  }

  interrupt(): void {
    this.#end("interrupted");
  }

  dispatch(event: PlayerEvent): void {
    if (this.#closed.signal.aborted) return;
    try {
      const { state, effects } = update(this.#state, event);
      this.#state = state;
      for (const effect of effects) this.#perform(effect);
      this.#options.onChange(this.#state);
      this.#needs();
    } catch (error) {
      this.#fail(error);
    }
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case "seek":
        this.#seek(effect);
        break;
      case "stop-seeking":
        this.#seeking.abort();
        break;
      case "filter":
        this.#attempt(() => this.#filter(effect.words));
        break;
      case "mark":
        this.#attempt(() => this.#mark(effect.marker));
        break;
      case "write":
        this.#attempt(() => this.#write(effect.file));
        break;
      case "suspend":
        this.#options.suspend();
        break;
      case "quit":
        this.#end(effect.interrupted ? "interrupted" : "quit");
        break;
      default:
        assertNever(effect);
    }
  }

  /** Starts the readings that the state calls for. */
  #needs(): void {
    if (!this.#running) return;
    if (this.#lacksRows()) this.#once("rows", () => this.#readRows());
    if (this.#state.pane === "world" && this.#state.world?.sequence !== this.#state.position) this.#once("world", () => this.#readWorld());
    if (this.#state.playing !== undefined) this.#once("ticks", () => this.#playOn());
  }

  #lacksRows(): boolean {
    const { window, position } = this.#state;
    if (position < 1) return false;
    const index = currentIndex(this.#state);
    if (index < 0) return this.#state.seeking === undefined || this.#state.filter === undefined;
    return (index < edge && !window.reachesStart) || (index >= window.rows.length - edge && !window.reachesEnd);
  }

  async #readRows(): Promise<void> {
    const { position, filter } = this.#state;
    if (position < 1) return;
    const window = await rowsAround(this.#options.reader, this.#teller, { sequence: position, uids: filter?.uids, each: rowsEach });
    if (this.#state.filter === filter) this.dispatch({ kind: "rows", window });
  }

  async #readWorld(): Promise<void> {
    const { position } = this.#state;
    const last = await this.#options.reader.lastFramesAt(position);
    const frames = last.flatMap((frame) => (frame.kind === "object" ? [frame] : []));
    this.dispatch({ kind: "world", world: { sequence: position, frames } });
  }

  async #readTimeline(): Promise<void> {
    for await (const timeline of readTimeline(this.#options.reader, this.#closed.signal)) this.dispatch({ kind: "timeline", timeline });
  }

  async #playOn(): Promise<void> {
    const { clock } = this.#options;
    let last = clock.monotonicMs();
    while (this.#state.playing !== undefined && !this.#closed.signal.aborted) {
      await clock.sleep(tickMs, this.#closed.signal);
      const now = clock.monotonicMs();
      // A stop (Ctrl-Z, a laptop asleep) is no time that was watched.
      this.dispatch({ kind: "tick", elapsedMs: Math.min(now - last, longestTickMs) });
      last = now;
    }
  }

  #seek({ query, what }: Extract<Effect, { kind: "seek" }>): void {
    this.#seeking.abort();
    const mine = new AbortController();
    this.#seeking = mine;
    const place = {
      position: this.#state.position,
      uids: this.#state.filter?.uids,
      signal: mine.signal,
      onProgress: (sequence: number) => this.dispatch({ kind: "progress", sequence }),
    };
    this.#reading(async () => {
      const sequence = await seek(this.#options.reader, this.#teller, query, place);
      if (mine.signal.aborted) return;
      this.dispatch(sequence === undefined ? { kind: "not-found", what } : { kind: "found", sequence, query });
    });
  }

  async #filter(words: string): Promise<void> {
    const typed = words.split(/[\s,]+/).filter((word) => word !== "");
    if (typed.length === 0) return this.dispatch({ kind: "filtered", filter: undefined });
    this.#refs ??= await refsOf(this.#options.reader);
    this.dispatch({ kind: "filtered", filter: { words: typed.join(" "), uids: chooseObjects(typed, this.#refs) } });
  }

  async #mark(marker: Marker): Promise<void> {
    const { mark, reader, clock } = this.#options;
    if (mark === undefined) throw new KubespyError('markers need a session in the store: run "kubespy import FILE" first');
    await mark({ ...marker, madeAt: new Date(clock.wallMs()).toISOString() });
    const known = [...(await reader.markers())];
    const markers = known.some((other) => other.offsetMs === marker.offsetMs && other.text === marker.text) ? known : [...known, marker];
    this.dispatch({ kind: "marked", markers: markers.sort((a, b) => a.offsetMs - b.offsetMs), message: said(`marked: ${marker.text}`) });
  }

  async #write(file: string): Promise<void> {
    await this.#options.save(file, writtenText(this.#state, file));
    this.dispatch({ kind: "said", message: said(`wrote ${file}`) });
  }

  /** What a user asked for and cannot have is said; the player goes on. */
  #attempt(action: () => Promise<void>): void {
    this.#reading(async () => {
      try {
        await action();
      } catch (error) {
        if (!(error instanceof KubespyError)) throw error;
        const hint = error.hint === undefined || error.hint.includes("--") ? "" : `; ${error.hint}`;
        this.dispatch({ kind: "said", message: { text: `${error.message}${hint}`, tone: "bad" } });
      }
    });
  }

  #once(name: string, action: () => Promise<void>): void {
    if (this.#busy.has(name)) return;
    this.#busy.add(name);
    this.#reading(async () => {
      await action();
      this.#busy.delete(name);
      if (!this.#closed.signal.aborted) this.#needs();
    });
  }

  /** A session that cannot be read ends the player, unless it is being left anyway. */
  #reading(action: () => Promise<void>): void {
    action().catch((error: unknown) => {
      if (!this.#closed.signal.aborted) this.#fail(error);
    });
  }
}

function said(text: string): Message {
  return { text, tone: "neutral" };
}
