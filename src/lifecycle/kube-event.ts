import { groupOf, type KubeObject } from "../model/kube-object.js";
import { numberAt, textAt, timeAt } from "./fields.js";
import type { Clause, KindRules, ObjectChange, Stage } from "./kind-rules.js";
import { clause, inShort, stageAs } from "./words.js";

/** Kubernetes Events, of both groups: the old one names `involvedObject` and `message`, the new one `regarding` and `note`. */
export const kubeEventRules: KindRules = {
  stage,
  verdict: () => ({ ready: true, failed: false, complete: true }),
  describe: (event) => [told(event)],
  changes,
};

export function isKubeEvent(object: KubeObject): boolean {
  const group = groupOf(typeof object.apiVersion === "string" ? object.apiVersion : "");
  return object.kind === "Event" && (group === "" || group === "events.k8s.io");
}

/** An Event has no life of its own: what stands for its stage is its reason. */
function stage(event: KubeObject): Stage {
  const isWarning = textAt(event, "type") === "Warning";
  const count = countOf(event);
  return stageAs(textAt(event, "reason") ?? "Event", isWarning ? "bad" : "neutral", count > 1 ? `×${count}` : undefined);
}

function told(event: KubeObject): Clause {
  const text = messageOf(event);
  return clause(100, `${text}${saidBy(event)}`, { brief: text });
}

/** " (kubelet, container nginx)": who said it, and of which container. */
function saidBy(event: KubeObject): string {
  const container = containerOfEvent(event);
  const words = [sourceOf(event), container === undefined ? undefined : `container ${container}`].filter((word) => word !== undefined);
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

function changes({ before, after }: ObjectChange): readonly Clause[] {
  const now = countOf(after);
  const then = countOf(before);
  if (messageOf(after) !== messageOf(before)) return [told(after)];
  if (now === then) return [];
  const again = now === then + 1 ? `again, the ${ordinal(now)} time` : `again, now ${now} times`;
  return [clause(60, `${again}: ${messageOf(after)}${saidBy(after)}`, { brief: messageOf(after) })];
}

function ordinal(n: number): string {
  const suffix = n % 100 >= 11 && n % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${suffix}`;
}

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

function sourceOf(event: KubeObject): string | undefined {
  return textAt(event, "source", "component") ?? textAt(event, "reportingComponent") ?? textAt(event, "reportingController");
}

function fieldPath(event: KubeObject): string | undefined {
  return textAt(event, "involvedObject", "fieldPath") ?? textAt(event, "regarding", "fieldPath");
}
