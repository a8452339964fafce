import { countOf } from "../../lifecycle/fields/kube-event.js";
import { textAt } from "../../model/fields.js";
import type { StrippedFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef, Uid } from "../../model/kube-object.js";
import type { UnrecordedObject } from "./coverage.js";

/** Of more objects that were not recorded only the last that were mentioned are kept. */
const maxObjects = 1000;
/** Of more Events about one object only their count is kept: if one of them changes later, it is counted again. */
const maxEvents = 256;
/** An Event can arrive before the object that it is about: for so long it is not news that this was not recorded. */
const arrivalMs = 10_000;

/** Objects that Kubernetes Events mention and that were not recorded, or not yet. */
export class UnrecordedObjects {
  /** The one that was mentioned longest ago first. */
  readonly #objects = new Map<string, MentionedObject>();
  #mentioned = 0;

  get isEmpty(): boolean {
    return this.#objects.size === 0;
  }

  has(uid: string): boolean {
    return this.#objects.has(uid);
  }

  /** An Event about such an object. Returns the uid of the one that is no longer kept instead, if any. */
  note(ref: ObjectRef, frame: StrippedFrame, event: KubeObject): Uid | undefined {
    const known = this.#objects.get(ref.uid) ?? {
      ref,
      seenMs: frame.offsetMs,
      place: this.#mentioned++,
      warnings: new Map(),
      earlierWarnings: 0,
    };
    this.#objects.delete(ref.uid);
    this.#objects.set(ref.uid, known);
    if (textAt(event, "type") === "Warning") known.warnings.set(frame.ref.uid, countOf(event));
    const [oldest] = known.warnings.size > maxEvents ? known.warnings.keys() : [];
    if (oldest !== undefined) this.endEvent(ref.uid, oldest);
    return this.#dropOldest();
  }

  #dropOldest(): Uid | undefined {
    if (this.#objects.size <= maxObjects) return undefined;
    for (const [uid, { ref }] of this.#objects) {
      this.#objects.delete(uid);
      return ref.uid;
    }
    return undefined;
  }

  /** An Event expired: it is counted, but cannot change any more. */
  endEvent(uid: string, event: Uid): void {
    const known = this.#objects.get(uid);
    if (known === undefined) return;
    known.earlierWarnings += known.warnings.get(event) ?? 0;
    known.warnings.delete(event);
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

  /** Until when, ms since session start. */
  expectedUntilMs(uid: string): number {
    return (this.#objects.get(uid)?.seenMs ?? Number.NEGATIVE_INFINITY) + arrivalMs;
  }

  all(): readonly UnrecordedObject[] {
    return [...this.#objects.values()]
      .sort((a, b) => a.place - b.place)
      .map(({ ref, warnings, earlierWarnings }) => ({
        ref,
        warnings: [...warnings.values()].reduce((sum, count) => sum + count, earlierWarnings),
      }));
  }
}

interface MentionedObject {
  readonly ref: ObjectRef;
  /** When an Event first mentioned it, ms since session start. */
  readonly seenMs: number;
  /** In the order of first mentions. */
  readonly place: number;
  /** By Event, how often it occurred; without those that expired. */
  readonly warnings: Map<Uid, number>;
  earlierWarnings: number;
}
