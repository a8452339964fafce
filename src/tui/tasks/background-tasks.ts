import type { PlayerContext } from "../runtime/player-context.js";
import type { PlayerState } from "../state/player-state.js";

/** Something that runs beside the keys while the state needs it: reading, or playback. */
export interface BackgroundTask {
  isNeeded(state: PlayerState): boolean;
  /** Dispatches events with its results. Resolves when it is done or no longer needed. */
  run(): Promise<void>;
}

/** All background tasks of a player. Each runs once at a time, and is started again if the state still needs it. */
export class BackgroundTasks {
  readonly #all: readonly BackgroundTask[];
  readonly #context: Pick<PlayerContext, "state" | "begin" | "left">;
  readonly #running = new Set<BackgroundTask>();

  /** `all`: the most urgent first. */
  constructor(all: readonly BackgroundTask[], context: Pick<PlayerContext, "state" | "begin" | "left">) {
    this.#all = all;
    this.#context = context;
  }

  /** Starts those that the state needs. */
  startNeeded(): void {
    for (const task of this.#all) {
      if (this.#running.has(task) || !task.isNeeded(this.#context.state())) continue;
      this.#running.add(task);
      this.#context.begin(() => this.#run(task));
    }
  }

  isRunning(task: BackgroundTask): boolean {
    return this.#running.has(task);
  }

  async #run(task: BackgroundTask): Promise<void> {
    await task.run();
    this.#running.delete(task);
    if (!this.#context.left.aborted) this.startNeeded();
  }
}
