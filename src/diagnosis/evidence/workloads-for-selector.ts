import { numberAt, textAt } from "../../lifecycle/fields/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { Living, World } from "../engine/world.js";

const kinds = ["Deployment", "StatefulSet"] as const;
/** So many are named and linked. */
const most = 20;

/** The Deployments and StatefulSets whose Pods a Service with this selector would mean. */
export function workloadsForSelector(
  selector: ReadonlyMap<string, string>,
  namespace: string | undefined,
  world: World,
): readonly Living[] {
  const found: Living[] = [];
  for (const kind of kinds)
    for (const workload of world.ofKind(kind, namespace))
      if (found.length < most && makesFor(selector, workload.object)) found.push(workload);
  return found;
}

/** The Pods of this workload bear the labels that the selector asks for. */
export function makesFor(selector: ReadonlyMap<string, string>, workload: KubeObject): boolean {
  if (selector.size === 0) return false;
  return [...selector].every(([key, value]) => textAt(workload, "spec", "template", "metadata", "labels", key) === value);
}

/** Somebody asked for no Pods of it. */
export function isScaledToZero({ object }: Living): boolean {
  return numberAt(object, "spec", "replicas") === 0;
}
