import { itemsAt, numberAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { DeletionOptions } from "./audit-change.js";

/**
 * States that no answer has: what the API server makes of the last known one for a request that it answers with a `Status` or a `Scale`. Their version is
 * unknown (but for a Scale), and so are the managed fields that come with it.
 */

/** Of a Pod that was assigned to a node. */
export function boundState(pod: KubeObject, node: string, annotations: Readonly<Record<string, string>>, at: string): KubeObject {
  const { metadata } = pod;
  const all = { ...metadata.annotations, ...annotations };
  const scheduled = { type: "PodScheduled", status: "True", lastProbeTime: null, lastTransitionTime: at };
  return withoutVersion({
    ...pod,
    metadata: Object.keys(all).length === 0 ? metadata : { ...metadata, annotations: all },
    spec: { ...recordAt(pod, "spec"), nodeName: node },
    status: withCondition(recordAt(pod, "status"), scheduled),
  });
}

/** Of an object whose replicas were set through its subresource; each change of a spec raises the generation. */
export function scaledState(object: KubeObject, replicas: number, resourceVersion: string): KubeObject {
  const { metadata } = object;
  const isSame = numberAt(object, "spec", "replicas") === replicas;
  const generation = isSame || metadata.generation === undefined ? {} : { generation: metadata.generation + 1 };
  return { ...object, metadata: { ...metadata, resourceVersion, ...generation }, spec: { ...recordAt(object, "spec"), replicas } };
}

/** Of an object of which the answer has the metadata. */
export function withMetadata(object: KubeObject, { metadata }: KubeObject): KubeObject {
  return { ...object, metadata };
}

/** Of an object whose deletion was granted and waits: for its grace period, or for finalizers. */
export function deletingState(object: KubeObject, timeMs: number, graceSeconds: number): KubeObject {
  const deletionTimestamp = `${new Date(timeMs + graceSeconds * 1000).toISOString().slice(0, 19)}Z`;
  return withoutVersion({ ...object, metadata: { ...object.metadata, deletionTimestamp, deletionGracePeriodSeconds: graceSeconds } });
}

/** The Pod says why it is deleted before its deletion is requested. */
export function evictedState(pod: KubeObject, at: string): KubeObject {
  const condition = {
    type: "DisruptionTarget",
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: at,
    reason: "EvictionByEvictionAPI",
    message: "Eviction API: evicting",
  };
  return { ...pod, status: withCondition(recordAt(pod, "status"), condition) };
}

/**
 * For how long an object is kept after its deletion was granted, in seconds; undefined where it is removed at once. Only Pods have a grace period, once they
 * are on a node and run.
 */
export function deletionDelay(object: KubeObject, { graceSeconds, isHeld }: DeletionOptions): number | undefined {
  const held = isHeld === true || itemsAt(object, "metadata", "finalizers").length > 0 || itemsAt(object, "spec", "finalizers").length > 0;
  const grace = isRunningPod(object) ? (graceSeconds ?? numberAt(object, "spec", "terminationGracePeriodSeconds") ?? 30) : 0;
  return grace > 0 || held ? grace : undefined;
}

function isRunningPod(object: KubeObject): boolean {
  if (object.kind !== "Pod" || object.apiVersion !== "v1") return false;
  const phase = textAt(object, "status", "phase");
  return textAt(object, "spec", "nodeName") !== undefined && phase !== "Succeeded" && phase !== "Failed";
}

/** Versions are never invented. */
function withoutVersion({ metadata, ...rest }: KubeObject): KubeObject {
  const { resourceVersion: _, ...kept } = metadata;
  return { ...rest, metadata: kept };
}

function withCondition(status: Readonly<Record<string, unknown>>, condition: { readonly type: string }): object {
  const others = itemsAt(status, "conditions").filter((each) => textAt(each, "type") !== condition.type);
  return { ...status, conditions: [...others, condition] };
}

function recordAt(object: KubeObject, name: string): Readonly<Record<string, unknown>> {
  const value = object[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}
