import type { StrippedFrame } from "../model/frame.js";
import { groupOf, type ObjectRef, type Uid } from "../model/kube-object.js";
import { ownersOf } from "../model/owners.js";
import { countAt } from "./fields/fields.js";
import { containersOf, lastingContainers } from "./kinds/pod/containers.js";
import { type NumberPoint, Series } from "./number-series.js";

/** A number that moved while a session was recorded. */
export interface MovingNumber {
  readonly name: "containers ready" | "restarts" | "replicas available";
  /** Whose it is; absent: of all Pods together. */
  readonly ref?: ObjectRef;
  /** Each differs from the one before; the first is what it was when it was first known. */
  readonly points: readonly NumberPoint[];
}

/**
 * Follows, over the frames of a session fed in sequence: the ready containers of all Pods that exist, the restarts of all Pods (a Pod that
 * is gone keeps its own, so that the number never falls), and the available replicas of what keeps Pods running.
 */
export class MovingNumbers {
  readonly #ready = new Map<Uid, number>();
  readonly #restarts = new Map<Uid, number>();
  readonly #pods = { ready: new Series(), restarts: new Series() };
  readonly #available = new Map<Uid, { readonly ref: ObjectRef; readonly series: Series }>();

  note(frame: StrippedFrame): void {
    const { ref } = frame;
    if (ref.kind === "Pod" && ref.apiVersion === "v1") this.#notePod(frame);
    else if (groupOf(ref.apiVersion) === "apps" && workloads.has(ref.kind)) this.#noteWorkload(frame);
  }

  /** Those that took at least two values. */
  all(): readonly MovingNumber[] {
    const numbers: readonly MovingNumber[] = [
      { name: "containers ready", points: this.#pods.ready.points },
      { name: "restarts", points: this.#pods.restarts.points },
      ...[...this.#available.values()].map(({ ref, series }) => ({ name: "replicas available" as const, ref, points: series.points })),
    ];
    return numbers.filter(({ points }) => points.length > 1);
  }

  #notePod({ ref, type, offsetMs, revision, initial }: StrippedFrame): void {
    const ready = type === "DELETED" ? 0 : lastingContainers(revision.object).filter((c) => c.ready).length;
    this.#pods.ready.move(offsetMs, ready - (this.#ready.get(ref.uid) ?? 0), initial === true);
    if (type === "DELETED") this.#ready.delete(ref.uid);
    else this.#ready.set(ref.uid, ready);
    const known = this.#restarts.get(ref.uid) ?? 0;
    const restarts = Math.max(
      known,
      containersOf(revision.object).reduce((sum, c) => sum + c.restarts, 0),
    );
    this.#pods.restarts.move(offsetMs, restarts - known, initial === true);
    this.#restarts.set(ref.uid, restarts);
  }

  /** A ReplicaSet that a Deployment manages says nothing that its Deployment does not. */
  #noteWorkload({ ref, type, offsetMs, revision, initial }: StrippedFrame): void {
    const { object } = revision;
    if (ref.kind === "ReplicaSet" && ownersOf(object).some((owner) => owner.controller)) return;
    const known = this.#available.get(ref.uid) ?? { ref, series: new Series() };
    this.#available.set(ref.uid, known);
    const field = ref.kind === "DaemonSet" ? "numberAvailable" : "availableReplicas";
    known.series.set(offsetMs, type === "DELETED" ? 0 : countAt(object, "status", field), initial === true);
  }
}

const workloads: ReadonlySet<string> = new Set(["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"]);
