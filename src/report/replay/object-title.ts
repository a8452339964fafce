import { printable } from "../../io/printable.js";
import { eventSubject } from "../../lifecycle/fields/kube-event.js";
import { displayName, type KubeObject, type ObjectRef } from "../../model/kube-object.js";

/** `Pod/nginx`, or `shop/Pod/nginx` where several namespaces are shown. Printable. */
export function objectTitle(ref: ObjectRef, withNamespace = false): string {
  return printable(displayName(ref, withNamespace), 300);
}

/** For a Kubernetes Event, the object that it is about, as `objectTitle` writes it; its own name says nothing to people. Undefined for other objects. */
export function eventSubjectTitle(object: KubeObject, withNamespace = false): string | undefined {
  if (object.kind !== "Event") return undefined;
  const subject = eventSubject(object);
  return subject === undefined ? "?" : printable(displayName(subject, withNamespace), 300);
}
