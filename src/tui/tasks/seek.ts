import type { FrameNarrator } from "../../interpret/interpret-at.js";
import { assertNever } from "../../model/assert-never.js";
import type { Frame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { FrameRange, SessionReader } from "../../model/session.js";
import { type Moment, sequenceAt } from "../../replay/moment.js";
import { isWanted, type Wanted } from "../../replay/wanted.js";
import { isMatch, type StepSearch } from "./matches.js";
import type { Yielder } from "./yielder.js";

/** The goal of a move. */
export type Query =
  /** `isTyped`: its user named it, and is told where a filter hides it. `liftsFilter`: such a filter ends. */
  | { readonly kind: "moment"; readonly moment: Moment; readonly isTyped?: true; readonly liftsFilter?: true }
  /** The first or last frame that is shown. */
  | { readonly kind: "end"; readonly which: "first" | "last" }
  | { readonly kind: "next"; readonly what: Wanted; readonly direction: 1 | -1 }
  /** A step that matches a search: the next one, or past the end of the session the first one. */
  | { readonly kind: "match"; readonly search: StepSearch; readonly direction: 1 | -1 };

/** `wrapped`: it comes after an end of the session. */
interface FoundStep {
  readonly sequence: number;
  readonly wrapped?: boolean;
}

interface SeekPlace {
  readonly position: number;
  readonly uids: readonly Uid[] | undefined;
  readonly signal: AbortSignal;
  readonly yielder: Yielder;
  /** Called now and then in a long search with the sequence it has reached. */
  readonly onProgress: (sequence: number) => void;
}

type Reader = Pick<SessionReader, "summary" | "frames" | "framesBackward" | "lastSequenceBy">;

/** The goal; undefined when there is none, or the signal aborted. Reads frame by frame and keeps none. */
export async function seek(reader: Reader, narrator: FrameNarrator, query: Query, place: SeekPlace): Promise<FoundStep | undefined> {
  const { position, uids } = place;
  const { frames } = reader.summary;
  const seeker = new Seeker(reader, place);
  switch (query.kind) {
    case "moment": {
      const sequence = Math.max(1, await sequenceAt(reader, query.moment));
      return uids === undefined ? { sequence } : found((await seeker.backward(any, sequence)) ?? (await seeker.forward(any, sequence + 1)));
    }
    case "end":
      return found(await (query.which === "first" ? seeker.forward(any, 1) : seeker.backward(any, frames)));
    case "next": {
      const isGoal: IsGoal = (frame) => isWanted(frame, query.what, narrator);
      return found(await (query.direction === 1 ? seeker.forward(isGoal, position + 1) : seeker.backward(isGoal, position - 1)));
    }
    case "match": {
      const isGoal: IsGoal = (frame) => isMatch(frame, query.search, narrator);
      const [near, far] =
        query.direction === 1
          ? [() => seeker.forward(isGoal, position + 1), () => seeker.forward(isGoal, 1, position)]
          : [() => seeker.backward(isGoal, position - 1), () => seeker.backward(isGoal, frames, position)];
      return found(await near()) ?? found(await far(), true);
    }
    default:
      return assertNever(query);
  }
}

function found(sequence: number | undefined, wrapped = false): FoundStep | undefined {
  if (sequence === undefined) return undefined;
  return wrapped ? { sequence, wrapped } : { sequence };
}

type IsGoal = (frame: Frame) => Promise<boolean>;
const any: IsGoal = async () => true;

/** Frames between two reports of progress. */
const framesPerProgress = 256;

class Seeker {
  readonly #reader: Reader;
  readonly #place: SeekPlace;
  readonly #chosen: Pick<FrameRange, "uids">;

  constructor(reader: Reader, place: SeekPlace) {
    this.#reader = reader;
    this.#place = place;
    this.#chosen = place.uids === undefined ? {} : { uids: place.uids };
  }

  forward(isGoal: IsGoal, fromSequence: number, toSequence = Number.POSITIVE_INFINITY): Promise<number | undefined> {
    return this.#first(this.#reader.frames({ fromSequence, toSequence, ...this.#chosen }), isGoal);
  }

  backward(isGoal: IsGoal, toSequence: number, fromSequence = 0): Promise<number | undefined> {
    return this.#first(this.#reader.framesBackward({ fromSequence, toSequence, ...this.#chosen }), isGoal);
  }

  async #first(frames: AsyncIterable<Frame>, isGoal: IsGoal): Promise<number | undefined> {
    const { signal, yielder, onProgress } = this.#place;
    if (signal.aborted) return undefined;
    let count = 0;
    for await (const frame of frames) {
      if (signal.aborted) return undefined;
      if (await isGoal(frame)) return frame.sequence;
      if (++count % framesPerProgress === 0) onProgress(frame.sequence);
      await yielder.pause();
    }
    return undefined;
  }
}
