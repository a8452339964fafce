import { textAt } from "../../model/fields.js";
import { groupOf, type KubeObject } from "../../model/kube-object.js";

/** "apps/Deployment", "/Pod": a kind with its group, free of the version, as tables of rules are keyed. A custom resource that borrows a name is told apart. */
export function kindKey(object: Pick<KubeObject, "apiVersion" | "kind">): string {
  return `${groupOf(textAt(object, "apiVersion") ?? "")}/${textAt(object, "kind") ?? ""}`;
}
