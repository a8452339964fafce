import { isKubeEvent } from "../../lifecycle/fields/kube-event.js";
import type { Frame } from "../../model/frame.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";

/** The moment before the deletion of an object began: the last frame before, and the offset of the deletion. */
export interface WholeMoment {
  readonly sequence: number;
  /** ms since session start. */
  readonly offsetMs: number;
  /** How many roots existed; all were deleted afterwards. */
  readonly objects: number;
}

/**
 * Finds the last moment at which a workload existed as a whole: of its roots that were there and not being deleted, as many as ever. Give it every
 * frame in sequence.
 */
export class LastWholeMoment {
  readonly #isRoot: (ref: ObjectRef) => boolean;
  /** Roots that exist and whose deletion was not requested. */
  readonly #alive = new Set<Uid>();
  readonly #terminating = new Set<Uid>();
  readonly #deleted = new Set<Uid>();
  #whole: WholeMoment | undefined;
  #previousSequence = 0;

  constructor(isRoot: (ref: ObjectRef) => boolean) {
    this.#isRoot = isRoot;
  }

  observe(frame: Frame): void {
    if (frame.kind === "object" && this.#isRoot(frame.ref)) this.#observeObject(frame);
    this.#previousSequence = frame.sequence;
  }

  /** Undefined while a root exists, or where none ever did. */
  get moment(): WholeMoment | undefined {
    return this.#alive.size === 0 && this.#terminating.size === 0 ? this.#whole : undefined;
  }

  #observeObject({ ref: { uid }, type, revision, offsetMs }: Extract<Frame, { kind: "object" }>): void {
    if (this.#deleted.has(uid)) return;
    const { object } = revision;
    if (isKubeEvent(object)) return;
    const isDeleted = type === "DELETED";
    const isLeaving = isDeleted || object.metadata.deletionTimestamp !== undefined;
    if (isLeaving && this.#alive.has(uid)) {
      const objects = this.#alive.size;
      if (objects >= (this.#whole?.objects ?? 0)) this.#whole = { sequence: this.#previousSequence, offsetMs, objects };
      this.#alive.delete(uid);
    }
    if (isDeleted) {
      this.#terminating.delete(uid);
      this.#deleted.add(uid);
    } else if (isLeaving) this.#terminating.add(uid);
    else this.#alive.add(uid);
  }
}
