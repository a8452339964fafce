import { searchable } from "./searchable.js";

/** Why this number of nodes does not fit. */
export interface NodeRefusal {
  readonly nodes: number;
  /** In the words of the scheduler: "node(s) had untolerated taint {dedicated: gpu}". */
  readonly reason: string;
  readonly kind: RefusalKind;
}

export type RefusalKind =
  | "resources"
  | "devices"
  | "pods"
  | "selector"
  | "taint"
  | "volume"
  | "volume place"
  | "affinity"
  | "spread"
  | "zones"
  | "ports"
  | "cordoned"
  | "other";

/** The scheduler's message about a Pod that no node fits. */
export interface SchedulerMessage {
  /** All nodes of the cluster; absent when it did not evaluate them. */
  readonly nodes?: number;
  readonly refusals: readonly NodeRefusal[];
  /** Its message instead of refusals: `persistentvolumeclaim "data" not found`. */
  readonly general?: string;
}

/**
 * Reads the scheduler's message. Its grammar, over the versions (pkg/scheduler/framework/types.go, FitError):
 *
 *   0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had taint {a: b}, that the pod didn't tolerate.
 *   0/3 nodes are available: 1 node(s) had untolerated taint {a: b}, 2 Insufficient memory. preemption: 0/3 nodes are available: ...
 *   0/3 nodes are available: persistentvolumeclaim "data" not found. preemption: ...
 *   0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found
 *   0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: ...       since 1.34
 *   no nodes available to schedule pods
 *
 * The text after the refusals' own full stop comes from the plugins that might free resources (preemption, claims): that they cannot is no reason.
 */
export function parseSchedulerMessage(message: string): SchedulerMessage {
  const text = searchable(message.replace(/\s+/g, " ")).replace(pluginsAfterRefusals, "").trim();
  const [, total, rest] = /^0\/(\d+) nodes are available:? ?(.*)$/.exec(text) ?? [];
  if (total === undefined || rest === undefined) return { refusals: [], general: text.replace(/\.$/, "") };
  const clean = rest.replace(/\.\s*$/, "");
  const parts = clean.split(/, (?=\d+ )/).map((part) => /^(\d+) (.+)$/.exec(part));
  const refusals = parts.flatMap((match) => (match === null ? [] : [refusalOf(Number(match[1]), match[2] ?? "")]));
  return { nodes: Number(total), refusals, ...(refusals.length === 0 && clean !== "" ? { general: clean } : {}) };
}

/** The text of the plugins that might free resources, joined by commas: the last sentence. */
const pluginsAfterRefusals =
  /(?:^|\. )not found\.?$|(?:^|\.? )(?:preemption: |no preemption victims |no new claims to deallocate|no claims? to deallocate|still not schedulable).*$/i;

function refusalOf(nodes: number, reason: string): NodeRefusal {
  return { nodes, reason, kind: kinds.find(([pattern]) => pattern.test(reason))?.[1] ?? "other" };
}

const kinds: readonly (readonly [RegExp, RefusalKind])[] = [
  [/too many pods/i, "pods"],
  [/^insufficient /i, "resources"],
  [/taint/i, "taint"],
  [/were unschedulable/i, "cordoned"],
  [/volume node affinity|PersistentVolume's node affinity|available volume zone/i, "volume place"],
  [/volume|persistent|pvc|storage|csi/i, "volume"],
  [/anti-?affinity|pod affinity/i, "affinity"],
  [/node affinity|node ?selector|hostname|node ?name|affinity\/selector/i, "selector"],
  [/topology spread.*missing required label/i, "zones"],
  [/topology spread/i, "spread"],
  [/free ports/i, "ports"],
  [/claim|device/i, "devices"],
];
