import type { PlayerContext } from "../runtime/player-context.js";
import type { Errand } from "./background-task.js";

/** All errands of a player. Each is under way once at a time; when it comes back it is seen whether that was enough. */
export class Errands {
  readonly #all: readonly Errand[];
  readonly #context: Pick<PlayerContext, "state" | "begin" | "left">;
  readonly #underWay = new Set<Errand>();

  /** `all`: the most urgent first. */
  constructor(all: readonly Errand[], context: Pick<PlayerContext, "state" | "begin" | "left">) {
    this.#all = all;
    this.#context = context;
  }

  /** Sends out those that the state calls for. */
  send(): void {
    for (const errand of this.#all) {
      if (this.#underWay.has(errand) || !errand.isCalledFor(this.#context.state())) continue;
      this.#underWay.add(errand);
      this.#context.begin(() => this.#run(errand));
    }
  }

  isUnderWay(errand: Errand): boolean {
    return this.#underWay.has(errand);
  }

  async #run(errand: Errand): Promise<void> {
    await errand.run();
    this.#underWay.delete(errand);
    if (!this.#context.left.aborted) this.send();
  }
}
