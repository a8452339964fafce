import type { Uid } from "../model/kube-object.js";
import { ObjectNumbers } from "../model/object-numbers.js";

/** Each takes some kilobytes where its life is followed. */
export const maxObjects = 50_000;

/** Takes the first objects of a session that has very many, and counts the others. */
export class FirstObjects {
  readonly #max: number;
  readonly #numbers = new ObjectNumbers();

  constructor(max = maxObjects) {
    this.#max = max;
  }

  take(uid: Uid): boolean {
    return this.#numbers.add(uid) <= this.#max;
  }

  /** How many were not taken. */
  get leftOut(): number {
    return Math.max(0, this.#numbers.size - this.#max);
  }
}
