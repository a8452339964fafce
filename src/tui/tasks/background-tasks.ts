import type { PlayerContext } from "../runtime/player-context.js";
import type { BackgroundTask } from "./background-task.js";

/** All errands of a player. Each is under way once at a time; when it comes back it is seen whether that was enough. */
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
    for (const errand of this.#all) {
      if (this.#underWay.has(errand) || !errand.isNeeded(this.#context.state())) continue;
      this.#underWay.add(errand);
      this.#context.begin(() => this.#run(errand));
    }
  }

  isUnderWay(errand: BackgroundTask): boolean {
    return this.#underWay.has(errand);
  }

  async #run(errand: BackgroundTask): Promise<void> {
    await errand.run();
    this.#underWay.delete(errand);
    if (!this.#context.left.aborted) this.startNeeded();
  }
}
