import { groupOf, type ObjectRef } from "../model/kube-object.js";
import { compareResourceVersions } from "../model/resource-version.js";
import type { Revision } from "../model/revision.js";
import type { ChangeType } from "../model/watch-event.js";
import type { FrameTime, StreamState } from "./stream-state.js";

/** One change on the way from a stream to a frame. */
export interface Arrival {
  readonly state: StreamState;
  readonly type: ChangeType;
  readonly revision: Revision;
  readonly moment: FrameTime;
  readonly initial: boolean;
  /** From a list after a gap: the current state, even if versions went backwards. */
  readonly relisted?: true;
  /** Read from history after a gap. */
  readonly repaired?: true;
  /** DELETED, but not observed: holds the last known state. */
  readonly inferred?: true;
  /** Inferred and repaired: the version at which the object was gone. */
  readonly goneAt?: string;
}

/** A recorded object that exists, with its last recorded revision. */
export interface KnownObject {
  readonly ref: ObjectRef;
  readonly revision: Revision;
  /** The stream that delivered it first: a relist of that stream can infer its deletion. */
  readonly state: StreamState;
}

/** Existing objects of all streams by uid: two streams may deliver the same object. */
export class KnownObjects {
  readonly #alive = new Map<string, KnownObject>();
  /** The uid that each kind, namespace and name had last. */
  readonly #names = new Map<string, string>();
  /** The last deletions, so that one delivered twice, by one stream or by two, is recorded once. A repetition comes at once or not at all. */
  readonly #deletions = new Set<string>();

  get(uid: string): KnownObject | undefined {
    return this.#alive.get(uid);
  }

  /** Objects whose deletion a relist of this stream can infer. */
  shownBy(state: StreamState): readonly KnownObject[] {
    return [...this.#alive.values()].filter((known) => known.state === state);
  }

  /**
   * The object that had the name of this new one on the same stream. A stream shows a deletion before the name is used again, so that deletion was not
   * observed; another stream may be behind, and still show it.
   */
  predecessor(ref: ObjectRef, state: StreamState): KnownObject | undefined {
    const uid = this.#names.get(nameKey(ref));
    const known = uid === undefined || uid === ref.uid ? undefined : this.#alive.get(uid);
    return known?.state === state ? known : undefined;
  }

  keep(ref: ObjectRef, revision: Revision, state: StreamState): void {
    if (!this.#alive.has(ref.uid)) this.#names.set(nameKey(ref), ref.uid);
    this.#alive.set(ref.uid, { ref, revision: revision.withoutParsed, state: this.#alive.get(ref.uid)?.state ?? state });
  }

  remove(ref: ObjectRef, revision: Revision): void {
    this.#alive.delete(ref.uid);
    const name = nameKey(ref);
    if (this.#names.get(name) === ref.uid) this.#names.delete(name);
    this.#deletions.add(deletionKey(revision));
    for (const oldest of this.#deletions) {
      if (this.#deletions.size <= maxRememberedDeletions) break;
      this.#deletions.delete(oldest);
    }
  }

  /**
   * Whether a change was recorded already or is outdated: delivered twice, delivered by a second stream, or sent again after a resume. An
   * object that leaves a selective stream is not deleted if a wider stream still delivers it.
   */
  isStale({ state, type, revision, relisted, inferred }: Arrival, ref: ObjectRef): boolean {
    const known = this.#alive.get(ref.uid);
    if (known === undefined) return type === "DELETED" && (inferred === true || this.#deletions.has(deletionKey(revision)));
    if (inferred === true) return known.state !== state;
    if (type === "DELETED") return state.stream.selective && known.state !== state;
    const age = compareResourceVersions(resourceVersionOf(revision), resourceVersionOf(known.revision));
    return age === 0 || (age !== undefined && age < 0 && relisted !== true);
  }
}

const maxRememberedDeletions = 1024;

function nameKey({ apiVersion, kind, namespace = "", name }: ObjectRef): string {
  return `${kind}.${groupOf(apiVersion)}/${namespace}/${name}`;
}

function deletionKey(revision: Revision): string {
  return `${uidOf(revision)}@${resourceVersionOf(revision)}`;
}

export function uidOf(revision: Revision): string {
  return revision.head.ref.uid;
}

/** Empty for the rare object without one. */
export function resourceVersionOf(revision: Revision): string {
  return revision.head.resourceVersion;
}
