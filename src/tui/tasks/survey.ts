import { FindingReader } from "../../interpret/finding-reader.js";
import type { PlayerContext } from "../runtime/player-context.js";
import { findingsOfObjects, maxDiagnosed, noFindings } from "../state/known-findings.js";
import type { BackgroundTask } from "./background-tasks.js";
import type { KeptAnalysis, KeptTracks } from "./kept-tracks.js";
import { SubjectTracks } from "./subject-tracks.js";
import { ObjectList, readGaps, type Timeline } from "./timeline.js";
import type { Yielder } from "./yielder.js";

interface KeptReadings {
  readonly analysis: KeptAnalysis;
  readonly tracks: KeptTracks;
}

/**
 * Reads the session once: its objects, its gaps, and its findings: those that were kept, else from all frames unless there are too many objects. While
 * the session is being recorded, it reads on from there: what it has read is not read again.
 */
export class SessionSurvey implements BackgroundTask {
  readonly #context: PlayerContext;
  readonly #yielder: Yielder;
  readonly #kept: KeptReadings | undefined;
  readonly #objects: ObjectList;
  #pages: ReturnType<ObjectList["read"]> | undefined;
  readonly #subjects: SubjectTracks;
  /** Undefined where they are not read from all frames: they were kept, or there are too many objects. */
  #findings: FindingReader | undefined;
  #known: Pick<Timeline, "refs" | "objects"> = { refs: [], objects: 0 };
  #gaps = 0;
  #frames = 0;
  #hasStarted = false;
  #isFirst = true;
  #growing: Promise<void> | undefined;

  constructor(context: PlayerContext, yielder: Yielder, kept: KeptReadings | undefined) {
    this.#context = context;
    this.#yielder = yielder;
    this.#kept = kept;
    this.#objects = new ObjectList(context.reader);
    this.#subjects = new SubjectTracks(context.reader, yielder);
    this.#findings = new FindingReader(context.reader, { pause: () => yielder.pause(), clock: context.clock });
  }

  /** The first objects only, for the first screen; `run` continues from there. */
  async begin(): Promise<void> {
    this.#pages = this.#objects.read();
    const first = await this.#pages.next();
    if (first.done !== true) this.#take(first.value);
    this.#context.dispatch({ kind: "timeline", known: this.#known });
  }

  isNeeded(): boolean {
    return !this.#hasStarted;
  }

  async run(): Promise<void> {
    this.#hasStarted = true;
    await this.grow();
  }

  /** Reads to the end of what has been recorded. What was begun before goes on first. */
  grow(): Promise<void> {
    this.#growing ??= this.#grow().finally(() => {
      this.#growing = undefined;
    });
    return this.#growing;
  }

  /** Time has passed without a frame: some findings show in nothing happening. */
  passTime(): void {
    const whole = this.#growing === undefined ? this.#findings?.passTime() : undefined;
    if (whole !== undefined) this.#context.dispatch({ kind: "findings", findings: { ...this.#context.state().findings, whole } });
  }

  async #grow(): Promise<void> {
    const { reader, left } = this.#context;
    do {
      await this.#readObjects();
      if (this.#known.objects === 0 && !left.aborted) await this.#readSubjects();
      if (!left.aborted && (this.#isFirst || reader.summary.gaps !== this.#gaps)) await this.#readGaps();
      if (!left.aborted) await this.#readFindings();
      this.#isFirst = false;
    } while (!left.aborted && this.#findings?.isBehind === true);
  }

  async #readObjects(): Promise<void> {
    const { reader, dispatch, left } = this.#context;
    const { frames, objects } = reader.summary;
    if (!this.#isFirst && objects <= this.#objects.length) return this.#passed(frames);
    const before = this.#known.objects;
    for await (const page of this.#pages ?? this.#objects.read()) {
      if (left.aborted) return;
      this.#take(page);
      if (!this.#isFirst) dispatch({ kind: "appeared", refs: page.page, afterSequence: this.#frames });
      await this.#yielder.pause();
    }
    this.#pages = undefined;
    this.#kept?.tracks.complete();
    // The tracks of the objects of Events, where there were none else, are no longer shown.
    const others = !this.#isFirst && before === 0 && this.#known.objects > 0 ? { ofSubjects: false, tracks: new Map() } : {};
    dispatch({ kind: "timeline", known: { ...this.#known, ...others } });
    this.#passed(frames);
  }

  /** All objects of the first so many frames are known. */
  #passed(frames: number): void {
    this.#frames = frames;
  }

  #take({ known, page }: { readonly known: Pick<Timeline, "refs" | "objects">; readonly page: Timeline["refs"] }): void {
    this.#known = known;
    this.#kept?.tracks.add(page);
  }

  async #readSubjects(): Promise<void> {
    const { dispatch, left } = this.#context;
    const known = await this.#subjects.read(left);
    if (!left.aborted) dispatch({ kind: "timeline", known });
  }

  async #readGaps(): Promise<void> {
    const { reader, dispatch } = this.#context;
    const { gaps } = reader.summary;
    dispatch({ kind: "timeline", known: { gaps: await readGaps(reader) } });
    this.#gaps = gaps;
  }

  async #readFindings(): Promise<void> {
    const { state, dispatch, left } = this.#context;
    if (this.#findings === undefined) return;
    if (this.#known.objects > maxDiagnosed) {
      this.#findings = undefined;
      return dispatch({ kind: "findings", findings: findingsOfObjects });
    }
    // Of very many objects it has a hundred thousand versions, which are kept as one part: to read that would stop the keys for seconds.
    const kept = this.#isFirst ? await this.#kept?.analysis.findings() : undefined;
    if (kept !== undefined) {
      this.#findings = undefined;
      return dispatch({ kind: "findings", findings: { ...noFindings, whole: { ...kept, readSequence: Number.POSITIVE_INFINITY } } });
    }
    for await (const whole of this.#findings.read()) {
      if (left.aborted) return;
      dispatch({ kind: "findings", findings: { ...state().findings, whole } });
    }
  }
}
