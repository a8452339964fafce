import type { Clock } from "../io/clock.js";
import type { Frame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";
import { applyFindingsUpdate } from "./analysis-update.js";
import { type FindingHistory, type FindingLog, noHistory } from "./finding-history.js";
import { FindingRecorder } from "./finding-recorder.js";
import { LookAhead } from "./look-ahead.js";

/** After this many frames a log says how far it has read. */
const framesPerLog = 512;

interface FindingReaderOptions {
  /** Of these objects only. Default: of all. */
  readonly uids?: readonly Uid[];
  readonly maxReferences?: number;
  /** Called after each frame: others may have their turn. */
  readonly pause?: () => Promise<void> | undefined;
  /** While the session is being recorded: also what shows in nothing happening until now. */
  readonly clock?: Pick<Clock, "wallMs" | "monotonicMs"> | undefined;
}

/** Reads frames from the first on, all or those of some objects, and gives now and then what it has found so far. */
export async function* readFindings(
  reader: Pick<SessionReader, "frames" | "summary">,
  options: FindingReaderOptions = {},
): AsyncGenerator<FindingLog> {
  yield* new FindingReader(reader, options).read();
}

/** Reads the findings of a session; of one that is being recorded, what comes later too: each frame is read once. */
export class FindingReader {
  readonly #reader: Pick<SessionReader, "frames" | "summary">;
  readonly #options: FindingReaderOptions;
  readonly #recorder: FindingRecorder;
  readonly #lookAhead: LookAhead | undefined;
  /** As of the last update, with what was foreseen then. */
  #history: FindingHistory = noHistory;
  #readSequence = 0;
  #last: Pick<Frame, "sequence" | "offsetMs" | "observedAt">;

  constructor(reader: Pick<SessionReader, "frames" | "summary">, options: FindingReaderOptions = {}) {
    const { uids, maxReferences, clock } = options;
    const { header } = reader.summary;
    this.#reader = reader;
    this.#options = options;
    // What is missing can be found only by who sees all.
    const scope = uids === undefined ? { scope: header } : {};
    this.#recorder = new FindingRecorder({ clockOffsetMs: header.server?.clockOffsetMs, ...scope, maxReferences });
    this.#lookAhead = clock && new LookAhead(clock);
    this.#last = { sequence: 0, offsetMs: 0, observedAt: header.startedAt };
  }

  /** There are frames that it has not read, or the recording has ended. */
  get isBehind(): boolean {
    const { frames, state } = this.#reader.summary;
    return this.#readSequence < (state === "recording" ? frames : Number.POSITIVE_INFINITY);
  }

  /** Reads on to the last frame that there is. The last log says what is known then; the session has ended where its `readSequence` is Infinity. */
  async *read(): AsyncGenerator<FindingLog> {
    const { uids, pause } = this.#options;
    const { frames, durationMs, state } = this.#reader.summary;
    let count = 0;
    const range = { fromSequence: this.#readSequence + 1, toSequence: frames, ...(uids === undefined ? {} : { uids }) };
    for await (const frame of this.#reader.frames(range)) {
      this.#recorder.observe(frame);
      this.#last = frame;
      this.#readSequence = frame.sequence;
      if (++count % framesPerLog === 0) yield { ...this.#recorder.history, readSequence: frame.sequence };
      await pause?.();
    }
    this.#readSequence = frames;
    if (state === "recording") yield this.#updated();
    else yield this.#ended({ sequence: frames, offsetMs: durationMs });
  }

  /** Time has passed without a frame. Undefined where that shows nothing new. */
  passTime(): FindingLog | undefined {
    const before = this.#history;
    if (this.isBehind || this.#lookAhead?.isDue() !== true) return undefined;
    const log = this.#updated();
    return this.#history === before ? undefined : log;
  }

  #updated(): FindingLog {
    const lookAhead = this.#lookAhead?.isDue() === true ? this.#lookAhead : undefined;
    const { sequence } = this.#last;
    const update =
      lookAhead === undefined
        ? this.#recorder.takeUpdate()
        : lookAhead.look(() => this.#recorder.takeUpdate({ sequence, offsetMs: lookAhead.nowMs(this.#last) }));
    if (update !== undefined) this.#history = applyFindingsUpdate(this.#history, update);
    return { ...this.#history, readSequence: this.#readSequence };
  }

  #ended(place: Pick<Frame, "sequence" | "offsetMs">): FindingLog {
    // Where the last frame is not one of these objects, there is no step of theirs to show what is known at the end only.
    this.#recorder.end(place, this.#last.sequence === place.sequence);
    this.#readSequence = Number.POSITIVE_INFINITY;
    return { ...this.#recorder.history, readSequence: Number.POSITIVE_INFINITY };
  }
}
