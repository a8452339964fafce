import { groupOf, type ObjectRef } from "../model/kube-object.js";
import type { Target } from "../model/target.js";

/** Whether an object that is recorded is what a target names. What a server's selectors match is not known here; but whatever of that kind is recorded was asked for. */
export function matchesTarget({ type, namespace, name }: Target, ref: ObjectRef): boolean {
  const isPlaced = namespace === undefined || ref.namespace === undefined || ref.namespace === namespace;
  return ref.kind === type.kind && groupOf(ref.apiVersion) === type.group && isPlaced && (name === undefined || ref.name === name);
}
