import type { GapBound, NewFrame } from "../model/frame.js";
import { refOf, type Uid } from "../model/kube-object.js";
import type { Revision } from "../model/revision.js";
import type { ChangeType } from "../model/watch-event.js";
import type { ForeignChange } from "./foreign-change.js";
import { creationTime, latestOwnTime } from "./own-time.js";

/** When a change is told to have been. */
export interface ForeignMoment {
  readonly offsetMs: number;
  readonly observedAt: string;
}

/** The one stream that a foreign input is, for gaps. */
export const inputStream = "input";

/** An object whose own times lie so long after its creation had lived before this state of it. */
const surelyOlderMs = 1500;

/**
 * Turns what a foreign input says into frames. The rules:
 *
 *  1. A type that was said is kept. Where none was, ADDED stands at the first state of an object and MODIFIED at later ones, and the frame
 *     says `typeUnknown`. Deletions that nobody said are not made up.
 *  2. The first state is `initial` where it surely is: an item of a List, an object without a type, or one whose own times are later than its
 *     creation.
 *  3. A revision that was there already (same uid and resourceVersion) is left out, but for its deletion.
 *  4. An object that is ADDED although it was there shows that the watch began anew: what happened in between is a gap.
 */
export class ForeignFrames {
  readonly #alive = new Map<Uid, string>();
  #relisting = false;
  #last: GapBound | undefined;

  /** The frames that this change makes: none, one, or a gap and one. */
  take(change: Extract<ForeignChange, { kind: "change" }>, moment: ForeignMoment): readonly NewFrame[] {
    const { revision } = change;
    const ref = refOf(revision.object);
    const resourceVersion = revision.object.metadata.resourceVersion ?? "";
    const known = this.#alive.get(ref.uid);
    const frames = this.#begunAnew(change, known !== undefined) ? this.#gap(moment) : [];
    const type = change.type ?? (known === undefined ? "ADDED" : "MODIFIED");
    const isRepeated = known !== undefined && known === resourceVersion && resourceVersion !== "" && type !== "DELETED";
    if (type === "DELETED") this.#alive.delete(ref.uid);
    else this.#alive.set(ref.uid, resourceVersion);
    this.#last = moment;
    if (isRepeated) return frames;
    const flags = { ...(isInitial(change, type, known !== undefined) ? { initial: true as const } : {}), ...typeFlag(change, known) };
    return [...frames, { kind: "object", ...moment, type, ref, resourceVersion, revision, ...flags }];
  }

  /** True once for each time that the watch began anew. */
  #begunAnew(change: Extract<ForeignChange, { kind: "change" }>, known: boolean): boolean {
    const again = change.type === "ADDED" && known;
    const begins = again && !this.#relisting;
    if (again) this.#relisting = true;
    else if (change.type !== "ADDED") this.#relisting = false;
    return begins;
  }

  #gap(moment: ForeignMoment): readonly NewFrame[] {
    const reason = "the watch began anew: objects that were there were listed again";
    return [{ kind: "gap", ...moment, stream: inputStream, reason, from: this.#last ?? moment, to: moment, possibleLoss: true }];
  }
}

function isInitial(change: Extract<ForeignChange, { kind: "change" }>, type: ChangeType, known: boolean): boolean {
  if (known || type !== "ADDED") return false;
  return change.type === undefined || hadLived(change.revision);
}

function hadLived({ object }: Revision): boolean {
  const created = creationTime(object);
  const latest = latestOwnTime(object);
  return created !== undefined && latest !== undefined && latest - created > surelyOlderMs;
}

/** That an item of a List was there is known; everything else without a type is not. */
function typeFlag(change: Extract<ForeignChange, { kind: "change" }>, known: string | undefined): { readonly typeUnknown?: true } {
  if (change.type !== undefined || (change.listed && known === undefined)) return {};
  return { typeUnknown: true };
}
