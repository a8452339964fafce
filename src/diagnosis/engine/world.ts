import { conditionOf, conditionsOf } from "../../lifecycle/fields/conditions.js";
import { goodStatusOf } from "../../lifecycle/kinds/node-conditions.js";
import { at, itemsAt, textAt } from "../../model/fields.js";
import type { StrippedFrame } from "../../model/frame.js";
import { groupOf, type KubeObject, type ObjectRef, sameRef, type Uid } from "../../model/kube-object.js";
import { RecentMap, RecentSet } from "../../model/recent.js";
import type { SessionHeader } from "../../model/session.js";
import { isPodWell } from "../evidence/pod-well.js";
import { qualifiedKind } from "../evidence/qualified-kind.js";
import type { LiveObject } from "./live-object.js";
import { type OwnedPod, OwnedPods, type Siblings } from "./owned-pods.js";

/** What was recorded, from a session's header. */
export type RecordedScope = Pick<SessionHeader, "targets" | "streams" | "part">;

/** Kinds that rules of other objects look up by kind and namespace. */
const indexedKinds = new Set(["Pod", "Service", "Ingress", "Node", "Deployment", "StatefulSet"]);

/** Kinds that Pods refer to by name. */
const referencedKinds = new Set(["ConfigMap", "Secret", "PersistentVolumeClaim", "ServiceAccount"]);

/**
 * Of so many deleted objects and created names, the latest, it is known that they were. After as many others, a late Event about a deleted object is
 * taken for one about an object that was not recorded, a deleted Service for one that never was, and nothing is known above a deleted owner.
 */
const maxRemembered = 2048;

/** All living objects as of the newest frame, one revision each, and their controllers, also those of objects that were deleted lately. */
export class LiveObjects {
  readonly #living = new Map<Uid, LiveObject>();
  readonly #byKind = new Map<string, Map<Uid, LiveObject>>();
  readonly #slices = new Map<string, Map<Uid, LiveObject>>();
  readonly #byName = new Map<string, Uid>();
  readonly #controllers = new Map<string, string>();
  /** Of each controller, how many living objects it has. */
  readonly #controlled = new Map<string, number>();
  #controllerChanges = 0;
  readonly #owned = new OwnedPods(isPodWell);
  readonly #controllersOfDeleted = new RecentMap<string, string>(maxRemembered);
  /** Names of Services whose deletion was recorded and that were not created again. */
  readonly #gone = new RecentSet<string>(maxRemembered);
  readonly #created = new RecentMap<string, number>(maxRemembered);
  /** Incarnations whose deletion was recorded. */
  readonly #deleted = new RecentSet<Uid>(maxRemembered);
  /** By Node: the first status of each condition whose name does not say which one is good. */
  readonly #firstStatuses = new Map<Uid, Map<string, string>>();
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
      this.#remove(frame, before, name);
      return before;
    }
    const living = { ref, object: frame.revision.object, frame, nameKey: name };
    this.#living.set(ref.uid, living);
    this.#byName.set(name, ref.uid);
    if (kind === "Service") this.#gone.delete(name);
    if (frame.type === "ADDED" && !frame.initial && referencedKinds.has(kind)) this.#created.set(name, frame.sequence);
    if (indexedKinds.has(kind)) entryOf(this.#byKind, kindKey(kind, ref.namespace)).set(ref.uid, living);
    if (kind === "EndpointSlice") this.#noteSlice(living, before);
    if (kind === "Node") this.#noteFirstStatuses(living);
    const controller = controllerOf(living.object);
    if (controller !== undefined) this.#setController(ref.uid, controller, before !== undefined);
    this.#noteOwned(living, kind);
    return before;
  }

  #noteOwned(living: LiveObject, kind: string): void {
    const { uid } = living.ref;
    const controller = this.#controllers.get(uid);
    if (controller === undefined) return;
    if (kind === "Pod") this.#owned.notePod(living, controller);
    else this.#owned.noteController(uid, controller);
  }

  /** Nothing of it stays but what a late Event, or an object that it owned, is judged by. */
  #remove({ ref }: StrippedFrame, before: LiveObject | undefined, name: string): void {
    const { uid } = ref;
    const kind = qualifiedKind(ref);
    this.#living.delete(uid);
    deleteFrom(this.#byKind, kindKey(kind, ref.namespace), uid);
    if (before?.ref.kind === "EndpointSlice") deleteFrom(this.#slices, sliceKey(before.object), uid);
    if (this.#byName.get(name) === uid) this.#byName.delete(name);
    if (kind === "Service" && !this.#byName.has(name)) this.#gone.add(name);
    this.#firstStatuses.delete(uid);
    this.#deleted.add(uid);
    const controller = this.#controllers.get(uid);
    if (controller !== undefined) this.#removeController(uid, controller);
    this.#owned.remove(ref, (other) => this.#living.has(other as Uid));
  }

  #setController(uid: string, controller: string, wasLiving: boolean): void {
    const known = this.#controllers.get(uid);
    if (known === controller) return;
    if (this.#controllerOf(uid) !== controller && (wasLiving || this.#controlled.has(uid))) this.#controllerChanges++;
    if (known !== undefined) this.#countControlled(known, -1);
    this.#countControlled(controller, 1);
    this.#controllers.set(uid, controller);
  }

  #removeController(uid: string, controller: string): void {
    const forgotten = this.#controllersOfDeleted.set(uid, controller);
    this.#controllers.delete(uid);
    this.#countControlled(controller, -1);
    if (forgotten !== undefined && this.#controlled.has(forgotten)) this.#controllerChanges++;
  }

  #countControlled(controller: string, change: number): void {
    const count = (this.#controlled.get(controller) ?? 0) + change;
    if (count > 0) this.#controlled.set(controller, count);
    else this.#controlled.delete(controller);
  }

  #noteSlice(slice: LiveObject, before: LiveObject | undefined): void {
    const key = sliceKey(slice.object);
    if (before !== undefined && sliceKey(before.object) !== key) deleteFrom(this.#slices, sliceKey(before.object), slice.ref.uid);
    entryOf(this.#slices, key).set(slice.ref.uid, slice);
  }

  /** How many objects exist. */
  get size(): number {
    return this.#living.size;
  }

  get(uid: string): LiveObject | undefined {
    return this.#living.get(uid as Uid);
  }

  named(kind: string, namespace: string | undefined, name: string): LiveObject | undefined {
    const uid = this.#byName.get(nameKey(kind, namespace, name));
    return uid === undefined ? undefined : this.#living.get(uid);
  }

  /** The deletion of this Service was recorded, and no other of its name was created. */
  isServiceGone(namespace: string | undefined, name: string): boolean {
    return this.#gone.has(nameKey("Service", namespace, name));
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

  /** The session was cut from a larger one: what explains a failure may have been cut away. */
  get isPart(): boolean {
    return this.#scope?.part !== undefined;
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
    const first = this.#firstStatuses.get(node.uid)?.get(type);
    return first === conditionOf(this.get(node.uid)?.object, type)?.status ? undefined : first;
  }

  #noteFirstStatuses({ ref, object }: LiveObject): void {
    for (const { type, status } of conditionsOf(object)) {
      if (goodStatusOf(type) !== undefined) continue;
      if (status === "Unknown") continue;
      const first = entryOf(this.#firstStatuses, ref.uid);
      if (!first.has(type)) first.set(type, status);
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

  /** The controllers above an object, nearest first; also above one that was deleted lately. */
  controllersOf(uid: string): readonly string[] {
    const above: string[] = [];
    for (let next = this.#controllerOf(uid); next !== undefined && above.length < 8; next = this.#controllerOf(next)) above.push(next);
    return above;
  }

  /** Grows whenever the controllers above an object may have changed otherwise than with its first revision. */
  get controllerChanges(): number {
    return this.#controllerChanges;
  }

  /** The Pods of a controller itself. */
  podsOf(controller: string, namespace: string | undefined): Iterable<OwnedPod> {
    return this.#owned.of(controller, namespace);
  }

  /** The Pods of a controller and of all below it. */
  podsUnder(controller: string, namespace: string | undefined): Siblings {
    return this.#owned.under(controller, namespace);
  }

  #controllerOf(uid: string): string | undefined {
    return this.#controllers.get(uid) ?? this.#controllersOfDeleted.get(uid);
  }
}

/** Most objects have no owner or one: nothing is allocated. */
function controllerOf(object: KubeObject): string | undefined {
  for (const reference of itemsAt(object, "metadata", "ownerReferences")) {
    const uid = at(reference, "controller") === true ? textAt(reference, "uid") : undefined;
    if (uid !== undefined) return uid;
  }
  return undefined;
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

function entryOf<Key, Inner, Value>(index: Map<Key, Map<Inner, Value>>, key: Key): Map<Inner, Value> {
  const known = index.get(key);
  if (known !== undefined) return known;
  const entry = new Map<Inner, Value>();
  index.set(key, entry);
  return entry;
}

function deleteFrom<Key, Inner, Value>(index: Map<Key, Map<Inner, Value>>, key: Key, inner: Inner): void {
  const known = index.get(key);
  known?.delete(inner);
  if (known?.size === 0) index.delete(key);
}

function kindKey(kind: string, namespace: string | undefined): string {
  return `${kind}/${namespace ?? ""}`;
}

function nameKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ""}/${name}`;
}
