import type { PlayerContext } from "../runtime/player-context.js";
import type { BackgroundTask } from "./background-task.js";

/** All tasks of a player. Each is under way once at a time; when it comes back it is seen whether that was enough. */
export class BackgroundTasks {
  readonly #all: readonly BackgroundTask[];
  readonly #context: Pick<PlayerContext, "state" | "begin" | "left">;
  readonly #underWay = new Set<BackgroundTask>();

  /** `all`: the most urgent first. */
  constructor(all: readonly BackgroundTask[], context: Pick<PlayerContext, "state" | "begin" | "left">) {
    this.#all = all;
    this.#context = context;
  }

  /** Sends out those that the state calls for. */
  startNeeded(): void {
    for (const task of this.#all) {
      if (this.#underWay.has(task) || !task.isNeeded(this.#context.state())) continue;
      this.#underWay.add(task);
      this.#context.begin(() => this.#run(task));
    }
  }

  isUnderWay(task: BackgroundTask): boolean {
    return this.#underWay.has(task);
  }

  async #run(task: BackgroundTask): Promise<void> {
    await task.run();
    this.#underWay.delete(task);
    if (!this.#context.left.aborted) this.startNeeded();
  }
}
