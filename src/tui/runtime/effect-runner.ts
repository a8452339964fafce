import { KubespyError } from "../../errors.js";
import type { FrameNarrator } from "../../interpret/interpret-at.js";
import type { LessonProgress } from "../../lesson/play/lesson-progress.js";
import { assertNever } from "../../model/assert-never.js";
import type { Marker } from "../../model/session.js";
import { choiceOfObjectsOf } from "../../replay/choose-objects.js";
import { stopFilter } from "../lesson/stop-filter.js";
import type { Effect, PlayerEvent } from "../state/player-event.js";
import type { Message, PlayerState } from "../state/player-state.js";
import { seek } from "../tasks/seek.js";
import type { WorldReader } from "../tasks/world.js";
import type { Yielder } from "../tasks/yielder.js";
import { writtenText } from "../view/written-text.js";
import type { PlayerContext } from "./player-context.js";

/** Changes the markers of a session. An edit or a removal resolves with false where the marker no longer exists. */
export interface MarkerEditor {
  add(marker: Marker): Promise<void>;
  edit(marker: Marker, text: string): Promise<boolean>;
  remove(marker: Marker): Promise<boolean>;
}

export interface EffectRunnerOptions {
  readonly context: PlayerContext;
  readonly narrator: FrameNarrator;
  readonly yielder: Yielder;
  readonly worlds: WorldReader;
  /** Writes a file that is not there yet. Rejects with `KubespyError` when that cannot be done. */
  readonly save: (file: string, text: string) => Promise<void>;
  /** The markers of the stored session; absent where there is none. */
  readonly markers?: MarkerEditor | undefined;
  /** Keeps how far the learner of a lesson is. Rejects with `KubespyError` when that cannot be done. */
  readonly saveProgress?: ((progress: LessonProgress) => Promise<void>) | undefined;
  /** Puts a text into the clipboard, where the terminal allows it. */
  readonly copy?: ((text: string) => void) | undefined;
  readonly suspend: () => void;
  readonly quit: (interrupted: boolean) => void;
}

/** Runs the effects of `update` and dispatches their results. An expected failure becomes a message; the player continues. */
export class EffectRunner {
  readonly #options: EffectRunnerOptions;
  readonly #context: PlayerContext;
  #seeking = new AbortController();

  constructor(options: EffectRunnerOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#context.left.addEventListener("abort", () => this.#seeking.abort());
  }

  run(effect: Effect): void {
    switch (effect.kind) {
      case "seek":
        this.#seek(effect);
        break;
      case "stop-seeking":
        this.#seeking.abort();
        break;
      case "filter":
        this.#attempt(
          () => this.#filter(effect.words),
          (message) => ({ kind: "not-filtered", message }),
        );
        break;
      case "show-stop":
        this.#attempt(
          () => this.#showStop(effect),
          (message) => ({ kind: "not-filtered", message, sequence: effect.sequence }),
        );
        break;
      case "save-progress":
        this.#attempt(async () => await this.#options.saveProgress?.(effect.progress));
        break;
      case "mark":
        this.#attempt(() => this.#mark(effect.marker));
        break;
      case "edit-marker":
        this.#attempt(() => this.#editMarker(effect.marker, effect.text));
        break;
      case "remove-marker":
        this.#attempt(() => this.#removeMarker(effect.marker));
        break;
      case "write":
        this.#attempt(() => this.#write(effect.file));
        break;
      case "copy":
        this.#options.copy?.(effect.text);
        this.#context.dispatch({ kind: "said", message: said(`copied: ${effect.text}`) });
        break;
      case "suspend":
        this.#options.suspend();
        break;
      case "quit":
        this.#options.quit(effect.interrupted);
        break;
      default:
        assertNever(effect);
    }
  }

  /** One search at a time: the one before is aborted. */
  #seek({ query, what }: Extract<Effect, { kind: "seek" }>): void {
    const { reader, state, dispatch, begin } = this.#context;
    this.#seeking.abort();
    this.#seeking = new AbortController();
    const { signal } = this.#seeking;
    const { position, filter } = state();
    const onProgress = (sequence: number) => dispatch({ kind: "progress", sequence });
    const place = { position, uids: filter?.uids, signal, yielder: this.#options.yielder, onProgress };
    begin(async () => {
      const found = await seek(reader, this.#options.narrator, query, place);
      if (signal.aborted) return;
      dispatch(found === undefined ? { kind: "not-found", what } : { kind: "found", ...found, query });
    });
  }

  async #filter(words: string): Promise<void> {
    const { reader, dispatch } = this.#context;
    const typed = words.split(/[\s,]+/).filter((word) => word !== "");
    if (typed.length === 0) return dispatch({ kind: "filtered", filter: undefined });
    dispatch({ kind: "filtered", filter: { words: typed.join(" "), ...(await choiceOfObjectsOf(reader, typed)), takesLater: true } });
  }

  async #showStop({ objects, sequence }: Extract<Effect, { kind: "show-stop" }>): Promise<void> {
    const filter = await stopFilter(this.#context.reader, objects);
    this.#context.dispatch({ kind: "filtered", filter, sequence });
  }

  async #mark(marker: Marker): Promise<void> {
    const { reader, clock, dispatch } = this.#context;
    await this.#markers.add({ ...marker, madeAt: new Date(clock.wallMs()).toISOString() });
    const known = [...(await reader.markers())];
    const markers = known.some((other) => other.offsetMs === marker.offsetMs && other.text === marker.text) ? known : [...known, marker];
    dispatch({ kind: "marked", markers: markers.sort((a, b) => a.offsetMs - b.offsetMs), message: said(`marked: ${marker.text}`) });
  }

  async #editMarker(marker: Marker, text: string): Promise<void> {
    if (!(await this.#markers.edit(marker, text))) return this.#showMarkers("the marker was removed meanwhile");
    await this.#showMarkers(`marker changed: ${marker.text} → ${text}`);
  }

  /** What was removed is said in full: it can be typed again. */
  async #removeMarker(marker: Marker): Promise<void> {
    await this.#showMarkers((await this.#markers.remove(marker)) ? `removed marker: ${marker.text}` : "the marker was removed meanwhile");
  }

  async #showMarkers(text: string): Promise<void> {
    const { reader, dispatch } = this.#context;
    dispatch({ kind: "marked", markers: await reader.markers(), message: said(text) });
  }

  get #markers(): MarkerEditor {
    const { markers } = this.#options;
    if (markers === undefined) throw new KubespyError('markers need a session in the store: run "kubespy import FILE" first');
    return markers;
  }

  async #write(file: string): Promise<void> {
    const { state, dispatch } = this.#context;
    await this.#options.save(file, writtenText(await this.#whole(state()), file));
    dispatch({ kind: "said", message: said(`wrote ${file}`) });
  }

  /** The state with all of the world, where that is what it shows. */
  async #whole(state: PlayerState): Promise<PlayerState> {
    if (state.pane !== "world") return state;
    let whole = state;
    for await (const world of this.#options.worlds.read(state.position, () => ({ from: 0, to: 0 }), Number.POSITIVE_INFINITY))
      whole = { ...state, world };
    return whole;
  }

  #attempt(action: () => Promise<void>, failed: (message: Message) => PlayerEvent = (message) => ({ kind: "said", message })): void {
    this.#context.begin(async () => {
      try {
        await action();
      } catch (error) {
        if (!(error instanceof KubespyError)) throw error;
        const hint = error.hint === undefined || error.hint.includes("--") ? "" : `; ${error.hint}`;
        this.#context.dispatch(failed({ text: `${error.message}${hint}`, tone: "bad" }));
      }
    });
  }
}

function said(text: string): Message {
  return { text, tone: "neutral" };
}
