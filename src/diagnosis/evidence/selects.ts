import { textAt } from "../../lifecycle/fields/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** Whether a Service's selector means this Pod, which is not on its way out. A Service without one selects nothing. */
export function selects(selector: ReadonlyMap<string, string>, { metadata }: KubeObject): boolean {
  if (selector.size === 0 || metadata.deletionTimestamp !== undefined) return false;
  return [...selector].every(([key, value]) => textAt(metadata, "labels", key) === value);
}
