import type { StrippedFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import { isPodWell } from "../evidence/pod-well.js";

/** Failed Pods with an open episode, by each of their controllers: another Pod may replace them. */
export class FailedPods {
  readonly #byController = new Map<string, Map<string, ObjectRef>>();
  /** By Pod. */
  readonly #controllers = new Map<string, ReadonlySet<string>>();

  note(pod: ObjectRef, controllers: readonly string[]): void {
    if (controllers.length === 0) return;
    this.#controllers.set(pod.uid, new Set([...(this.#controllers.get(pod.uid) ?? []), ...controllers]));
    for (const controller of controllers) {
      const pods = this.#byController.get(controller) ?? new Map<string, ObjectRef>();
      this.#byController.set(controller, pods.set(pod.uid, pod));
    }
  }

  /** Those that a frame may show to be replaced: it changes their controller, or another Pod of it became well. */
  affectedBy(
    { ref, revision }: StrippedFrame,
    before: KubeObject | undefined,
    controllersOf: (uid: string) => readonly string[],
    isOpen: (uid: string) => boolean,
  ): readonly ObjectRef[] {
    if (this.#byController.size === 0) return none;
    const isNewlyWell = ref.kind === "Pod" && isPodWell(revision.object) && (before === undefined || !isPodWell(before));
    const keys = isNewlyWell ? controllersOf(ref.uid) : [ref.uid];
    const affected = new Map<string, ObjectRef>();
    for (const key of keys) {
      const pods = this.#byController.get(key);
      for (const [uid, pod] of pods ?? []) {
        if (isOpen(uid)) affected.set(uid, pod);
        else this.remove(uid);
      }
    }
    return [...affected.values()];
  }

  /** The Pod was deleted, or nothing is wrong with it any more. */
  remove(uid: string): void {
    for (const controller of this.#controllers.get(uid) ?? []) {
      const pods = this.#byController.get(controller);
      pods?.delete(uid);
      if (pods?.size === 0) this.#byController.delete(controller);
    }
    this.#controllers.delete(uid);
  }
}

const none: readonly ObjectRef[] = [];
