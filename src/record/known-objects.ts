import type { ObjectRef } from "../model/kube-object.js";
import { compareResourceVersions } from "../model/resource-version.js";
import type { Revision } from "../model/revision.js";
import type { ChangeType } from "../model/watch-event.js";
import type { FrameTime, StreamState } from "./stream-state.js";

/** One change on its way from a stream to a frame. */
export interface Arrival {
  readonly state: StreamState;
  readonly type: ChangeType;
  readonly revision: Revision;
  readonly moment: FrameTime;
  readonly initial: boolean;
  /** From a list after a gap: it is the truth now, even where versions went backwards. */
  readonly relisted?: true;
  /** Read from history after a gap. */
  readonly repaired?: true;
  /** DELETED: nobody saw it go; it bears the last state that is known. */
  readonly inferred?: true;
}

/** A recorded object that is alive, and its last recorded revision. */
export interface KnownObject {
  readonly ref: ObjectRef;
  readonly revision: Revision;
  /** The stream that showed it first: whose relist can infer its deletion. */
  readonly state: StreamState;
}

/** What is alive, by uid, over all streams: two of them may show one object. */
export class KnownObjects {
  readonly #alive = new Map<string, KnownObject>();

  get(uid: string): KnownObject | undefined {
    return this.#alive.get(uid);
  }

  /** Those whose deletion a relist of this stream can infer. */
  shownBy(state: StreamState): readonly KnownObject[] {
    return [...this.#alive.values()].filter((known) => known.state === state);
  }

  keep(ref: ObjectRef, revision: Revision, state: StreamState): void {
    this.#alive.set(ref.uid, { ref, revision: revision.withoutParsed, state: this.#alive.get(ref.uid)?.state ?? state });
  }

  remove(ref: ObjectRef, revision: Revision, state: StreamState): void {
    this.#alive.delete(ref.uid);
    state.rememberDeletion(revision);
  }

  /**
   * Whether a change is recorded already, or was overtaken: delivered twice, shown by a second stream, or sent again after a resume.
   * That an object left a selective stream is not its deletion where a wider stream shows it too.
   */
  isStale({ state, type, revision, relisted, inferred }: Arrival, ref: ObjectRef): boolean {
    const known = this.#alive.get(ref.uid);
    if (known === undefined) return type === "DELETED" && (inferred === true || state.wasDeleted(revision));
    if (inferred === true) return known.state !== state;
    if (type === "DELETED") return state.stream.selective && known.state !== state;
    const age = compareResourceVersions(resourceVersionOf(revision), resourceVersionOf(known.revision));
    return age === 0 || (age !== undefined && age < 0 && relisted !== true);
  }
}

export function uidOf(revision: Revision): string {
  return revision.head.ref.uid;
}

/** "" for the rare object that bears none. */
export function resourceVersionOf(revision: Revision): string {
  return revision.head.resourceVersion;
}
