import { KubespyError } from "../../../errors.js";
import type { AnalysedNarrator } from "../../../interpret/interpret-at.js";
import type { Frame } from "../../../model/frame.js";
import type { Uid } from "../../../model/kube-object.js";
import type { SessionReader, SessionSummary } from "../../../model/session.js";
import { MeaningOfSteps } from "./meaning-of-steps.js";
import type { StepChoice } from "./step-requests.js";
import { TimeSlice } from "./time-slice.js";

/**
 * What of a session is read to answer: from the recording in the page, or by ranges from a server. Rejects with `KubespyError` where a frame cannot
 * be read and others may be, with other errors where nothing can be read any more. Its summary may grow while a recording is followed.
 */
export interface StepSource
  extends Pick<SessionReader, "summary" | "frames" | "framesBackward" | "lastFrameOf" | "objectsAt" | "lastSequenceBy"> {
  /** More was recorded, and can be read. Absent where the whole recording is there. */
  grow?(summary: SessionSummary): void;
}

interface Place {
  /** The first to read. */
  readonly fromSequence: number;
  readonly direction: 1 | -1;
  readonly uids?: readonly Uid[] | undefined;
}

interface PassEnd {
  /** The last sequence that was looked at. */
  readonly upTo: number;
  readonly isEnd: boolean;
}

/** Returns whether the pass ends with this frame. */
type Visit = (frame: Frame, narrator: AnalysedNarrator) => Promise<boolean>;

/** Reads through the steps of a session in pieces: each pass ends after some ms, and says where the next may continue. */
export class StepPasses {
  readonly #source: StepSource;
  readonly #narrator: AnalysedNarrator;
  readonly #meaning: MeaningOfSteps;

  constructor(source: StepSource, narrator: AnalysedNarrator) {
    this.#source = source;
    this.#narrator = narrator;
    this.#meaning = new MeaningOfSteps(narrator);
  }

  /** Frames that cannot be read are passed over; `unreadable` hears of those. */
  async read(place: Place, visit: Visit, unreadable: (sequence: number) => void = () => {}): Promise<PassEnd> {
    const { direction, uids } = place;
    const slice = new TimeSlice();
    const chosen = uids === undefined ? undefined : new Set(uids);
    const last = direction === 1 ? this.#source.summary.frames : 1;
    let next = place.fromSequence;
    let isSkipping = false;
    while ((last - next) * direction >= 0) {
      try {
        for await (const frame of this.#frames(next, direction, isSkipping ? undefined : uids)) {
          next = frame.sequence;
          if (chosen === undefined || (frame.kind === "object" && chosen.has(frame.ref.uid))) {
            if (await visit(frame, this.#narrator)) return { upTo: next, isEnd: next === last };
          }
          next += direction;
          if (slice.isOver) return { upTo: next - direction, isEnd: next - direction === last };
        }
        return { upTo: last, isEnd: true };
      } catch (error) {
        if (!(error instanceof KubespyError)) throw error;
        // Of chosen objects it is not known which frame it was: the steps of all are read up to there.
        if (uids !== undefined && !isSkipping) isSkipping = true;
        else {
          unreadable(next);
          next += direction;
          isSkipping = false;
        }
      }
    }
    return { upTo: last, isEnd: true };
  }

  async sequences(
    { uids, meaningfulOnly }: StepChoice,
    fromSequence: number,
  ): Promise<{ readonly sequences: Uint32Array; readonly upTo: number }> {
    const found: number[] = [];
    const visit: Visit = async (frame) => {
      if (!meaningfulOnly || (await this.#meaning.isMeaningful(frame))) found.push(frame.sequence);
      return false;
    };
    const { upTo } = await this.read({ fromSequence, direction: 1, uids }, visit, (sequence) => {
      if (uids === undefined) found.push(sequence);
    });
    return { sequences: Uint32Array.from(found), upTo };
  }

  /** The last step of these objects at or before a sequence, else the first after it; 0 when there is none. */
  async nearest(sequence: number, uids: readonly Uid[]): Promise<number> {
    for await (const frame of this.#source.framesBackward({ toSequence: sequence, uids })) return frame.sequence;
    for await (const frame of this.#source.frames({ fromSequence: sequence, uids })) return frame.sequence;
    return 0;
  }

  #frames(from: number, direction: 1 | -1, uids: readonly Uid[] | undefined): AsyncIterable<Frame> {
    const chosen = uids === undefined ? {} : { uids };
    return direction === 1
      ? this.#source.frames({ fromSequence: from, ...chosen })
      : this.#source.framesBackward({ toSequence: from, ...chosen });
  }
}

/** What is read, or in place of a frame that cannot be read, what the reason gives. */
export async function orUnreadable<T>(read: () => Promise<T>, instead: (why: string) => T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof KubespyError)) throw error;
    return instead(error.message);
  }
}
