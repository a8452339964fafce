import { textAt } from "../../model/fields.js";
import { groupOf, type KubeObject } from "../../model/kube-object.js";

/** "apps/Deployment", "/Pod": group and kind without the version, the key of tables of rules. Kinds of one name in several groups differ. */
export function kindKey(object: Pick<KubeObject, "apiVersion" | "kind">): string {
  return `${groupOf(textAt(object, "apiVersion") ?? "")}/${textAt(object, "kind") ?? ""}`;
}
