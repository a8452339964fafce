import { printable } from "../../io/printable.js";
import { textAt } from "../../lifecycle/fields/fields.js";
import { displayName, type KubeObject, type ObjectRef } from "../../model/kube-object.js";

/** `Pod/nginx`, or `shop/Pod/nginx` where several namespaces are shown. Printable. */
export function objectTitle(ref: ObjectRef, withNamespace = false): string {
  const name = displayName(ref);
  return printable(withNamespace && ref.namespace !== undefined ? `${ref.namespace}/${name}` : name, 300);
}

/** For a Kubernetes Event, whom it is about: "Pod/nginx"; its own name says nothing to people. Undefined for other objects. */
export function eventSubject(object: KubeObject): string | undefined {
  if (object.kind !== "Event") return undefined;
  const about = ["involvedObject", "regarding"].find((field) => textAt(object, field, "name") !== undefined);
  if (about === undefined) return "?";
  return printable(`${textAt(object, about, "kind") ?? "?"}/${textAt(object, about, "name") ?? "?"}`, 300);
}
