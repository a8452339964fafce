import { at, numberAt, textAt, timeAt } from "../../model/fields.js";
import { groupOf, type KubeObject, type ObjectRef, type Uid } from "../../model/kube-object.js";
import { asOneLine } from "../narration/words.js";

/** Fields of Kubernetes Events of both groups: v1 has `involvedObject` and `message`, events.k8s.io/v1 has `regarding` and `note`. */

export function isKubeEvent(object: KubeObject): boolean {
  if (object.kind !== "Event") return false;
  const group = groupOf(typeof object.apiVersion === "string" ? object.apiVersion : "");
  return group === "" || group === "events.k8s.io";
}

/** An object as an Event refers to it: its uid may be missing, and with it the incarnation. */
export type EventSubject = Omit<ObjectRef, "uid"> & { readonly uid?: Uid };

/** The object that an Event is about; undefined if the Event gives no kind or name. */
export function eventSubject(event: KubeObject): EventSubject | undefined {
  const field = at(event, "involvedObject", "name") === undefined ? "regarding" : "involvedObject";
  const kind = textAt(event, field, "kind");
  const name = textAt(event, field, "name");
  if (kind === undefined || name === undefined) return undefined;
  const namespace = textAt(event, field, "namespace");
  const uid = textAt(event, field, "uid");
  return {
    ...(uid === undefined ? {} : { uid: uid as Uid }),
    apiVersion: textAt(event, field, "apiVersion") ?? "",
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** The container that an Event is about: "nginx" of `spec.containers{nginx}`; undefined when it is about the whole object. */
export function containerOfEvent(event: KubeObject): string | undefined {
  const path = textAt(event, "involvedObject", "fieldPath") ?? textAt(event, "regarding", "fieldPath");
  if (path?.endsWith("}") !== true) return undefined;
  const start = path.indexOf("{", path.lastIndexOf("}", path.length - 2) + 1);
  return start < 0 || start === path.length - 2 ? undefined : path.slice(start + 1, -1);
}

/** How often it happened, as the Event itself counts. */
export function countOf(event: KubeObject): number {
  return Math.max(numberAt(event, "count") ?? 0, numberAt(event, "series", "count") ?? 0, numberAt(event, "deprecatedCount") ?? 0, 1);
}

/** When it happened first, in ms since the epoch. events.k8s.io/v1 has `eventTime`, and the v1 fields as deprecated ones. */
export function firstTimeOf(event: KubeObject): number | undefined {
  return (
    timeAt(event, "firstTimestamp") ??
    timeAt(event, "deprecatedFirstTimestamp") ??
    timeAt(event, "eventTime") ??
    timeAt(event, "metadata", "creationTimestamp")
  );
}

/** When it happened most recently, in ms since the epoch. */
export function lastTimeOf(event: KubeObject): number | undefined {
  return (
    timeAt(event, "series", "lastObservedTime") ??
    timeAt(event, "lastTimestamp") ??
    timeAt(event, "deprecatedLastTimestamp") ??
    timeAt(event, "eventTime") ??
    timeAt(event, "metadata", "creationTimestamp")
  );
}

export function messageOf(event: KubeObject): string {
  return asOneLine(textAt(event, "message") ?? textAt(event, "note") ?? "no message");
}

/** The component that reported it: "kubelet". */
export function sourceOf(event: KubeObject): string | undefined {
  return textAt(event, "source", "component") ?? textAt(event, "reportingComponent") ?? textAt(event, "reportingController");
}
