import type { ObjectFrame } from "./frame.js";
import { RecentSet } from "./recent.js";

/** Of so many deleted objects, the latest, it is remembered that they were counted. */
const maxDeleted = 2048;

/**
 * Counts the incarnations of a recording while it is made, and remembers only those that exist. One that comes back after it was deleted, as an object can
 * that leaves a selection, is counted once, unless thousands of others were deleted meanwhile.
 */
export class ObjectCount {
  readonly #existing = new Set<string>();
  readonly #deleted = new RecentSet<string>(maxDeleted);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  note({ ref: { uid }, type }: Pick<ObjectFrame, "ref" | "type">): void {
    const isExisting = this.#existing.has(uid);
    if (!isExisting && !this.#deleted.has(uid)) this.#count++;
    if (type === "DELETED") {
      this.#existing.delete(uid);
      this.#deleted.add(uid);
    } else if (!isExisting) {
      this.#existing.add(uid);
      this.#deleted.delete(uid);
    }
  }
}
