import { isFinalState } from "../model/final-state.js";
import type { GapBound, NewFrame, ObjectFrame } from "../model/frame.js";
import { groupOf, type KubeObject, type ObjectRef, refOf, type Uid } from "../model/kube-object.js";
import { compareResourceVersions } from "../model/resource-version.js";
import type { Revision } from "../model/revision.js";
import type { ChangeType } from "../model/watch-event.js";
import type { ForeignState } from "./foreign-change.js";
import { creationTime, latestOwnTime } from "./own-time.js";

/** The time of a change. */
export interface ForeignMoment {
  readonly offsetMs: number;
  readonly observedAt: string;
}

/** A state of an object, and how it came. */
interface ArrivedState extends Pick<ForeignState, "type" | "revision"> {
  /** An item of a List: `next` if a List of the same query came before. */
  readonly listed?: "first" | "next";
}

/** The id of the one stream of a foreign input, for gaps. */
const inputStream = "input";

/** An object with a time so long after its creation existed before this state of it. */
const surelyOlderMs = 1500;

/**
 * Turns the changes of a foreign input into frames. The rules:
 *
 *  1. A type in the input is kept. Without one, the first state of an object becomes ADDED and later ones MODIFIED, and the frame is marked
 *     `typeUnknown`. Once a second state of some object of its kind came, the first list of that kind is over: a new object was then ADDED.
 *  2. The first state is `initial` where that is certain: an item of the first List, an object without a type, or one with times later than its creation.
 *  3. A revision that was seen before (same uid and resourceVersion) is left out, unless it is a deletion.
 *  4. An object that is ADDED although it exists shows that the watch restarted: there is a gap in between. Those that it does not list again are gone.
 *  5. A new uid under the kind, namespace and name of an object that exists shows that the old one is gone: an inferred deletion.
 *  6. Without types, the second of two final states (see `isFinalState`) is the deletion. Where the second is missing, the deletion is inferred.
 */
export class ForeignFrames {
  readonly #alive = new Map<Uid, Living>();
  /** The newest object that exists under each kind, namespace and name. */
  readonly #names = new Map<string, Uid>();
  /** Without types in the input: kinds of which some object changed. */
  readonly #listedKinds = new Set<string>();
  /** Existing objects whose name a newer object had before them: the input is not in order. */
  readonly #outdated = new Set<Uid>();
  /** Their deletion was inferred: it may come yet. */
  readonly #ended = new Set<Uid>();
  /** The object whose final state was the last change. */
  #final: { readonly uid: Uid; readonly moment: ForeignMoment } | undefined;
  #restart: Restart | undefined;
  #last: GapBound | undefined;

  /** The frames that this change makes: none, one, or deletions or a gap and one. */
  take(state: ArrivedState, moment: ForeignMoment): readonly NewFrame[] {
    const ref = refOf(state.revision.object);
    const known = this.#alive.get(ref.uid);
    const frames = this.#final?.uid === ref.uid ? [] : this.#endFinal();
    for (const frame of this.#followRestart(state, ref, moment)) frames.push(frame);
    if (known === undefined && this.#isOver(state, ref)) return frames;
    const replaced = known === undefined && state.type !== "DELETED" ? this.#replace(ref, state.revision, moment) : [];
    for (const frame of replaced) frames.push(frame);
    this.#last = moment;
    const change = this.#changeOf(state, ref, { known, isSuccessor: replaced.length > 0 });
    if (change === undefined) return frames;
    this.#keep(ref, state, change.type);
    if (isFinal(state) && change.type === "MODIFIED") this.#final = { uid: ref.uid, moment };
    return [...frames, { kind: "object", ...moment, ...change }];
  }

  /** Inferred deletions of those of these objects that exist. */
  end(uids: readonly Uid[], moment: ForeignMoment): readonly NewFrame[] {
    return uids.flatMap((uid) => this.#inferDeletion(uid, moment));
  }

  /** What only the end of the input shows. */
  finish(): readonly NewFrame[] {
    return [...this.#endFinal(), ...(this.#last === undefined ? [] : this.end([...this.#outdated], this.#last))];
  }

  /** Whether the deletion of this object was inferred, and this is a state of it from before or the deletion itself. */
  #isOver(state: ArrivedState, { uid, ...place }: ObjectRef): boolean {
    if (!this.#ended.has(uid)) return false;
    const isOver = state.type === "DELETED" || isFinal(state) || this.#names.has(nameKey(place));
    if (!isOver) this.#ended.delete(uid);
    return isOver;
  }

  /** Undefined for a revision that was recorded, or that a List shows late. */
  #changeOf(state: ArrivedState, ref: ObjectRef, past: Past): ObjectChange | undefined {
    const { revision, listed } = state;
    const { known } = past;
    const { resourceVersion } = revision.head;
    const isKnownVersion = known !== undefined && resourceVersion !== "" && known.revision.head.resourceVersion === resourceVersion;
    if (isKnownVersion && state.type !== "DELETED") return undefined;
    if (known !== undefined && listed !== undefined && isOlderVersion(revision, known.revision)) return undefined;
    const type = state.type ?? (known === undefined ? "ADDED" : this.#isDeletion(state, known) ? "DELETED" : "MODIFIED");
    const initial = type === "ADDED" && this.#isInitial(state, ref, past) ? { initial: true as const } : {};
    const unknown = this.#isTypeUnknown(state, ref, past) ? { typeUnknown: true as const } : {};
    return { type, ref, resourceVersion, revision, ...initial, ...unknown };
  }

  /** Of a change without a type. */
  #isDeletion(state: ArrivedState, { ref, revision }: Living): boolean {
    if (state.listed !== undefined) return false;
    return isFinal(state) ? this.#final?.uid === ref.uid : isRepetition(revision, state.revision);
  }

  #isInitial({ type, listed, revision }: ArrivedState, ref: ObjectRef, { known, isSuccessor }: Past): boolean {
    if (known !== undefined || isSuccessor) return false;
    if (listed !== undefined) return listed === "first";
    return (type === undefined && !this.#listedKinds.has(kindOf(ref))) || existedBefore(revision);
  }

  /** That an item of the first List existed is known, and that an object was ADDED that is new after the first list of its kind. */
  #isTypeUnknown({ type, listed, revision }: ArrivedState, ref: ObjectRef, { known, isSuccessor }: Past): boolean {
    if (type !== undefined) return false;
    if (known !== undefined) return true;
    if (isSuccessor) return listed !== undefined || existedBefore(revision);
    return listed === undefined ? !this.#listedKinds.has(kindOf(ref)) : listed === "next";
  }

  #keep(ref: ObjectRef, { type: given, listed, revision }: ArrivedState, type: ChangeType): void {
    this.#final = undefined;
    if (given === undefined && listed === undefined && this.#alive.has(ref.uid)) this.#listedKinds.add(kindOf(ref));
    if (type === "DELETED") this.#forget(ref);
    else {
      this.#alive.set(ref.uid, { ref, revision: revision.withoutParsed, isWatched: given !== undefined });
      if (!this.#outdated.has(ref.uid)) this.#names.set(nameKey(ref), ref.uid);
    }
  }

  #forget(ref: ObjectRef): void {
    this.#alive.delete(ref.uid);
    this.#outdated.delete(ref.uid);
    if (this.#names.get(nameKey(ref)) === ref.uid) this.#names.delete(nameKey(ref));
  }

  /** The deletion of the object that had the name of this new one. */
  #replace(ref: ObjectRef, revision: Revision, moment: ForeignMoment): readonly NewFrame[] {
    const old = this.#alive.get(this.#names.get(nameKey(ref)) ?? ref.uid);
    if (old === undefined) return [];
    if (isOlder(revision, old.revision)) {
      this.#outdated.add(ref.uid);
      return [];
    }
    this.#listedKinds.add(kindOf(ref));
    return this.#inferDeletion(old.ref.uid, moment);
  }

  #inferDeletion(uid: Uid, moment: ForeignMoment): readonly NewFrame[] {
    const living = this.#alive.get(uid);
    if (living === undefined) return [];
    const { ref, revision } = living;
    this.#forget(ref);
    this.#ended.add(uid);
    return [{ kind: "object", ...moment, type: "DELETED", ref, resourceVersion: revision.head.resourceVersion, revision, inferred: true }];
  }

  #endFinal(): NewFrame[] {
    const final = this.#final;
    this.#final = undefined;
    return final === undefined ? [] : [...this.#inferDeletion(final.uid, final.moment)];
  }

  /** The gap, once for each restart of the watch; what the restarted watch does not list, once it has listed all. */
  #followRestart({ type, revision }: ArrivedState, ref: ObjectRef, moment: ForeignMoment): readonly NewFrame[] {
    const restart = this.#restart;
    if (type !== "ADDED") {
      if (type !== undefined) this.#restart = undefined;
      return type === undefined || restart === undefined ? [] : this.end(this.#notListed(restart), moment);
    }
    const isKnown = this.#alive.has(ref.uid);
    if (restart !== undefined) {
      restart.add(ref, isKnown ? undefined : creationTime(revision.object));
      return [];
    }
    if (!isKnown) return [];
    const from = this.#last ?? moment;
    this.#restart = new Restart(Date.parse(from.observedAt));
    this.#restart.add(ref, undefined);
    const reason = "the watch restarted: existing objects were listed again";
    return [{ kind: "gap", ...moment, stream: inputStream, reason, from, to: moment, possibleLoss: true }];
  }

  #notListed(restart: Restart): readonly Uid[] {
    return [...this.#alive.values()].filter(({ ref, isWatched }) => isWatched && restart.lacks(ref)).map(({ ref }) => ref.uid);
  }
}

type ObjectChange = Omit<ObjectFrame, "kind" | "sequence" | keyof ForeignMoment>;

/** What was known of an object when a state of it came. */
interface Past {
  readonly known: Living | undefined;
  /** It took the name of an object that existed. */
  readonly isSuccessor: boolean;
}

/** An object that exists, with its last state. */
interface Living {
  readonly ref: ObjectRef;
  readonly revision: Revision;
  /** It came with a type. */
  readonly isWatched: boolean;
}

/** What a restarted watch lists. */
class Restart {
  readonly #beforeMs: number;
  readonly #uids = new Set<Uid>();
  readonly #kinds = new Set<string>();
  readonly #namespaces = new Set<string>();
  /** It lists what the watch before would have shown: it selects others. */
  #isOther = false;

  /** `beforeMs`: when the watch before was last heard. */
  constructor(beforeMs: number) {
    this.#beforeMs = beforeMs;
  }

  add(ref: ObjectRef, createdMs: number | undefined): void {
    this.#uids.add(ref.uid);
    this.#kinds.add(kindOf(ref));
    this.#namespaces.add(ref.namespace ?? "");
    if (createdMs !== undefined && createdMs + surelyOlderMs < this.#beforeMs) this.#isOther = true;
  }

  /** Whether the object is gone: others of its kind and namespace are listed, or of several namespaces. */
  lacks(ref: ObjectRef): boolean {
    if (this.#isOther || this.#uids.has(ref.uid) || !this.#kinds.has(kindOf(ref))) return false;
    return this.#namespaces.has(ref.namespace ?? "") || this.#namespaces.size > 1;
  }
}

function isFinal({ type, listed, revision }: ArrivedState): boolean {
  return type === undefined && listed === undefined && revision.mentions("deletionTimestamp") && isFinalState(revision.object);
}

/**
 * Whether a state of an object that is being deleted differs from the one before by its version only. The API server writes no such change, but a
 * deletion has a version of its own.
 */
function isRepetition(before: Revision, after: Revision): boolean {
  if (!after.mentions("deletionTimestamp") || after.object.metadata.deletionTimestamp === undefined) return false;
  return withoutVersion(before) === withoutVersion(after);
}

function withoutVersion({ text, head }: Revision): string {
  return text.replace(`"${head.resourceVersion}"`, '""');
}

/** By time of creation; where that does not tell them apart, by version. */
function isOlder(a: Revision, b: Revision): boolean {
  const [aMs, bMs] = [creationTime(a.object), creationTime(b.object)];
  return aMs === undefined || bMs === undefined || aMs === bMs ? isOlderVersion(a, b) : aMs < bMs;
}

function isOlderVersion(a: Revision, b: Revision): boolean {
  return (compareResourceVersions(a.head.resourceVersion, b.head.resourceVersion) ?? 0) < 0;
}

function existedBefore({ object }: { readonly object: KubeObject }): boolean {
  const created = creationTime(object);
  const latest = latestOwnTime(object);
  return created !== undefined && latest !== undefined && latest - created > surelyOlderMs;
}

function kindOf({ apiVersion, kind }: Omit<ObjectRef, "uid">): string {
  return `${kind}.${groupOf(apiVersion)}`;
}

function nameKey(ref: Omit<ObjectRef, "uid">): string {
  return `${kindOf(ref)}/${ref.namespace ?? ""}/${ref.name}`;
}
