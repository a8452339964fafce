import { textAt, timeAt } from "../../model/fields.js";
import type { KubeObject, Uid } from "../../model/kube-object.js";
import type { LiveObject } from "./live-object.js";

/** A living Pod that has a controller. */
export interface OwnedPod extends Pick<LiveObject, "ref" | "object"> {
  /** By first appearance. */
  readonly order: number;
  readonly createdMs: number | undefined;
}

/** The Pods of one controller in one namespace. */
interface OwnedGroup {
  readonly pods: Map<Uid, OwnedPod>;
  readonly well: Map<Uid, OwnedPod>;
  readonly failed: Set<Uid>;
}

export interface Siblings {
  /** In no order. */
  readonly well: readonly OwnedPod[];
  readonly failed: number;
}

/** Of more controllers below one, or more Pods that are well, the others are not looked at: no workload has so many at once. */
const maxGroups = 200;
const maxWell = 10_000;

/** Living Pods by their controllers, so that the siblings of one are found without a look at all Pods: thousands may fail at once. */
export class OwnedPods {
  readonly #isWell: (pod: KubeObject) => boolean;
  readonly #groups = new Map<string, OwnedGroup>();
  /** By Pod: its controller. */
  readonly #controllers = new Map<Uid, string>();
  /** Of controllers that exist or have Pods: the controllers below each, and the one above. */
  readonly #below = new Map<string, Set<string>>();
  readonly #above = new Map<string, string>();
  #appeared = 0;

  /** `isWell`: whether a Pod can take the place of one that failed. */
  constructor(isWell: (pod: KubeObject) => boolean) {
    this.#isWell = isWell;
  }

  /** Any other object that has a controller. */
  noteController(uid: string, controller: string): void {
    const known = this.#above.get(uid);
    if (known === controller) return;
    if (known !== undefined) this.#removeLink(uid, known);
    this.#above.set(uid, controller);
    const below = this.#below.get(controller);
    if (below === undefined) this.#below.set(controller, new Set([uid]));
    else below.add(uid);
  }

  notePod({ ref, object }: LiveObject, controller: string): void {
    const { uid, namespace } = ref;
    const order = this.#removePod(uid, namespace)?.order ?? this.#appeared++;
    const key = groupKey(controller, namespace);
    const group = this.#groups.get(key) ?? { pods: new Map(), well: new Map(), failed: new Set() };
    this.#groups.set(key, group);
    this.#controllers.set(uid, controller);
    const pod = { ref, object, order, createdMs: timeAt(object, "metadata", "creationTimestamp") };
    group.pods.set(uid, pod);
    if (this.#isWell(object)) group.well.set(uid, pod);
    if (textAt(object, "status", "phase") === "Failed") group.failed.add(uid);
  }

  /** The object was deleted. `exists`: whether another one does. */
  remove({ uid, namespace }: LiveObject["ref"], exists: (uid: string) => boolean): void {
    const controller = this.#controllers.get(uid);
    this.#removePod(uid, namespace);
    this.#controllers.delete(uid);
    for (let at = controller ?? uid; !exists(at) && !this.#hasPods(at, namespace) && !this.#below.has(at); ) {
      const above = this.#above.get(at);
      if (above === undefined) return;
      this.#removeLink(at, above);
      at = above;
    }
  }

  #removePod(uid: Uid, namespace: string | undefined): OwnedPod | undefined {
    const controller = this.#controllers.get(uid);
    if (controller === undefined) return undefined;
    const key = groupKey(controller, namespace);
    const group = this.#groups.get(key);
    const pod = group?.pods.get(uid);
    group?.pods.delete(uid);
    group?.well.delete(uid);
    group?.failed.delete(uid);
    if (group?.pods.size === 0) this.#groups.delete(key);
    return pod;
  }

  #removeLink(uid: string, above: string): void {
    this.#above.delete(uid);
    const below = this.#below.get(above);
    below?.delete(uid);
    if (below?.size === 0) this.#below.delete(above);
  }

  #hasPods(controller: string, namespace: string | undefined): boolean {
    return this.#groups.has(groupKey(controller, namespace));
  }

  /** The Pods of this controller itself. */
  of(controller: string, namespace: string | undefined): Iterable<OwnedPod> {
    return this.#groups.get(groupKey(controller, namespace))?.pods.values() ?? [];
  }

  /** The Pods of this controller and of all below it. */
  under(top: string, namespace: string | undefined): Siblings {
    const well: OwnedPod[] = [];
    let failed = 0;
    const controllers = new Set([top]);
    for (const controller of controllers) {
      const group = this.#groups.get(groupKey(controller, namespace));
      failed += group?.failed.size ?? 0;
      for (const pod of group?.well.values() ?? []) if (well.length < maxWell) well.push(pod);
      for (const below of this.#below.get(controller) ?? []) if (controllers.size < maxGroups) controllers.add(below);
    }
    return { well, failed };
  }
}

function groupKey(controller: string, namespace: string | undefined): string {
  return `${namespace ?? ""}/${controller}`;
}
