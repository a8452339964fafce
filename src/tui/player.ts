import { KubespyError } from "../errors.js";
import type { Clock } from "../io/clock.js";
import { assertNever } from "../model/assert-never.js";
import type { ObjectRef } from "../model/kube-object.js";
import type { Marker, SessionReader } from "../model/session.js";
import { chooseObjects } from "../replay/choose-objects.js";
import { refsOf } from "../replay/session-lookup.js";
import { readFindings } from "./finding-log.js";
import { readFindingsOf } from "./findings-of-object.js";
import { findingsToRead } from "./findings-shown.js";
import { FrameTeller } from "./frame-teller.js";
import { findingsOfObjects, mostDiagnosed, withLog } from "./known-findings.js";
import { detailHeight, listHeight } from "./layout.js";
import type { Effect, PlayerEvent } from "./player-event.js";
import { currentIndex, type Message, type PlayerState } from "./player-state.js";
import { emptyWindow, rowIndex, rowsAround } from "./rows-around.js";
import { seek } from "./seek.js";
import { readGaps, readObjects, readTrack, type Timeline } from "./timeline.js";
import { trackToRead } from "./tracks-shown.js";
import { Turns } from "./turns.js";
import { update } from "./update.js";
import { largestTree, type Shown, WorldReader } from "./world.js";
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
 *
 * A session may hold millions of frames, so of each no more is read than the screen shows, that first, and then what its user may want next:
 * in pieces, between which keys are heard. Who waits for rows or the world does not wait for the timeline.
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
  readonly #turns: Turns;
  readonly #idleTurns: Turns;
  readonly #world: WorldReader;
  readonly #objects: AsyncGenerator<Partial<Timeline>>;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#state = options.start;
    this.#teller = new FrameTeller(options.reader);
    this.#turns = new Turns(options.clock);
    this.#idleTurns = new Turns(options.clock, () => this.#busy.has("rows") || this.#busy.has("world"));
    this.#world = new WorldReader(options.reader, { turns: this.#turns, namespaces: options.start.session.namespaces });
    this.#objects = readObjects(options.reader);
    this.#ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.#ended.catch(() => {});
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** Reads what the first screen needs: the rows around the start, and who has a track. */
  async open(): Promise<void> {
    const first = await this.#objects.next();
    if (first.done !== true) this.dispatch({ kind: "timeline", known: first.value });
    await this.#readRows();
  }

  /** Runs until the player is left. Rejects when the session cannot be read. */
  async run(): Promise<PlayerEnd> {
    this.#running = true;
    this.#once("objects", () => this.#readObjects());
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
        this.#attempt(() => this.#filter(effect.words), "not-filtered");
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
    if (this.#state.pane === "world" && this.#lacksWorld()) this.#once("world", () => this.#readWorld());
    if (trackToRead(this.#state) !== undefined) this.#once("tracks", () => this.#readTracks());
    if (findingsToRead(this.#state) !== undefined) this.#once("findings", () => this.#readFindingsOfObject());
    if (this.#state.playing !== undefined) this.#once("ticks", () => this.#playOn());
  }

  #lacksRows(): boolean {
    const { window, position } = this.#state;
    if (position < 1) return false;
    const index = currentIndex(this.#state);
    if (index < 0) return this.#state.seeking === undefined || this.#state.filter === undefined;
    return (index < edge && !window.reachesStart) || (index >= window.rows.length - edge && !window.reachesEnd);
  }

  /** Where nothing is known, first what the screen shows; else what one may soon come to. */
  async #readRows(): Promise<void> {
    const { position, filter, window: known } = this.#state;
    if (position < 1) return;
    const isNear = currentIndex(this.#state) >= 0;
    const window = await rowsAround(this.#options.reader, this.#teller, {
      sequence: position,
      uids: filter?.uids,
      turns: this.#turns,
      each: isNear ? rowsEach : listHeight(this.#state),
      known: isNear ? known : emptyWindow,
      isLate: () => (isNear ? rowIndex(known.rows, this.#state.position) < 0 : this.#state.position !== position),
    });
    if (this.#state.filter === filter) this.dispatch({ kind: "rows", window });
  }

  #lacksWorld(): boolean {
    const { world, position } = this.#state;
    if (world === undefined || world.sequence !== position) return true;
    const { from, to } = this.#worldShown();
    return (
      (world.unread > 0 && world.rows.length <= largestTree) ||
      world.rows.slice(from, to).some(({ sequence }) => !world.facts.has(sequence))
    );
  }

  /** The first line of the pane is its heading. */
  #worldShown(): Shown {
    const { scroll } = this.#state;
    return { from: Math.max(0, scroll - 1), to: scroll + detailHeight(this.#state) };
  }

  async #readWorld(): Promise<void> {
    const { position } = this.#state;
    for await (const world of this.#world.read(position, () => this.#worldShown())) {
      if (this.#closed.signal.aborted || this.#state.pane !== "world" || this.#state.position !== position) return;
      this.dispatch({ kind: "world", world });
    }
  }

  async #readObjects(): Promise<void> {
    let last: Partial<Timeline> = {};
    for await (const known of this.#objects) {
      if (this.#closed.signal.aborted) return;
      last = known;
      await this.#idleTurns.pause();
    }
    this.dispatch({ kind: "timeline", known: { ...last, gaps: await readGaps(this.#options.reader) } });
    if (last.objects !== undefined && last.objects > mostDiagnosed) this.dispatch({ kind: "findings", findings: findingsOfObjects });
    else this.#once("findings", () => this.#readFindings());
  }

  async #readFindings(): Promise<void> {
    for await (const whole of readFindings(this.#options.reader, this.#idleTurns)) {
      if (this.#closed.signal.aborted) return;
      this.dispatch({ kind: "findings", findings: { ...this.#state.findings, whole } });
    }
  }

  /** Of one object after the other; on from the next one when it is no longer that of the step. */
  async #readFindingsOfObject(): Promise<void> {
    const ref = findingsToRead(this.#state);
    if (ref === undefined) return;
    for await (const log of readFindingsOf(this.#options.reader, ref, this.#state.position, this.#idleTurns)) {
      if (this.#closed.signal.aborted || findingsToRead(this.#state)?.uid !== ref.uid) return;
      this.dispatch({ kind: "findings", findings: withLog(this.#state.findings, ref.uid, log) });
    }
  }

  /** One after the other, and on where it was left when another one is asked for meanwhile. */
  async #readTracks(): Promise<void> {
    const ref = trackToRead(this.#state);
    if (ref === undefined) return;
    for await (const track of readTrack(this.#options.reader, ref, this.#state.timeline.tracks.get(ref.uid), this.#idleTurns)) {
      if (this.#closed.signal.aborted) return;
      this.dispatch({ kind: "track", track });
      if (trackToRead(this.#state)?.uid !== ref.uid) return;
    }
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
      turns: this.#turns,
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
    await this.#options.save(file, writtenText(await this.#whole(this.#state), file));
    this.dispatch({ kind: "said", message: said(`wrote ${file}`) });
  }

  /** The state with all of the world, where that is what it shows. */
  async #whole(state: PlayerState): Promise<PlayerState> {
    if (state.pane !== "world") return state;
    let whole = state;
    for await (const world of this.#world.read(state.position, () => ({ from: 0, to: 0 }), Number.POSITIVE_INFINITY))
      whole = { ...state, world };
    return whole;
  }

  /** What a user asked for and cannot have is said; the player goes on. */
  #attempt(action: () => Promise<void>, failed: "said" | "not-filtered" = "said"): void {
    this.#reading(async () => {
      try {
        await action();
      } catch (error) {
        if (!(error instanceof KubespyError)) throw error;
        const hint = error.hint === undefined || error.hint.includes("--") ? "" : `; ${error.hint}`;
        this.dispatch({ kind: failed, message: { text: `${error.message}${hint}`, tone: "bad" } });
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
