import type { ObjectFrame } from "../model/frame.js";
import type { KubeObject, ObjectRef, Uid } from "../model/kube-object.js";
import { type Owner, ownersOf } from "../model/owners.js";
import { textsAt, timeAt } from "./fields/fields.js";
import { isKubeEvent } from "./fields/kube-event.js";
import { type Readiness, readinessOf } from "./fields/readiness.js";
import { latestTimeIn } from "./milestones/latest-time.js";
import type { Pending } from "./pending/pending.js";
import { pendingOf } from "./pending/pending-of.js";
import { deletedStage, type Stage, stageOf } from "./stage.js";

/** An object at a moment, as far as a picture of the whole needs it: worked out once for each revision. */
export interface LivingObject {
  readonly ref: ObjectRef;
  readonly owners: readonly Owner[];
  readonly labels: ReadonlyMap<string, string>;
  readonly stage: Stage;
  /** Since when it is in this stage, ms since session start; negative: since before recording began. */
  readonly sinceMs: number;
  readonly readiness?: Readiness;
  /** What it waits for by itself, without regard to what stands below it. */
  readonly awaited?: Pending;
  /** Its newest revision. */
  readonly object: KubeObject;
  readonly createdMs: number | undefined;
  readonly gone: boolean;
}

/** What is deleted and owned by nobody stays in the picture: but no more than so many. */
const maxGone = 32;

/**
 * The objects that exist, fed frame by frame; Kubernetes Events are left out. What was deleted stays, as Deleted, while something that it
 * owns is left, or when nobody owned it and it was not made again: it is what somebody looks at.
 */
export class LivingObjects {
  readonly #objects = new Map<Uid, LivingObject>();
  readonly #gone = new Map<Uid, LivingObject>();
  readonly #startMs: number | undefined;

  /** `startMs`: the server's clock at offset 0, in ms since the epoch; undefined when it is not known. */
  constructor(startMs: number | undefined) {
    this.#startMs = startMs;
  }

  note(frame: ObjectFrame): void {
    const { object } = frame.revision;
    if (isKubeEvent(object)) return;
    const before = this.#objects.get(frame.ref.uid);
    const now = this.#livingOf(frame, before);
    if (!now.gone) {
      this.#objects.set(frame.ref.uid, now);
      if (before === undefined) this.#forgetEarlier(frame.ref);
      return;
    }
    this.#objects.delete(frame.ref.uid);
    this.#gone.set(frame.ref.uid, now);
    if (this.#gone.size > 4 * maxGone) this.#forgetGone();
  }

  get size(): number {
    return this.#objects.size + this.#gone.size;
  }

  /** All in the order in which they appeared, then what is gone. */
  all(): readonly LivingObject[] {
    this.#forgetGone();
    return [...this.#objects.values(), ...this.#gone.values()];
  }

  #livingOf(frame: ObjectFrame, before: LivingObject | undefined): LivingObject {
    const { object } = frame.revision;
    const gone = frame.type === "DELETED";
    const stage = gone ? deletedStage : stageOf(object);
    const readiness = gone ? undefined : readinessOf(object);
    const waits = gone ? undefined : pendingOf(object);
    return {
      ref: frame.ref,
      object,
      owners: ownersOf(object),
      labels: textsAt(object, "metadata", "labels"),
      stage,
      sinceMs: before?.stage.name === stage.name ? before.sinceMs : this.#since(frame, before),
      createdMs: timeAt(object, "metadata", "creationTimestamp"),
      gone,
      ...(readiness === undefined ? {} : { readiness }),
      ...(waits === undefined ? {} : { awaited: waits }),
    };
  }

  /** When it was found in its stage, its own times (of one-second grain) tell since when it may have been so. */
  #since(frame: ObjectFrame, before: LivingObject | undefined): number {
    if (before !== undefined || !frame.initial || this.#startMs === undefined) return frame.offsetMs;
    const told = latestTimeIn(frame.revision.object);
    return told === undefined ? frame.offsetMs : Math.min(frame.offsetMs, told - this.#startMs);
  }

  /** An object of the same name as one that is gone takes its place. */
  #forgetEarlier(ref: ObjectRef): void {
    for (const { ref: other } of this.#gone.values())
      if (other.kind === ref.kind && other.name === ref.name && other.namespace === ref.namespace) this.#gone.delete(other.uid);
  }

  #forgetGone(): void {
    if (this.#gone.size === 0) return;
    const owning = new Set([...this.#objects.values()].flatMap(({ owners }) => owners.map(({ uid }) => uid as Uid)));
    for (const [uid, { owners }] of [...this.#gone].reverse())
      if (owning.has(uid)) for (const owner of owners) owning.add(owner.uid as Uid);
      else if (owners.length > 0) this.#gone.delete(uid);
    const unowned = [...this.#gone.keys()].filter((uid) => !owning.has(uid));
    for (const uid of unowned.slice(0, Math.max(0, unowned.length - maxGone))) this.#gone.delete(uid);
  }
}
