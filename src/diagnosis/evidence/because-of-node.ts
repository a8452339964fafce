import { textAt } from "../../lifecycle/fields/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { CauseRef } from "../engine/symptom.js";

/** What is wrong with the node of a Pod can explain what is wrong with the Pod; nothing where it is bound to none. */
export function becauseOfNode(pod: KubeObject): readonly CauseRef[] {
  const name = textAt(pod, "spec", "nodeName");
  return name === undefined ? [] : [{ kind: "object", of: "Node", name }];
}
