import { KubespyError } from "../../errors.js";
import { FrameNarrator } from "../../interpret/interpret-at.js";
import type { Clock } from "../../io/clock.js";
import { canGrow, type SessionReader } from "../../model/session.js";
import { areRowsRead, isScreenWhole, maxWaitMs } from "../state/first-screen.js";
import { isFollowing } from "../state/live.js";
import type { PlayerEvent } from "../state/player-event.js";
import type { PlayerState } from "../state/player-state.js";
import { update } from "../state/update.js";
import { type BackgroundTask, BackgroundTasks } from "../tasks/background-tasks.js";
import { followTask, type Growths, quietTask } from "../tasks/follow.js";
import { type KeptAnalysis, KeptTracks } from "../tasks/kept-tracks.js";
import { findingsTask, matchesTask, playbackTask, rowsTask, tracksTask, worldTask } from "../tasks/player-tasks.js";
import { SessionSurvey } from "../tasks/survey.js";
import { WorldReader } from "../tasks/world.js";
import { Yielder } from "../tasks/yielder.js";
import { EffectRunner, type EffectRunnerOptions } from "./effect-runner.js";
import type { PlayerContext } from "./player-context.js";

interface PlayerOptions extends Pick<EffectRunnerOptions, "save" | "saveProgress" | "markers" | "copy" | "suspend"> {
  readonly reader: SessionReader;
  readonly start: PlayerState;
  readonly clock: Clock;
  /** Absent: what the timeline and the findings need is read from the frames. */
  readonly analysis?: KeptAnalysis | undefined;
  /** Of a session that is being recorded: `start.live` is present. */
  readonly growths?: Growths | undefined;
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
  /** Keys typed while the first screen is read; and afterwards, until it runs. */
  #early: string[] | undefined;
  #typed: readonly string[] = [];
  /** Called after every change. */
  #changed: () => void = () => {};
  readonly #effects: EffectRunner;
  readonly #survey: SessionSurvey;
  readonly #hasKept: boolean;
  readonly #rows: BackgroundTask;
  readonly #tasks: BackgroundTasks;
  readonly #context: PlayerContext;

  constructor({ reader, start, clock, analysis, growths, onChange, ...hands }: PlayerOptions) {
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
    const isReading = () => this.#tasks.isRunning(this.#rows) || this.#tasks.isRunning(world);
    const idleYielder = new Yielder(clock, isReading);
    this.#hasKept = analysis !== undefined;
    const kept = analysis && { analysis, tracks: new KeptTracks(analysis) };
    this.#survey = new SessionSurvey(context, idleYielder, kept);
    // A search that the user waits for goes first. One that waits for findings ends when they are read.
    const isSeeking = () => this.#state.seeking !== undefined && this.#state.seeking.finding === undefined;
    const matches = matchesTask(
      context,
      new Yielder(clock, () => isSeeking() || this.#tasks.isRunning(this.#rows) || this.#tasks.isRunning(world)),
    );
    const idle = [tracksTask(context, idleYielder, kept?.tracks), findingsTask(context, idleYielder), playbackTask(context)];
    const live = growths && [followTask(context, { growths, survey: this.#survey, isReading }), quietTask(context, this.#survey)];
    this.#tasks = new BackgroundTasks([this.#survey, this.#rows, world, matches, ...idle, ...(live ?? [])], context);
    this.#context = context;
  }

  get state(): PlayerState {
    return this.#state;
  }

  /**
   * Reads what the first screen needs: the rows around the start, and who has a track; and for as long as `first-screen.ts` says, the tracks and the
   * findings. Keys typed meanwhile act after that, in their order.
   */
  async open(): Promise<void> {
    this.#early = [];
    const { filter, lesson, position } = this.#state;
    await this.#survey.begin();
    if (filter === undefined || isFollowing(this.#state)) await this.#rows.run();
    else this.dispatch({ kind: "filtered", filter, ...(lesson === undefined ? {} : { sequence: position }) });
    const maxMs = maxWaitMs(this.#state, this.#hasKept);
    if (!areRowsRead(this.#state) || maxMs > 0) {
      this.#start();
      await this.#until(areRowsRead);
      await Promise.race([this.#until(isScreenWhole), this.#context.clock.sleep(maxMs, this.#left.signal)]);
    }
    this.#changed = () => {};
    this.#typed = this.#early;
    this.#early = undefined;
  }

  /** Runs until the player is left. Rejects when the session cannot be read. */
  async run(): Promise<PlayerEnd> {
    this.#start();
    this.dispatch({ kind: "opened", keys: this.#typed });
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
    if (event.kind === "key" && this.#early !== undefined && event.key !== "ctrl-c") return void this.#early.push(event.key);
    try {
      const { state, effects } = update(this.#state, event);
      this.#state = state;
      for (const effect of effects) this.#effects.run(effect);
      this.#onChange(this.#state);
      this.#changed();
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
          if (!left.aborted) void this.#readFailed(error);
        });
      },
      left,
    };
  }

  #start(): void {
    this.#isRunning = true;
    this.#tasks.startNeeded();
  }

  /** Resolves once this is true of the state, or the player ends. */
  async #until(isTrue: (state: PlayerState) => boolean): Promise<void> {
    const reached = new Promise<void>((resolve) => {
      this.#changed = () => {
        if (isTrue(this.#state)) resolve();
      };
      this.#changed();
    });
    await Promise.race([reached, this.#ended]);
  }

  /** Of a session that was removed while it was followed, what was read is still shown. */
  async #readFailed(error: unknown): Promise<void> {
    const { live } = this.#state;
    const reason = live === undefined ? undefined : (live.lost ?? (await reasonGone(this.#context.reader)));
    if (reason === undefined) this.#fail(error);
    else this.dispatch({ kind: "lost", reason });
  }
}

/** Why nothing can be read of the session any longer; undefined where it is still there. */
async function reasonGone(reader: SessionReader): Promise<string | undefined> {
  try {
    if (canGrow(reader)) await reader.refresh();
    return undefined;
  } catch (error) {
    return error instanceof KubespyError ? error.message : undefined;
  }
}
