import { textAt } from "../../lifecycle/fields/fields.js";
import type { StrippedFrame } from "../../model/frame.js";
import { type KubeObject, type ObjectRef, sameRef, type Uid } from "../../model/kube-object.js";
import { ownersOf } from "../../model/owners.js";
import type { SessionHeader } from "../../model/session.js";
import { qualifiedKind } from "../evidence/qualified-kind.js";

/** What is known of one living object. */
export interface Living {
  readonly ref: ObjectRef;
  readonly object: KubeObject;
  readonly frame: StrippedFrame;
  /** By which it is found by name. */
  readonly name: string;
}

/** What a session's header says of what was recorded. */
export type RecordedScope = Pick<SessionHeader, "targets" | "streams">;

/** A kind whose objects are looked at in the light of others: those are found here by kind and namespace. */
const indexedKinds = new Set(["Pod", "Service", "Ingress", "Node", "Deployment", "StatefulSet"]);

/** Kinds that Pods refer to by name. */
const thingKinds = new Set(["ConfigMap", "Secret", "PersistentVolumeClaim", "ServiceAccount"]);

/** All that lives at the moment up to which frames were noted: one revision an object, and who owned whom, also of what is gone. */
export class World {
  readonly #living = new Map<Uid, Living>();
  readonly #byKind = new Map<string, Map<Uid, Living>>();
  readonly #slices = new Map<string, Map<Uid, Living>>();
  readonly #byName = new Map<string, Uid>();
  readonly #controllers = new Map<string, string>();
  /** Names of objects that were seen to be deleted and have not come again. */
  readonly #gone = new Set<string>();
  readonly #appeared = new Map<string, number>();
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

  /** Takes note of a frame; answers with what was known of the object before. */
  note(frame: StrippedFrame): Living | undefined {
    const { ref } = frame;
    const kind = qualifiedKind(ref);
    const before = this.#living.get(ref.uid);
    const name = before !== undefined && sameRef(before.ref, ref) ? before.name : nameKey(kind, ref.namespace, ref.name);
    if (frame.type === "DELETED") {
      this.#living.delete(ref.uid);
      this.#byKind.get(kindKey(kind, ref.namespace))?.delete(ref.uid);
      if (before?.ref.kind === "EndpointSlice") this.#slices.get(sliceKey(before.object))?.delete(ref.uid);
      if (this.#byName.get(name) === ref.uid) this.#byName.delete(name);
      if (!this.#byName.has(name)) this.#gone.add(name);
      return before;
    }
    const living = { ref, object: frame.revision.object, frame, name };
    this.#living.set(ref.uid, living);
    this.#byName.set(name, ref.uid);
    this.#gone.delete(name);
    if (frame.type === "ADDED" && !frame.initial && thingKinds.has(kind)) this.#appeared.set(name, frame.sequence);
    if (indexedKinds.has(kind)) entryOf(this.#byKind, kindKey(kind, ref.namespace)).set(ref.uid, living);
    if (kind === "EndpointSlice") entryOf(this.#slices, sliceKey(living.object)).set(ref.uid, living);
    const controller = ownersOf(living.object).find((owner) => owner.controller);
    if (controller !== undefined) this.#controllers.set(ref.uid, controller.uid);
    return before;
  }

  get(uid: string): Living | undefined {
    return this.#living.get(uid as Uid);
  }

  named(kind: string, namespace: string | undefined, name: string): Living | undefined {
    const uid = this.#byName.get(nameKey(kind, namespace, name));
    return uid === undefined ? undefined : this.#living.get(uid);
  }

  /** It was seen to be deleted, and no other of its name came. */
  isGone(kind: string, namespace: string | undefined, name: string): boolean {
    return this.#gone.has(nameKey(kind, namespace, name));
  }

  /** All Services of the namespace were recorded (asked for as a kind, without a selector): one that was not seen is not there. */
  knowsServicesOf(namespace: string | undefined): boolean {
    if (this.#scope?.targets.includes("services") !== true) return false;
    return this.#scope.streams.some(
      (stream) =>
        stream.kind === "Service" &&
        stream.labelSelector === undefined &&
        stream.fieldSelector === undefined &&
        (stream.namespace === undefined || stream.namespace === namespace),
    );
  }

  /** The frame with which it was seen to be made, the last time. Known of what others refer to by name. */
  appearanceOf(kind: string, namespace: string | undefined, name: string): number | undefined {
    return this.#appeared.get(nameKey(kind, namespace, name));
  }

  /** A time of the server's clock, ms since the epoch, as ms since session start; this frame says how the two lie to each other. */
  offsetOf(serverMs: number, frame: StrippedFrame): number {
    return frame.offsetMs + serverMs - (Date.parse(frame.observedAt) + this.#clockOffsetMs);
  }

  /** The EndpointSlices of a Service, or its Endpoints of old; none where they are not recorded. */
  endpointsOf(namespace: string | undefined, service: string): readonly Living[] {
    const slices = this.#slices.get(nameKey("Service", namespace, service));
    if (slices !== undefined && slices.size > 0) return [...slices.values()];
    const old = this.named("Endpoints", namespace, service);
    return old === undefined ? [] : [old];
  }

  /** Of the kinds that are kept by kind: Pods, Services, Ingresses, Deployments and StatefulSets of a namespace; Nodes. */
  ofKind(kind: string, namespace: string | undefined): Iterable<Living> {
    return this.#byKind.get(kindKey(kind, namespace))?.values() ?? [];
  }

  /** The controllers above an object, nearest first; also of one that is gone. */
  controllersOf(uid: string): readonly string[] {
    const above: string[] = [];
    for (let next = this.#controllers.get(uid); next !== undefined && above.length < 8; next = this.#controllers.get(next))
      above.push(next);
    return above;
  }
}

/** The Service that an EndpointSlice (or Endpoints) stands for. */
export function serviceNameOf(slice: KubeObject): string | undefined {
  return (
    textAt(slice, "metadata", "labels", "kubernetes.io/service-name") ?? (slice.kind === "Endpoints" ? slice.metadata.name : undefined)
  );
}

function sliceKey(slice: KubeObject): string {
  return nameKey("Service", slice.metadata.namespace, serviceNameOf(slice) ?? "");
}

function entryOf(index: Map<string, Map<Uid, Living>>, key: string): Map<Uid, Living> {
  const known = index.get(key) ?? new Map<Uid, Living>();
  index.set(key, known);
  return known;
}

function kindKey(kind: string, namespace: string | undefined): string {
  return `${kind}/${namespace ?? ""}`;
}

function nameKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ""}/${name}`;
}
