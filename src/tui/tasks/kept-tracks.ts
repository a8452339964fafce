import type { FindingHistory } from "../../interpret/finding-history.js";
import { maxObjects } from "../../interpret/first-objects.js";
import type { ObjectAnalysis } from "../../interpret/session-analysis.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import type { Track } from "./timeline.js";

/**
 * What one pass over the whole session derived, where it was kept; read in parts, because a session of many thousand objects has a hundred megabytes of
 * it and a screen shows few. A part that cannot be read is undefined: then the player reads frames, as it does where nothing is kept.
 */
export interface KeptAnalysis {
  /** The findings of all objects at every step. */
  findings(): Promise<FindingHistory | undefined>;
  /** Some objects, among them the one with this place in the order of appearance. Kubernetes Events have no place. */
  objectsNear(place: number): Promise<readonly ObjectAnalysis[] | undefined>;
}

/** Finds the tracks of objects in a kept analysis. */
export class KeptTracks {
  readonly #analysis: Pick<KeptAnalysis, "objectsNear">;
  readonly #places = new Map<Uid, number>();
  /** Those that appeared together stand together on the screen. */
  #latest: readonly ObjectAnalysis[] = [];
  #isComplete = false;

  constructor(analysis: Pick<KeptAnalysis, "objectsNear">) {
    this.#analysis = analysis;
  }

  /** Whether it is known where the track of this object is, or that it is not kept. */
  knows({ uid }: ObjectRef): boolean {
    return this.#isComplete || this.#places.has(uid);
  }

  /** Takes the objects that have a track, in the order of appearance. */
  add(refs: readonly ObjectRef[]): void {
    for (const { uid } of refs) if (this.#places.size < maxObjects) this.#places.set(uid, this.#places.size);
  }

  /** The places of all objects are known. */
  complete(): void {
    this.#isComplete = true;
  }

  async of({ uid }: ObjectRef): Promise<Track | undefined> {
    const found = this.#latest.find(({ ref }) => ref.uid === uid) ?? (await this.#read(uid)).find(({ ref }) => ref.uid === uid);
    if (found === undefined) return undefined;
    return {
      ref: found.ref,
      stageIntervals: found.stageIntervals,
      readSequence: Number.POSITIVE_INFINITY,
      readMs: Number.POSITIVE_INFINITY,
    };
  }

  async #read(uid: Uid): Promise<readonly ObjectAnalysis[]> {
    const place = this.#places.get(uid);
    const objects = place === undefined ? undefined : await this.#analysis.objectsNear(place);
    if (objects !== undefined) this.#latest = objects;
    return objects ?? [];
  }
}
