import { countAt } from "../../model/fields.js";
import type { StrippedFrame } from "../../model/frame.js";
import { groupOf, type ObjectRef, type Uid } from "../../model/kube-object.js";
import { ownersOf } from "../../model/owners.js";
import { podFactsOf } from "../kinds/pod/containers.js";
import { type NumberPoint, NumberSeries } from "./number-series.js";

/** A number in the status of objects that changed during a session. */
export interface StatusMetric {
  readonly name: "containers ready" | "restarts" | "replicas available";
  /** Its object; absent for the sum over all Pods. */
  readonly ref?: ObjectRef;
  /** Each differs from the one before; the first is the first known value. */
  readonly points: readonly NumberPoint[];
}

/**
 * Collects, from the frames of a session in sequence: the ready containers of all existing Pods, the restarts of all Pods (those of deleted
 * Pods still count, so that the number never decreases), and the available replicas of each workload.
 */
export class StatusMetrics {
  readonly #ready = new Map<Uid, number>();
  readonly #restarts = new Map<Uid, number>();
  readonly #pods = { ready: new NumberSeries(), restarts: new NumberSeries() };
  readonly #available = new Map<Uid, { readonly ref: ObjectRef; readonly series: NumberSeries }>();

  observe(frame: StrippedFrame): void {
    const { ref } = frame;
    if (ref.kind === "Pod" && ref.apiVersion === "v1") this.#observePod(frame);
    else if (groupOf(ref.apiVersion) === "apps" && workloads.has(ref.kind)) this.#observeWorkload(frame);
  }

  /** Those with at least two values. */
  all(): readonly StatusMetric[] {
    const metrics: readonly StatusMetric[] = [
      { name: "containers ready", points: this.#pods.ready.points },
      { name: "restarts", points: this.#pods.restarts.points },
      ...[...this.#available.values()].map(({ ref, series }) => ({ name: "replicas available" as const, ref, points: series.points })),
    ];
    return metrics.filter(({ points }) => points.length > 1);
  }

  #observePod({ ref, type, offsetMs, revision, initial }: StrippedFrame): void {
    const facts = podFactsOf(revision.object);
    const ready = type === "DELETED" ? 0 : facts.lasting.reduce((count, c) => (c.ready ? count + 1 : count), 0);
    this.#pods.ready.move(offsetMs, ready - (this.#ready.get(ref.uid) ?? 0), initial === true);
    if (type === "DELETED") this.#ready.delete(ref.uid);
    else this.#ready.set(ref.uid, ready);
    const known = this.#restarts.get(ref.uid) ?? 0;
    const restarts = Math.max(known, facts.restarts);
    this.#pods.restarts.move(offsetMs, restarts - known, initial === true);
    this.#restarts.set(ref.uid, restarts);
  }

  /** A ReplicaSet of a Deployment is left out: its Deployment has the same number. */
  #observeWorkload({ ref, type, offsetMs, revision, initial }: StrippedFrame): void {
    const { object } = revision;
    if (ref.kind === "ReplicaSet" && ownersOf(object).some((owner) => owner.controller)) return;
    const known = this.#available.get(ref.uid) ?? { ref, series: new NumberSeries() };
    this.#available.set(ref.uid, known);
    const field = ref.kind === "DaemonSet" ? "numberAvailable" : "availableReplicas";
    known.series.set(offsetMs, type === "DELETED" ? 0 : countAt(object, "status", field), initial === true);
  }
}

const workloads: ReadonlySet<string> = new Set(["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"]);
