import { conditionOf, conditionsOf } from "../../lifecycle/fields/conditions.js";
import { goodStatusOf } from "../../lifecycle/kinds/node-conditions.js";
import { textAt } from "../../model/fields.js";
import type { StrippedFrame } from "../../model/frame.js";
import { groupOf, type KubeObject, type ObjectRef, sameRef, type Uid } from "../../model/kube-object.js";
import { ownersOf } from "../../model/owners.js";
import type { SessionHeader } from "../../model/session.js";
import { qualifiedKind } from "../evidence/qualified-kind.js";

/** One living object, as of its newest revision. */
export interface LiveObject {
  readonly ref: ObjectRef;
  readonly object: KubeObject;
  readonly frame: StrippedFrame;
  /** Its key in the index by name. */
  readonly nameKey: string;
}

/** What was recorded, from a session's header. */
export type RecordedScope = Pick<SessionHeader, "targets" | "streams">;

/** Kinds that rules of other objects look up by kind and namespace. */
const indexedKinds = new Set(["Pod", "Service", "Ingress", "Node", "Deployment", "StatefulSet"]);

/** Kinds that Pods refer to by name. */
const referencedKinds = new Set(["ConfigMap", "Secret", "PersistentVolumeClaim", "ServiceAccount"]);

/** All living objects as of the newest frame, one revision each, and their controllers, also those of deleted objects. */
export class LiveObjects {
  readonly #living = new Map<Uid, LiveObject>();
  readonly #byKind = new Map<string, Map<Uid, LiveObject>>();
  readonly #slices = new Map<string, Map<Uid, LiveObject>>();
  readonly #byName = new Map<string, Uid>();
  readonly #controllers = new Map<string, string>();
  /** Names of objects whose deletion was recorded and that were not created again. */
  readonly #gone = new Set<string>();
  readonly #created = new Map<string, number>();
  /** Incarnations whose deletion was recorded. */
  readonly #deleted = new Set<Uid>();
  /** The first status of each condition of a Node whose name does not say which one is good. */
  readonly #firstStatuses = new Map<string, string>();
  readonly #clockOffsetMs: number;
  readonly #scope: RecordedScope | undefined;

  /** `clockOffsetMs`: the server's clock minus the recorder's. */
  constructor({
    clockOffsetMs = 0,
    scope,
  }: { readonly clockOffsetMs?: number | undefined; readonly scope?: RecordedScope | undefined } = {}) {
    this.#clockOffsetMs = clockOffsetMs;
    this.#scope = scope;
  }

  /** Takes in a frame; returns the object as it was before. */
  note(frame: StrippedFrame): LiveObject | undefined {
    const { ref } = frame;
    const kind = qualifiedKind(ref);
    const before = this.#living.get(ref.uid);
    const name = before !== undefined && sameRef(before.ref, ref) ? before.nameKey : nameKey(kind, ref.namespace, ref.name);
    if (frame.type === "DELETED") {
      this.#living.delete(ref.uid);
      this.#byKind.get(kindKey(kind, ref.namespace))?.delete(ref.uid);
      if (before?.ref.kind === "EndpointSlice") this.#slices.get(sliceKey(before.object))?.delete(ref.uid);
      if (this.#byName.get(name) === ref.uid) this.#byName.delete(name);
      if (!this.#byName.has(name)) this.#gone.add(name);
      this.#deleted.add(ref.uid);
      return before;
    }
    const living = { ref, object: frame.revision.object, frame, nameKey: name };
    this.#living.set(ref.uid, living);
    this.#byName.set(name, ref.uid);
    this.#gone.delete(name);
    if (frame.type === "ADDED" && !frame.initial && referencedKinds.has(kind)) this.#created.set(name, frame.sequence);
    if (indexedKinds.has(kind)) entryOf(this.#byKind, kindKey(kind, ref.namespace)).set(ref.uid, living);
    if (kind === "EndpointSlice") entryOf(this.#slices, sliceKey(living.object)).set(ref.uid, living);
    if (kind === "Node") this.#noteFirstStatuses(living);
    const controller = ownersOf(living.object).find((owner) => owner.controller);
    if (controller !== undefined) this.#controllers.set(ref.uid, controller.uid);
    return before;
  }

  get(uid: string): LiveObject | undefined {
    return this.#living.get(uid as Uid);
  }

  named(kind: string, namespace: string | undefined, name: string): LiveObject | undefined {
    const uid = this.#byName.get(nameKey(kind, namespace, name));
    return uid === undefined ? undefined : this.#living.get(uid);
  }

  /** Its deletion was recorded, and no other of its name was created. */
  isGone(kind: string, namespace: string | undefined, name: string): boolean {
    return this.#gone.has(nameKey(kind, namespace, name));
  }

  /** All objects of the kind in the namespace were recorded (as a kind, without a selector): one that was not seen does not exist. */
  knowsAllOf({ apiVersion, kind }: Pick<ObjectRef, "apiVersion" | "kind">, namespace: string | undefined): boolean {
    if (this.#scope === undefined) return false;
    const { streams, targets } = this.#scope;
    return streams.some(
      (stream) =>
        stream.kind === kind &&
        stream.group === groupOf(apiVersion) &&
        targets.includes(stream.group === "" ? stream.resource : `${stream.resource}.${stream.group}`) &&
        stream.labelSelector === undefined &&
        stream.fieldSelector === undefined &&
        (stream.namespace === undefined || stream.namespace === namespace),
    );
  }

  /** Whether the deletion of this incarnation was recorded. */
  wasDeleted(uid: string): boolean {
    return this.#deleted.has(uid as Uid);
  }

  /** What most other nodes report for a condition; else what this one reported first, where that was something else. */
  usualStatusOf(node: ObjectRef, type: string): string | undefined {
    const counts = new Map<string, number>();
    let nodes = 0;
    for (const other of this.ofKind("Node", undefined)) {
      const status = other.ref.uid === node.uid ? undefined : conditionOf(other.object, type)?.status;
      if (status === undefined) continue;
      nodes++;
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    for (const [status, count] of counts) if (nodes > 1 && count > nodes / 2) return status;
    const first = this.#firstStatuses.get(`${node.uid}\n${type}`);
    return first === conditionOf(this.get(node.uid)?.object, type)?.status ? undefined : first;
  }

  #noteFirstStatuses({ ref, object }: LiveObject): void {
    for (const { type, status } of conditionsOf(object)) {
      if (goodStatusOf(type) !== undefined) continue;
      const key = `${ref.uid}\n${type}`;
      if (!this.#firstStatuses.has(key) && status !== "Unknown") this.#firstStatuses.set(key, status);
    }
  }

  /** The frame of its latest creation, for kinds that Pods refer to by name. */
  creationOf(kind: string, namespace: string | undefined, name: string): number | undefined {
    return this.#created.get(nameKey(kind, namespace, name));
  }

  /** A time of the server's clock, ms since the epoch, as ms since session start; both clocks are compared at this frame. */
  offsetOf(serverMs: number, frame: StrippedFrame): number {
    return frame.offsetMs + serverMs - (Date.parse(frame.observedAt) + this.#clockOffsetMs);
  }

  /** The EndpointSlices of a Service, or its older Endpoints; none where they were not recorded. */
  endpointsOf(namespace: string | undefined, service: string): readonly LiveObject[] {
    const slices = this.#slices.get(nameKey("Service", namespace, service));
    if (slices !== undefined && slices.size > 0) return [...slices.values()];
    const old = this.named("Endpoints", namespace, service);
    return old === undefined ? [] : [old];
  }

  /** Pods, Services, Ingresses, Deployments and StatefulSets of a namespace; Nodes. */
  ofKind(kind: string, namespace: string | undefined): Iterable<LiveObject> {
    return this.#byKind.get(kindKey(kind, namespace))?.values() ?? [];
  }

  /** The controllers above an object, nearest first; also above a deleted one. */
  controllersOf(uid: string): readonly string[] {
    const above: string[] = [];
    for (let next = this.#controllers.get(uid); next !== undefined && above.length < 8; next = this.#controllers.get(next))
      above.push(next);
    return above;
  }
}

/** The Service that an EndpointSlice (or Endpoints) belongs to. */
export function serviceNameOf(slice: KubeObject): string | undefined {
  return (
    textAt(slice, "metadata", "labels", "kubernetes.io/service-name") ?? (slice.kind === "Endpoints" ? slice.metadata.name : undefined)
  );
}

function sliceKey(slice: KubeObject): string {
  return nameKey("Service", slice.metadata.namespace, serviceNameOf(slice) ?? "");
}

function entryOf(index: Map<string, Map<Uid, LiveObject>>, key: string): Map<Uid, LiveObject> {
  const known = index.get(key) ?? new Map<Uid, LiveObject>();
  index.set(key, known);
  return known;
}

function kindKey(kind: string, namespace: string | undefined): string {
  return `${kind}/${namespace ?? ""}`;
}

function nameKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ""}/${name}`;
}
