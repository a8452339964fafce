import { assertNever } from "../model/assert-never.js";
import type { Frame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";
import { stretchesBefore } from "../replay/frames-before.js";
import { type Moment, sequenceAt } from "../replay/moment.js";
import type { FrameTeller } from "./frame-teller.js";
import { isMeaningful, isWarning, searchText } from "./told-row.js";

/** Where a key wants to go. */
export type Query =
  | { readonly kind: "moment"; readonly moment: Moment }
  /** The first or last frame that is shown. */
  | { readonly kind: "end"; readonly which: "first" | "last" }
  | { readonly kind: "next"; readonly what: Wanted; readonly direction: 1 | -1 };

export type Wanted =
  | { readonly kind: "any" }
  | { readonly kind: "meaningful" }
  | { readonly kind: "warning" }
  /** What was typed, in any case, in the words about a step or in what changed. */
  | { readonly kind: "text"; readonly text: string };

export interface SeekPlace {
  readonly position: number;
  readonly uids: readonly Uid[] | undefined;
  readonly signal: AbortSignal;
  /** Called now and then in a long search with the sequence it has come to. */
  readonly onProgress: (sequence: number) => void;
}

type Reader = Pick<SessionReader, "summary" | "frames" | "lastFramesAt" | "lastFrameOf">;

/** The sequence asked for; undefined when there is none, or the signal aborted. Reads frame by frame and keeps none. */
export async function seek(reader: Reader, teller: FrameTeller, query: Query, place: SeekPlace): Promise<number | undefined> {
  switch (query.kind) {
    case "moment": {
      const sequence = Math.max(1, await sequenceAt(reader, query.moment));
      return place.uids === undefined ? sequence : nearest(reader, teller, sequence, place);
    }
    case "end":
      return query.which === "first"
        ? forward(reader, teller, { kind: "any" }, { ...place, position: 0 })
        : backward(reader, teller, { kind: "any" }, { ...place, position: reader.summary.frames + 1 });
    case "next":
      return query.direction === 1 ? forward(reader, teller, query.what, place) : backward(reader, teller, query.what, place);
    default:
      return assertNever(query);
  }
}

/** With a filter on, the frame of a chosen object at or before a sequence, else the first after it. */
async function nearest(reader: Reader, teller: FrameTeller, sequence: number, place: SeekPlace): Promise<number | undefined> {
  return (
    (await backward(reader, teller, { kind: "any" }, { ...place, position: sequence + 1 })) ??
    (await forward(reader, teller, { kind: "any" }, { ...place, position: sequence }))
  );
}

async function forward(reader: Reader, teller: FrameTeller, what: Wanted, place: SeekPlace): Promise<number | undefined> {
  const { position, uids, signal } = place;
  for await (const frame of reader.frames({ fromSequence: position + 1, ...(uids === undefined ? {} : { uids }) })) {
    if (signal.aborted) return undefined;
    if (await isWanted(frame, what, teller)) return frame.sequence;
    if (frame.sequence % 256 === 0) await breathe(place, frame.sequence);
  }
  return undefined;
}

async function backward(reader: Reader, teller: FrameTeller, what: Wanted, place: SeekPlace): Promise<number | undefined> {
  for await (const stretch of stretchesBefore(reader, place.position, place.uids)) {
    for (let i = stretch.length - 1; i >= 0; i--) {
      const frame = stretch[i];
      if (place.signal.aborted) return undefined;
      if (frame !== undefined && (await isWanted(frame, what, teller))) return frame.sequence;
      if (frame !== undefined && frame.sequence % 256 === 0) await breathe(place, frame.sequence);
    }
  }
  return undefined;
}

/** Lets keys be read and the screen be drawn. */
async function breathe({ onProgress }: SeekPlace, sequence: number): Promise<void> {
  onProgress(sequence);
  await new Promise((resolve) => setImmediate(resolve));
}

async function isWanted(frame: Frame, what: Wanted, teller: FrameTeller): Promise<boolean> {
  switch (what.kind) {
    case "any":
      return true;
    case "meaningful":
      return isMeaningful(frame, frame.kind === "gap" ? undefined : await teller.before(frame));
    case "warning":
      return isWarning(frame, frame.kind === "gap" ? undefined : await teller.before(frame));
    case "text":
      return searchText(await teller.tell(frame)).includes(what.text.toLowerCase());
    default:
      return assertNever(what);
  }
}
