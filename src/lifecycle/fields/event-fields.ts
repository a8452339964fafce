import type { KubeObject } from "../../model/kube-object.js";
import { inShort } from "../narration/words.js";
import { numberAt, textAt, timeAt } from "./fields.js";

/** Fields of Kubernetes Events, of both groups: the old one names `involvedObject` and `message`, the new one `regarding` and `note`. */

/** How often it happened, as the Event itself counts. */
export function countOf(event: KubeObject): number {
  return Math.max(numberAt(event, "count") ?? 0, numberAt(event, "series", "count") ?? 0, numberAt(event, "deprecatedCount") ?? 0, 1);
}

/** The container that an Event is about: "nginx" of `spec.containers{nginx}`; undefined when it is about the whole object. */
export function containerOfEvent(event: KubeObject): string | undefined {
  return /\{([^}]+)\}$/.exec(fieldPath(event) ?? "")?.[1];
}

/** When that which it tells happened first, in ms since the epoch. The new form has `eventTime`, and the old fields as deprecated ones. */
export function firstTimeOf(event: KubeObject): number | undefined {
  return (
    timeAt(event, "firstTimestamp") ??
    timeAt(event, "deprecatedFirstTimestamp") ??
    timeAt(event, "eventTime") ??
    timeAt(event, "metadata", "creationTimestamp")
  );
}

export function messageOf(event: KubeObject): string {
  return inShort(textAt(event, "message") ?? textAt(event, "note") ?? "no message", 400);
}

/** Who says it: "kubelet". */
export function sourceOf(event: KubeObject): string | undefined {
  return textAt(event, "source", "component") ?? textAt(event, "reportingComponent") ?? textAt(event, "reportingController");
}

function fieldPath(event: KubeObject): string | undefined {
  return textAt(event, "involvedObject", "fieldPath") ?? textAt(event, "regarding", "fieldPath");
}
