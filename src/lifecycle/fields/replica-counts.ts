import type { KubeObject } from "../../model/kube-object.js";
import type { Clause, ObjectChange } from "../kinds/kind-rules.js";
import { clause, listed, plural } from "../narration/words.js";
import { countAt, numberAt } from "./fields.js";
import { templateImages } from "./pod-template.js";

/** How many Pods a Deployment, ReplicaSet or StatefulSet wants and has. The API server fills in 1 where none is wanted by number. */
export interface ReplicaCounts {
  readonly wanted: number;
  /** All that are not yet being deleted. */
  readonly total: number;
  /** Of the newest template. */
  readonly updated: number;
  readonly ready: number;
  /** Ready for at least `minReadySeconds`. */
  readonly available: number;
}

export function replicasOf(workload: KubeObject): ReplicaCounts {
  const count = (field: string) => countAt(workload, "status", field);
  return {
    wanted: numberAt(workload, "spec", "replicas") ?? 1,
    total: count("replicas"),
    updated: count("updatedReplicas"),
    ready: count("readyReplicas"),
    available: count("availableReplicas"),
  };
}

/** "it wants 3 Pods of nginx:1.27": what a newly seen one is. */
export function wantedPods(workload: KubeObject, whose = ""): Clause {
  const images = templateImages(workload);
  const { wanted } = replicasOf(workload);
  return clause(60, `it wants ${plural(wanted, "Pod")}${images.length === 0 ? "" : ` of ${listed(images)}`}${whose}`, {
    brief: `${wanted} × ${listed(images, 2)}`,
  });
}

/** A number in the status of a controller of Pods, and what people call it: `["updatedReplicas", "up to date"]`. */
export type CountField = readonly [field: string, words: string];

/** The numbers that moved, told together: "of 3 wanted Pods, 2 are there (was 0) and 1 ready (was 0)". */
export function countChanges(
  before: KubeObject,
  after: KubeObject,
  wanted: number | undefined,
  fields: readonly CountField[],
): readonly Clause[] {
  const moved = fields.flatMap(([field, words]) => {
    const then = countAt(before, "status", field);
    const now = countAt(after, "status", field);
    return now === then ? [] : [{ words, then, now }];
  });
  if (moved.length === 0) return [];
  const lead = wanted === undefined ? "" : `of ${plural(wanted, "wanted Pod")}, `;
  const text = `${lead}${listed(
    moved.map(({ words, then, now }, i) => `${now}${i > 0 ? "" : now === 1 ? " is" : " are"} ${words} (was ${then})`),
    5,
  )}`;
  return [clause(60, text, { brief: moved.map(({ words, then, now }) => `${words} ${then}→${now}`).join(" ") })];
}

/** A change of `spec.replicas`. The API server fills in 1 where none is given. */
export function scaleChange(before: KubeObject, after: KubeObject): readonly Clause[] {
  const then = countAt(before, "spec", "replicas");
  const now = countAt(after, "spec", "replicas");
  if (then === now) return [];
  const why =
    now > then ? "Pods will be added" : now === 0 ? "all its Pods will be deleted" : "Pods will be deleted, those that are not ready first";
  return [clause(84, `it was scaled from ${then} to ${now}`, { brief: `scale ${then}→${now}`, why })];
}

/** Newer servers count the Pods that are on their way out. */
export function terminatingChange({ before, after }: ObjectChange): readonly Clause[] {
  const now = countAt(after, "status", "terminatingReplicas");
  if (now === countAt(before, "status", "terminatingReplicas")) return [];
  const text = now === 0 ? "no Pod of it is terminating any more" : `${plural(now, "Pod")} of it ${now === 1 ? "is" : "are"} terminating`;
  return [clause(20, text, { brief: `${now} terminating` })];
}
