import { numberAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { LiveObject } from "../engine/live-object.js";
import type { LiveObjects } from "../engine/world.js";

const workloadKinds = ["Deployment", "StatefulSet"] as const;
const maxWorkloads = 20;

/** The Deployments and StatefulSets whose Pods a Service with this selector selects. */
export function workloadsForSelector(
  selector: ReadonlyMap<string, string>,
  namespace: string | undefined,
  world: LiveObjects,
): readonly LiveObject[] {
  const workloads: LiveObject[] = [];
  for (const kind of workloadKinds)
    for (const workload of world.ofKind(kind, namespace))
      if (workloads.length < maxWorkloads && selectsTemplate(selector, workload.object)) workloads.push(workload);
  return workloads;
}

/** Whether the selector selects the Pods of this workload. A Service without a selector selects nothing. */
export function selectsTemplate(selector: ReadonlyMap<string, string>, workload: KubeObject): boolean {
  if (selector.size === 0) return false;
  return [...selector].every(([key, value]) => textAt(workload, "spec", "template", "metadata", "labels", key) === value);
}

/** Whether the selector selects this Pod, unless it is being deleted. */
export function selectsPod(selector: ReadonlyMap<string, string>, { metadata }: KubeObject): boolean {
  if (selector.size === 0 || metadata.deletionTimestamp !== undefined) return false;
  return [...selector].every(([key, value]) => textAt(metadata, "labels", key) === value);
}

export function isScaledToZero({ object }: LiveObject): boolean {
  return numberAt(object, "spec", "replicas") === 0;
}
