import type { FrameNarrator } from "../../interpret/interpret-at.js";
import { assertNever } from "../../model/assert-never.js";
import type { Frame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { type Moment, sequenceAt } from "../../replay/moment.js";
import { isWanted, type Wanted } from "../../replay/wanted.js";
import type { Yielder } from "./yielder.js";

/** The goal of a move. */
export type Query =
  | { readonly kind: "moment"; readonly moment: Moment }
  /** The first or last frame that is shown. */
  | { readonly kind: "end"; readonly which: "first" | "last" }
  | { readonly kind: "next"; readonly what: Wanted; readonly direction: 1 | -1 };

interface SeekPlace {
  readonly position: number;
  readonly uids: readonly Uid[] | undefined;
  readonly signal: AbortSignal;
  readonly yielder: Yielder;
  /** Called now and then in a long search with the sequence it has reached. */
  readonly onProgress: (sequence: number) => void;
}

type Reader = Pick<SessionReader, "summary" | "frames" | "framesBackward" | "lastSequenceBy">;

/** The sequence of the goal; undefined when there is none, or the signal aborted. Reads frame by frame and keeps none. */
export async function seek(reader: Reader, narrator: FrameNarrator, query: Query, place: SeekPlace): Promise<number | undefined> {
  switch (query.kind) {
    case "moment": {
      const sequence = Math.max(1, await sequenceAt(reader, query.moment));
      return place.uids === undefined ? sequence : nearest(reader, narrator, sequence, place);
    }
    case "end":
      return query.which === "first"
        ? forward(reader, narrator, { kind: "any" }, { ...place, position: 0 })
        : backward(reader, narrator, { kind: "any" }, { ...place, position: reader.summary.frames + 1 });
    case "next":
      return query.direction === 1 ? forward(reader, narrator, query.what, place) : backward(reader, narrator, query.what, place);
    default:
      return assertNever(query);
  }
}

/** With a filter on, the frame of a chosen object at or before a sequence, else the first after it. */
async function nearest(reader: Reader, narrator: FrameNarrator, sequence: number, place: SeekPlace): Promise<number | undefined> {
  return (
    (await backward(reader, narrator, { kind: "any" }, { ...place, position: sequence + 1 })) ??
    (await forward(reader, narrator, { kind: "any" }, { ...place, position: sequence }))
  );
}

function forward(reader: Reader, narrator: FrameNarrator, what: Wanted, place: SeekPlace): Promise<number | undefined> {
  const { position, uids } = place;
  return firstWanted(reader.frames({ fromSequence: position + 1, ...(uids === undefined ? {} : { uids }) }), narrator, what, place);
}

function backward(reader: Reader, narrator: FrameNarrator, what: Wanted, place: SeekPlace): Promise<number | undefined> {
  const { position, uids } = place;
  return firstWanted(reader.framesBackward({ toSequence: position - 1, ...(uids === undefined ? {} : { uids }) }), narrator, what, place);
}

/** Frames between two reports of progress. */
const framesPerProgress = 256;

async function firstWanted(
  frames: AsyncIterable<Frame>,
  narrator: FrameNarrator,
  what: Wanted,
  place: SeekPlace,
): Promise<number | undefined> {
  let count = 0;
  for await (const frame of frames) {
    if (place.signal.aborted) return undefined;
    if (await isWanted(frame, what, narrator)) return frame.sequence;
    if (++count % framesPerProgress === 0) place.onProgress(frame.sequence);
    await place.yielder.pause();
  }
  return undefined;
}
