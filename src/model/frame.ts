import type { Actor } from "./actor.js";
import type { ObjectRef, Uid } from "./kube-object.js";
import type { BorrowedRevision, Revision, StrippedRevision } from "./revision.js";
import type { ChangeType } from "./watch-event.js";

/** What every frame has. */
interface FrameBase {
  /** Our own dense number from 1; the only order relied on. */
  readonly sequence: number;
  /** Monotonic milliseconds since session start, with fractions; never decreases along the sequence. */
  readonly offsetMs: number;
  /** Wall clock of receipt, RFC 3339 UTC with milliseconds. For display; may jump when the clock is set. */
  readonly observedAt: string;
  /** Fields of a newer or foreign recording that this version does not know; kept so that they survive a re-export. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** One change of one object, with as much of its state as `R` offers. */
export interface ObjectFrameOf<R> extends FrameBase {
  readonly kind: "object";
  readonly type: ChangeType;
  readonly ref: ObjectRef;
  /** Equal strings are the same revision. Never compare by order except through `compareResourceVersions`. */
  readonly resourceVersion: string;
  /**
   * For DELETED: the last state, with the version of the deletion, as the server sent it or (`repaired`) as it would have; when only `inferred`, as
   * we last saw it.
   */
  readonly revision: R;
  /** Existed when recording began (it came from a list): this frame does not show when it was created. */
  readonly initial?: true;
  /** DELETED only: missing from a later list, or its name was given to a new object; the deletion itself was not seen. */
  readonly inferred?: true;
  /**
   * The input that this was imported from has no types: the first state seen of an object is given as ADDED, later ones as MODIFIED, and as DELETED
   * where the state proves that; another one may have been a deletion.
   */
  readonly typeUnknown?: true;
  /** Read from history after a gap; `observedAt` is the time of the repair. */
  readonly repaired?: true;
  /** Who asked for the change: of an API server's audit log only. */
  readonly actor?: Actor;
  /**
   * The input says what was requested and that it was granted, but not the state it led to: this is the last known one, with the requested change.
   */
  readonly derived?: true;
}

/** One change of one object. */
export interface ObjectFrame extends ObjectFrameOf<Revision> {}

/**
 * One that is lent to a visitor (see `SessionReader.visitFrames`): its bytes are overwritten once the visit returns, so whatever is made of them must be
 * made during the visit.
 */
export interface BorrowedFrame extends ObjectFrameOf<BorrowedRevision> {}

/** One without bytes: what interpretation needs of it. Every `ObjectFrame` can be given as one. */
export interface StrippedFrame extends ObjectFrameOf<StrippedRevision> {}

/** A time in which one stream saw nothing. Its sequence is where the stream continued (or the session ended). */
export interface GapFrame extends FrameBase {
  readonly kind: "gap";
  /** The stream that was interrupted: `StreamInfo.id`; or `unrecordableStream`. */
  readonly stream: string;
  /** Why, for people: "410 Gone: too old resource version", "connection reset". */
  readonly reason: string;
  readonly from: GapBound;
  readonly to: GapBound;
  /** False when it is proven that nothing was missed. */
  readonly possibleLoss: boolean;
  /** Objects proven unchanged across the gap: same uid and resourceVersion before and after. */
  readonly unchanged?: readonly Uid[];
  /** How many revisions were read back from history into this gap. */
  readonly repairedRevisions?: number;
  /** What could not be read from history, for people; with `possibleLoss` only. */
  readonly unrepaired?: string;
}

/** `GapFrame.stream` of a change that arrived, but that no recording could hold: the reason says which. */
export const unrecordableStream = "the recorder";

export interface GapBound {
  readonly offsetMs: number;
  readonly observedAt: string;
  /** The last resourceVersion known before, or the first known after. */
  readonly resourceVersion?: string;
}

/** One recorded step. */
export type Frame = ObjectFrame | GapFrame;

type Unnumbered<F> = F extends Frame ? Omit<F, "sequence"> : never;

/** A frame before the store has given it its sequence. */
export type NewFrame = Unnumbered<Frame>;
