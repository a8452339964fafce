import { greatest } from "../../model/extremes.js";
import { textsAt, timeAt } from "../../model/fields.js";
import type { ObjectFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef, Uid } from "../../model/kube-object.js";
import { type Owner, ownersOf } from "../../model/owners.js";
import { conditionsOf } from "../fields/conditions.js";
import { isKubeEvent } from "../fields/kube-event.js";
import { type Readiness, readinessOf } from "../fields/readiness.js";
import { containersOf } from "../kinds/pod/containers.js";
import { deletionRequestedMs } from "../milestones/common-milestones.js";
import type { Pending } from "../pending/pending.js";
import { pendingOf } from "../pending/pending-of.js";
import { deletedStage, type Stage, stageOf } from "../stage.js";

/** An object at a moment and what its newest revision means: derived once for each revision. */
export interface ObjectState {
  readonly ref: ObjectRef;
  readonly owners: readonly Owner[];
  readonly labels: ReadonlyMap<string, string>;
  readonly stage: Stage;
  /** When it entered this stage, ms since session start; negative: before recording began. */
  readonly sinceMs: number;
  readonly readiness?: Readiness;
  /** What it waits for, judged without the objects below it. */
  readonly pending?: Pending;
  /** Its newest revision. */
  readonly object: KubeObject;
  readonly createdMs: number | undefined;
  readonly isDeleted: boolean;
}

/** How many deleted objects without an owner are kept. */
const maxDeleted = 32;

/**
 * The objects that exist, frame by frame, without Kubernetes Events. A deleted object stays, in stage Deleted, while an object that it owns
 * exists, or if it had no owner and no object of its name was created since: it may be the one that the user traces.
 */
export class ObjectStates {
  readonly #existing = new Map<Uid, ObjectState>();
  readonly #deleted = new Map<Uid, ObjectState>();
  readonly #startMs: number | undefined;
  /** Owners of existing objects stay: where they are many, they are not looked through with each deletion. */
  #dropAbove = 4 * maxDeleted;

  /** `startMs`: the server's clock at offset 0, in ms since the epoch; undefined if it is not known. */
  constructor(startMs: number | undefined) {
    this.#startMs = startMs;
  }

  observe(frame: ObjectFrame): void {
    const { object } = frame.revision;
    if (isKubeEvent(object)) return;
    const before = this.#existing.get(frame.ref.uid);
    const now = this.#stateAfter(frame, before);
    if (!now.isDeleted) {
      this.#existing.set(frame.ref.uid, now);
      if (before === undefined) this.#dropEarlierIncarnations(frame.ref);
      return;
    }
    this.#existing.delete(frame.ref.uid);
    this.#deleted.set(frame.ref.uid, now);
    if (this.#deleted.size > this.#dropAbove) this.#dropDeleted();
  }

  get size(): number {
    return this.#existing.size + this.#deleted.size;
  }

  /** Existing objects in the order in which they appeared, then deleted ones. */
  all(): readonly ObjectState[] {
    this.#dropDeleted();
    return [...this.#existing.values(), ...this.#deleted.values()];
  }

  #stateAfter(frame: ObjectFrame, before: ObjectState | undefined): ObjectState {
    const { object } = frame.revision;
    const isDeleted = frame.type === "DELETED";
    const stage = isDeleted ? deletedStage : stageOf(object);
    const readiness = isDeleted ? undefined : readinessOf(object);
    const pending = isDeleted ? undefined : pendingOf(object);
    return {
      ref: frame.ref,
      object,
      owners: ownersOf(object),
      labels: textsAt(object, "metadata", "labels"),
      stage,
      sinceMs: before?.stage.name === stage.name ? before.sinceMs : this.#since(frame, before),
      createdMs: timeAt(object, "metadata", "creationTimestamp"),
      isDeleted,
      ...(readiness === undefined ? {} : { readiness }),
      ...(pending === undefined ? {} : { pending }),
    };
  }

  /** An object found in its stage entered it earlier: the latest of its own times is the best estimate. */
  #since(frame: ObjectFrame, before: ObjectState | undefined): number {
    if (before !== undefined || !frame.initial || this.#startMs === undefined) return frame.offsetMs;
    const latestMs = latestTimeIn(frame.revision.object);
    return latestMs === undefined ? frame.offsetMs : Math.min(frame.offsetMs, latestMs - this.#startMs);
  }

  #dropEarlierIncarnations(ref: ObjectRef): void {
    for (const { ref: other } of this.#deleted.values())
      if (other.kind === ref.kind && other.name === ref.name && other.namespace === ref.namespace) this.#deleted.delete(other.uid);
  }

  #dropDeleted(): void {
    if (this.#deleted.size === 0) return;
    const owning = new Set([...this.#existing.values()].flatMap(({ owners }) => owners.map(({ uid }) => uid as Uid)));
    for (const [uid, { owners }] of [...this.#deleted].reverse())
      if (owning.has(uid)) for (const owner of owners) owning.add(owner.uid as Uid);
      else if (owners.length > 0) this.#deleted.delete(uid);
    const unowned = [...this.#deleted.keys()].filter((uid) => !owning.has(uid));
    for (const uid of unowned.slice(0, Math.max(0, unowned.length - maxDeleted))) this.#deleted.delete(uid);
    this.#dropAbove = Math.max(4 * maxDeleted, 2 * this.#deleted.size);
  }
}

/** The latest time that an object holds: its creation, a condition, a container that started or ended. ms since the epoch, the server's clock. */
function latestTimeIn(object: KubeObject): number | undefined {
  const times = [
    timeAt(object, "metadata", "creationTimestamp"),
    deletionRequestedMs(object),
    timeAt(object, "status", "startTime"),
    timeAt(object, "status", "completionTime"),
    ...conditionsOf(object).map((condition) => condition.lastTransitionMs),
    ...containersOf(object).map(({ state }) =>
      state.kind === "running" ? state.startedMs : state.kind === "terminated" ? state.finishedMs : undefined,
    ),
  ].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : greatest(times);
}
