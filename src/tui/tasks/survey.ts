import { readFindings } from "../../interpret/finding-recorder.js";
import type { PlayerContext } from "../runtime/player-context.js";
import { findingsOfObjects, maxDiagnosed } from "../state/known-findings.js";
import type { BackgroundTask } from "./background-tasks.js";
import { readGaps, readObjects, type Timeline } from "./timeline.js";
import type { Yielder } from "./yielder.js";

/** Reads the session once: its objects, its gaps, and its findings unless there are too many objects. */
export class SessionSurvey implements BackgroundTask {
  readonly #context: PlayerContext;
  readonly #yielder: Yielder;
  readonly #objects: AsyncGenerator<Partial<Timeline>>;
  #hasStarted = false;

  constructor(context: PlayerContext, yielder: Yielder) {
    this.#context = context;
    this.#yielder = yielder;
    this.#objects = readObjects(context.reader);
  }

  /** The first objects only, for the first screen; `run` continues from there. */
  async begin(): Promise<void> {
    const first = await this.#objects.next();
    if (first.done !== true) this.#context.dispatch({ kind: "timeline", known: first.value });
  }

  isNeeded(): boolean {
    return !this.#hasStarted;
  }

  async run(): Promise<void> {
    this.#hasStarted = true;
    const { reader, dispatch, left } = this.#context;
    let last: Partial<Timeline> = {};
    for await (const known of this.#objects) {
      if (left.aborted) return;
      last = known;
      await this.#yielder.pause();
    }
    dispatch({ kind: "timeline", known: { ...last, gaps: await readGaps(reader) } });
    if (last.objects !== undefined && last.objects > maxDiagnosed) dispatch({ kind: "findings", findings: findingsOfObjects });
    else await this.#readFindings();
  }

  async #readFindings(): Promise<void> {
    const { reader, state, dispatch, left } = this.#context;
    for await (const whole of readFindings(reader, { pause: () => this.#yielder.pause() })) {
      if (left.aborted) return;
      dispatch({ kind: "findings", findings: { ...state().findings, whole } });
    }
  }
}
