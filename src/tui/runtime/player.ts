import { FrameNarrator } from "../../interpret/interpret-at.js";
import type { Clock } from "../../io/clock.js";
import type { SessionReader } from "../../model/session.js";
import type { PlayerEvent } from "../state/player-event.js";
import type { PlayerState } from "../state/player-state.js";
import { update } from "../state/update.js";
import { type BackgroundTask, BackgroundTasks } from "../tasks/background-tasks.js";
import { type KeptAnalysis, KeptTracks } from "../tasks/kept-tracks.js";
import { findingsTask, playbackTask, rowsTask, tracksTask, worldTask } from "../tasks/player-tasks.js";
import { SessionSurvey } from "../tasks/survey.js";
import { WorldReader } from "../tasks/world.js";
import { Yielder } from "../tasks/yielder.js";
import { EffectRunner, type EffectRunnerOptions } from "./effect-runner.js";
import type { PlayerContext } from "./player-context.js";

interface PlayerOptions extends Pick<EffectRunnerOptions, "save" | "mark" | "copy" | "suspend"> {
  readonly reader: SessionReader;
  readonly start: PlayerState;
  readonly clock: Clock;
  /** Absent: what the timeline and the findings need is read from the frames. */
  readonly analysis?: KeptAnalysis | undefined;
  /** Called after every change; the state is to be shown soon. */
  readonly onChange: (state: PlayerState) => void;
}

export type PlayerEnd = "quit" | "interrupted";

/**
 * The running player: passes events to `update`, runs its effects (`EffectRunner`), and starts the background tasks that the state needs (`tasks/`):
 * the rows around the position, the world, the timeline.
 *
 * A session may hold millions of frames, so it reads what the screen shows first, and then what the user may want next, in pieces between which
 * keys are handled. Rows and the world do not wait for the timeline.
 */
export class Player {
  readonly #onChange: (state: PlayerState) => void;
  readonly #left = new AbortController();
  readonly #ended: Promise<PlayerEnd>;
  #end: (end: PlayerEnd) => void = () => {};
  #fail: (error: unknown) => void = () => {};
  #state: PlayerState;
  #isRunning = false;
  readonly #effects: EffectRunner;
  readonly #survey: SessionSurvey;
  readonly #rows: BackgroundTask;
  readonly #tasks: BackgroundTasks;

  constructor({ reader, start, clock, analysis, onChange, ...hands }: PlayerOptions) {
    this.#onChange = onChange;
    this.#state = start;
    this.#ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.#ended.catch(() => {});
    const context = this.#contextFor(reader, clock);
    const narrator = new FrameNarrator(reader);
    const yielder = new Yielder(clock);
    const worlds = new WorldReader(reader, { yielder, namespaces: start.session.namespaces });
    const quit = (interrupted: boolean) => this.#end(interrupted ? "interrupted" : "quit");
    this.#effects = new EffectRunner({ context, narrator, yielder, worlds, quit, ...hands });
    this.#rows = rowsTask(context, narrator, yielder);
    const world = worldTask(context, worlds);
    const idleYielder = new Yielder(clock, () => this.#tasks.isRunning(this.#rows) || this.#tasks.isRunning(world));
    const kept = analysis && { analysis, tracks: new KeptTracks(analysis) };
    this.#survey = new SessionSurvey(context, idleYielder, kept);
    const idle = [tracksTask(context, idleYielder, kept?.tracks), findingsTask(context, idleYielder), playbackTask(context)];
    this.#tasks = new BackgroundTasks([this.#survey, this.#rows, world, ...idle], context);
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** Reads what the first screen needs: the rows around the start, and who has a track. */
  async open(): Promise<void> {
    await this.#survey.begin();
    await this.#rows.run();
  }

  /** Runs until the player is left. Rejects when the session cannot be read. */
  async run(): Promise<PlayerEnd> {
    this.#isRunning = true;
    this.#tasks.startNeeded();
    try {
      return await this.#ended;
    } finally {
      this.#left.abort();
    }
  }

  interrupt(): void {
    this.#end("interrupted");
  }

  dispatch(event: PlayerEvent): void {
    if (this.#left.signal.aborted) return;
    try {
      const { state, effects } = update(this.#state, event);
      this.#state = state;
      for (const effect of effects) this.#effects.run(effect);
      this.#onChange(this.#state);
      if (this.#isRunning) this.#tasks.startNeeded();
    } catch (error) {
      this.#fail(error);
    }
  }

  #contextFor(reader: SessionReader, clock: Clock): PlayerContext {
    const left = this.#left.signal;
    return {
      reader,
      clock,
      state: () => this.#state,
      dispatch: (event) => this.dispatch(event),
      begin: (action) => {
        action().catch((error: unknown) => {
          if (!left.aborted) this.#fail(error);
        });
      },
      left,
    };
  }
}
