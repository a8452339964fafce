import { NumberSeries } from "../lifecycle/session/number-series.js";
import { countAt } from "../model/fields.js";
import type { StrippedFrame } from "../model/frame.js";
import { groupOf, type Uid } from "../model/kube-object.js";
import type { RunNumber } from "./run.js";

/** Follows what a rollout moves: the updated replicas of a Deployment or its like, and the available ones of each ReplicaSet. */
export class RolloutNumbers {
  readonly #series = new Map<Uid, { readonly name: string; readonly series: NumberSeries }>();

  note({ ref, type, offsetMs, revision, initial }: StrippedFrame): void {
    const counted = groupOf(ref.apiVersion) === "apps" ? counts.get(ref.kind) : undefined;
    if (counted === undefined) return;
    const known = this.#series.get(ref.uid) ?? { name: counted.name, series: new NumberSeries() };
    this.#series.set(ref.uid, known);
    known.series.set(offsetMs, type === "DELETED" ? 0 : countAt(revision.object, "status", counted.field), initial === true);
  }

  /** Those that were ever more than nothing. */
  all(): readonly RunNumber[] {
    return [...this.#series].flatMap(
      ([
        uid,
        {
          name,
          series: { points },
        },
      ]) => (points.some(({ value }) => value > 0) ? [{ name, uid, points }] : []),
    );
  }
}

const counts: ReadonlyMap<string, { readonly name: string; readonly field: string }> = new Map([
  ["Deployment", { name: "replicas updated", field: "updatedReplicas" }],
  ["StatefulSet", { name: "replicas updated", field: "updatedReplicas" }],
  ["DaemonSet", { name: "replicas updated", field: "updatedNumberScheduled" }],
  ["ReplicaSet", { name: "replicas available", field: "availableReplicas" }],
]);
