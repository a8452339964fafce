import type { GapBound, NewFrame } from "../model/frame.js";
import { refOf, type Uid } from "../model/kube-object.js";
import type { Revision } from "../model/revision.js";
import type { ChangeType } from "../model/watch-event.js";
import type { ForeignChange } from "./foreign-change.js";
import { creationTime, latestOwnTime } from "./own-time.js";

/** The time of a change. */
export interface ForeignMoment {
  readonly offsetMs: number;
  readonly observedAt: string;
}

/** The id of the one stream of a foreign input, for gaps. */
const inputStream = "input";

/** An object with a time so long after its creation existed before this state of it. */
const surelyOlderMs = 1500;

/**
 * Turns the changes of a foreign input into frames. The rules:
 *
 *  1. A type in the input is kept. Without one, the first state of an object becomes ADDED and later ones MODIFIED, and the frame is marked
 *     `typeUnknown`. Deletions are not inferred.
 *  2. The first state is `initial` where that is certain: an item of a List, an object without a type, or one with times later than its creation.
 *  3. A revision that was seen before (same uid and resourceVersion) is left out, unless it is a deletion.
 *  4. An object that is ADDED although it exists shows that the watch restarted: there is a gap in between.
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
    const frames = this.#isRestart(change, known !== undefined) ? this.#gap(moment) : [];
    const type = change.type ?? (known === undefined ? "ADDED" : "MODIFIED");
    const isRepeated = known !== undefined && known === resourceVersion && resourceVersion !== "" && type !== "DELETED";
    if (type === "DELETED") this.#alive.delete(ref.uid);
    else this.#alive.set(ref.uid, resourceVersion);
    this.#last = moment;
    if (isRepeated) return frames;
    const flags = { ...(isInitial(change, type, known !== undefined) ? { initial: true as const } : {}), ...typeFlag(change, known) };
    return [...frames, { kind: "object", ...moment, type, ref, resourceVersion, revision, ...flags }];
  }

  /** True once for each restart of the watch. */
  #isRestart(change: Extract<ForeignChange, { kind: "change" }>, known: boolean): boolean {
    const again = change.type === "ADDED" && known;
    const isRestart = again && !this.#relisting;
    if (again) this.#relisting = true;
    else if (change.type !== "ADDED") this.#relisting = false;
    return isRestart;
  }

  #gap(moment: ForeignMoment): readonly NewFrame[] {
    const reason = "the watch restarted: existing objects were listed again";
    return [{ kind: "gap", ...moment, stream: inputStream, reason, from: this.#last ?? moment, to: moment, possibleLoss: true }];
  }
}

function isInitial(change: Extract<ForeignChange, { kind: "change" }>, type: ChangeType, known: boolean): boolean {
  if (known || type !== "ADDED") return false;
  return change.type === undefined || existedBefore(change.revision);
}

function existedBefore({ object }: Revision): boolean {
  const created = creationTime(object);
  const latest = latestOwnTime(object);
  return created !== undefined && latest !== undefined && latest - created > surelyOlderMs;
}

/** The type of an item of a List is known: it existed. That of anything else without a type is not. */
function typeFlag(change: Extract<ForeignChange, { kind: "change" }>, known: string | undefined): { readonly typeUnknown?: true } {
  if (change.type !== undefined || (change.listed && known === undefined)) return {};
  return { typeUnknown: true };
}
