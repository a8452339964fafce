import { FrameNarrator } from "../../interpret/interpret-at.js";
import type { Clock } from "../../io/clock.js";
import type { SessionReader } from "../../model/session.js";
import type { PlayerEvent } from "../state/player-event.js";
import type { PlayerState } from "../state/player-state.js";
import { update } from "../state/update.js";
import type { BackgroundTask } from "../tasks/background-task.js";
import { BackgroundTasks } from "../tasks/background-tasks.js";
import { findingsTask } from "../tasks/findings-task.js";
import { playbackTask } from "../tasks/playback-task.js";
import { rowsTask } from "../tasks/rows-task.js";
import { SessionSurvey } from "../tasks/survey.js";
import { tracksTask } from "../tasks/tracks-task.js";
import { WorldReader } from "../tasks/world.js";
import { worldTask } from "../tasks/world-task.js";
import { Yielder } from "../tasks/yielder.js";
import { Performer, type PerformerOptions } from "./effect-runner.js";
import type { PlayerContext } from "./player-context.js";

export interface PlayerOptions extends Pick<PerformerOptions, "save" | "mark" | "suspend"> {
  readonly reader: SessionReader;
  readonly start: PlayerState;
  readonly clock: Clock;
  /** Called after every change; the state is to be shown soon. */
  readonly onChange: (state: PlayerState) => void;
}

export type PlayerEnd = "quit" | "interrupted";

/**
 * The player at work: hands events to `update`, has done what it asks for (`Performer`), and sends out for what the state needs and has not
 * got: the rows around the position, the world, the timeline (`errands/`).
 *
 * A session may hold millions of frames, so of each no more is read than the screen shows, that first, and then what its user may want next:
 * in pieces, between which keys are heard. Who waits for rows or the world does not wait for the timeline.
 */
export class Player {
  readonly #onChange: (state: PlayerState) => void;
  readonly #left = new AbortController();
  readonly #ended: Promise<PlayerEnd>;
  #end: (end: PlayerEnd) => void = () => {};
  #fail: (error: unknown) => void = () => {};
  #state: PlayerState;
  #isRunning = false;
  readonly #performer: Performer;
  readonly #survey: SessionSurvey;
  readonly #rows: BackgroundTask;
  readonly #errands: BackgroundTasks;

  constructor({ reader, start, clock, onChange, ...hands }: PlayerOptions) {
    this.#onChange = onChange;
    this.#state = start;
    this.#ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.#ended.catch(() => {});
    const context = this.#contextFor(reader, clock);
    const narrator = new FrameNarrator(reader);
    const turns = new Yielder(clock);
    const worlds = new WorldReader(reader, { turns, namespaces: start.session.namespaces });
    const quit = (interrupted: boolean) => this.#end(interrupted ? "interrupted" : "quit");
    this.#performer = new Performer({ context, narrator, turns, worlds, quit, ...hands });
    this.#rows = rowsTask(context, narrator, turns);
    const world = worldTask(context, worlds);
    const idleTurns = new Yielder(clock, () => this.#errands.isUnderWay(this.#rows) || this.#errands.isUnderWay(world));
    this.#survey = new SessionSurvey(context, idleTurns);
    const idle = [tracksTask(context, idleTurns), findingsTask(context, idleTurns), playbackTask(context)];
    this.#errands = new BackgroundTasks([this.#survey, this.#rows, world, ...idle], context);
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
    this.#errands.startNeeded();
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
      for (const effect of effects) this.#performer.perform(effect);
      this.#onChange(this.#state);
      if (this.#isRunning) this.#errands.startNeeded();
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
