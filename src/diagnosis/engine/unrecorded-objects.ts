import { countOf } from "../../lifecycle/fields/kube-event.js";
import { textAt } from "../../model/fields.js";
import type { StrippedFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import type { UnrecordedObject } from "./coverage.js";

/** Of more objects that were not recorded it is not kept that they exist. */
const maxObjects = 1000;
/** An Event can arrive before the object that it is about: for so long it is not news that this was not recorded. */
const arrivalMs = 10_000;

/** Objects that Kubernetes Events mention and that were not recorded, or not yet. */
export class UnrecordedObjects {
  readonly #objects = new Map<string, { readonly ref: ObjectRef; readonly seenMs: number; readonly warnings: Map<string, number> }>();

  get isEmpty(): boolean {
    return this.#objects.size === 0;
  }

  has(uid: string): boolean {
    return this.#objects.has(uid);
  }

  /** An Event about such an object. */
  note(ref: ObjectRef, frame: StrippedFrame, event: KubeObject): void {
    let known = this.#objects.get(ref.uid);
    if (known === undefined) {
      if (this.#objects.size >= maxObjects) return;
      known = { ref, seenMs: frame.offsetMs, warnings: new Map() };
      this.#objects.set(ref.uid, known);
    }
    if (textAt(event, "type") === "Warning") known.warnings.set(frame.ref.uid, countOf(event));
  }

  /** The object is recorded from now on: removes it and returns the uid under which Events mentioned it, undefined where none did. */
  remove({ uid, kind, namespace, name }: ObjectRef): string | undefined {
    // Events that do not give the uid of their object, or give another one, as the kubelet does for its Node.
    const uids = [uid, `${kind}/${namespace ?? ""}/${name}`, ...(kind === "Node" ? [name] : [])];
    const known = uids.find((each) => this.#objects.has(each));
    if (known !== undefined) this.#objects.delete(known);
    return known;
  }

  /** Whether the object may be about to arrive. */
  isExpected(uid: string, nowMs: number): boolean {
    const known = this.#objects.get(uid);
    return known !== undefined && nowMs - known.seenMs < arrivalMs;
  }

  all(): readonly UnrecordedObject[] {
    return [...this.#objects.values()].map(({ ref, warnings }) => ({
      ref,
      warnings: [...warnings.values()].reduce((sum, count) => sum + count, 0),
    }));
  }
}
