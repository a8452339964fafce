import { readFindings } from "../../interpret/finding-recorder.js";
import type { PlayerContext } from "../runtime/player-context.js";
import { findingsOfObjects, maxDiagnosed, noFindings } from "../state/known-findings.js";
import type { BackgroundTask } from "./background-tasks.js";
import type { KeptAnalysis, KeptTracks } from "./kept-tracks.js";
import { readSubjectTracks } from "./subject-tracks.js";
import { readGaps, readObjects, type Timeline } from "./timeline.js";
import type { Yielder } from "./yielder.js";

interface KeptReadings {
  readonly analysis: KeptAnalysis;
  readonly tracks: KeptTracks;
}

/** Reads the session once: its objects, its gaps, and its findings: those that were kept, else from all frames unless there are too many objects. */
export class SessionSurvey implements BackgroundTask {
  readonly #context: PlayerContext;
  readonly #yielder: Yielder;
  readonly #kept: KeptReadings | undefined;
  readonly #objects: AsyncGenerator<Partial<Timeline>>;
  #hasStarted = false;

  constructor(context: PlayerContext, yielder: Yielder, kept: KeptReadings | undefined) {
    this.#context = context;
    this.#yielder = yielder;
    this.#kept = kept;
    this.#objects = readObjects(context.reader, (tracked) => kept?.tracks.add(tracked));
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
    this.#kept?.tracks.complete();
    const subjects = last.objects === 0 ? await readSubjectTracks(reader, this.#yielder, left) : {};
    if (left.aborted) return;
    dispatch({ kind: "timeline", known: { ...last, ...subjects, gaps: await readGaps(reader) } });
    if (last.objects !== undefined && last.objects > maxDiagnosed) return dispatch({ kind: "findings", findings: findingsOfObjects });
    // Of very many objects it has a hundred thousand versions, which are kept as one part: to read that would stop the keys for seconds.
    const whole = await this.#kept?.analysis.findings();
    if (whole === undefined) await this.#readFindings();
    else dispatch({ kind: "findings", findings: { ...noFindings, whole: { ...whole, readSequence: Number.POSITIVE_INFINITY } } });
  }

  async #readFindings(): Promise<void> {
    const { reader, state, dispatch, left } = this.#context;
    for await (const whole of readFindings(reader, { pause: () => this.#yielder.pause() })) {
      if (left.aborted) return;
      dispatch({ kind: "findings", findings: { ...state().findings, whole } });
    }
  }
}
