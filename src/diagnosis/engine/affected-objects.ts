import { isTrue } from "../../lifecycle/fields/conditions.js";
import { textsAt } from "../../model/fields.js";
import type { StrippedFrame } from "../../model/frame.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { qualifiedKind } from "../evidence/qualified-kind.js";
import { selectsPod, selectsTemplate } from "../evidence/workloads-for-selector.js";
import { type LiveObjects, serviceNameOf } from "./world.js";

/** Other objects whose rules look at the one that a frame changes: they are evaluated again. */
export class AffectedObjects {
  readonly #world: LiveObjects;
  readonly #isOpen: (uid: Uid) => boolean;

  /** `isOpen`: whether a rule reports something about this object. */
  constructor(world: LiveObjects, isOpen: (uid: Uid) => boolean) {
    this.#world = world;
    this.#isOpen = isOpen;
  }

  by({ ref, revision, type, initial }: StrippedFrame): readonly ObjectRef[] {
    switch (qualifiedKind(ref)) {
      case "EndpointSlice":
      case "Endpoints":
        return this.#named("Service", ref.namespace, serviceNameOf(revision.object));
      case "Pod":
        if (type === "MODIFIED") return [];
        return [
          ...(initial ? this.#openControllersOf(ref) : []),
          ...this.#openServicesIn(ref.namespace, (selector) => selectsPod(selector, revision.object)),
        ];
      case "Deployment":
      case "StatefulSet":
        return type === "ADDED" ? this.#openServicesIn(ref.namespace, (selector) => selectsTemplate(selector, revision.object)) : [];
      case "Service":
        return type === "MODIFIED" ? [] : [...this.#world.ofKind("Ingress", ref.namespace)].map((ingress) => ingress.ref);
      case "Job":
        return isTrue(revision.object, "Complete") ? this.#openPodsOf(ref) : [];
      default:
        return [];
    }
  }

  /** Pods with an open episode, which no longer matters once their Job has completed. */
  #openPodsOf(job: ObjectRef): readonly ObjectRef[] {
    const pods = [...this.#world.podsOf(job.uid, job.namespace)].map((pod) => pod.ref);
    return pods.filter(({ uid }) => this.#isOpen(uid));
  }

  /** Controllers with an open episode: a Pod that existed before the recording can show since when. */
  #openControllersOf(pod: ObjectRef): readonly ObjectRef[] {
    const open = this.#world.controllersOf(pod.uid).filter((uid) => this.#isOpen(uid as Uid));
    return open.flatMap((uid) => this.#world.get(uid)?.ref ?? []);
  }

  /** Services with an open episode that a new or deleted Pod, or a new workload, can change. */
  #openServicesIn(namespace: string | undefined, isSelected: (selector: ReadonlyMap<string, string>) => boolean): readonly ObjectRef[] {
    const open = [...this.#world.ofKind("Service", namespace)].filter(({ ref }) => this.#isOpen(ref.uid));
    return open.filter(({ object }) => isSelected(textsAt(object, "spec", "selector"))).map(({ ref }) => ref);
  }

  #named(kind: string, namespace: string | undefined, name: string | undefined): readonly ObjectRef[] {
    const object = name === undefined ? undefined : this.#world.named(kind, namespace, name);
    return object === undefined ? [] : [object.ref];
  }
}
