import type { PlayerContext } from "../runtime/player-context.js";
import { findingsOfObjects, mostDiagnosed } from "../state/known-findings.js";
import type { Errand } from "./background-task.js";
import { readFindings } from "./finding-log.js";
import { readGaps, readObjects, type Timeline } from "./timeline.js";
import type { Turns } from "./yielder.js";

/** Goes through the session once: which objects there are, where gaps lie, and what goes wrong, where there are not too many objects for that. */
export class Survey implements Errand {
  readonly #context: PlayerContext;
  readonly #turns: Turns;
  readonly #objects: AsyncGenerator<Partial<Timeline>>;
  #isBegun = false;

  constructor(context: PlayerContext, turns: Turns) {
    this.#context = context;
    this.#turns = turns;
    this.#objects = readObjects(context.reader);
  }

  /** The first objects only, for the first screen; `run` goes on from there. */
  async begin(): Promise<void> {
    const first = await this.#objects.next();
    if (first.done !== true) this.#context.dispatch({ kind: "timeline", known: first.value });
  }

  isCalledFor(): boolean {
    return !this.#isBegun;
  }

  async run(): Promise<void> {
    this.#isBegun = true;
    const { reader, dispatch, left } = this.#context;
    let last: Partial<Timeline> = {};
    for await (const known of this.#objects) {
      if (left.aborted) return;
      last = known;
      await this.#turns.pause();
    }
    dispatch({ kind: "timeline", known: { ...last, gaps: await readGaps(reader) } });
    if (last.objects !== undefined && last.objects > mostDiagnosed) dispatch({ kind: "findings", findings: findingsOfObjects });
    else await this.#readFindings();
  }

  async #readFindings(): Promise<void> {
    const { reader, state, dispatch, left } = this.#context;
    for await (const whole of readFindings(reader, this.#turns)) {
      if (left.aborted) return;
      dispatch({ kind: "findings", findings: { ...state().findings, whole } });
    }
  }
}
