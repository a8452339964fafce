import { HeldRevisions } from "../../model/held-revisions.js";

/**
 * Revisions that are read one after the other and lent to a visitor: each overwrites the last one of its object, so that reading a session of any
 * length takes memory for one of each.
 */
export class BorrowedRevisions {
  readonly #held = new HeldRevisions();

  of(object: number, sequence: number): Uint8Array | undefined {
    return this.#held.of(object, sequence);
  }

  hold(object: number, sequence: number, bytes: Uint8Array): void {
    this.#held.hold(object, sequence, bytes);
  }

  /** The object is gone: nothing builds on its last revision. */
  drop(object: number): void {
    this.#held.drop(object);
  }

  /** Makes room for the object's next revision, where its last one was. */
  roomFor(object: number): (length: number) => Uint8Array {
    return (length) => {
      const room = this.#held.lastOf(object)?.buffer;
      if (room !== undefined && room.byteLength >= length) return new Uint8Array(room, 0, length);
      return new Uint8Array(new ArrayBuffer(length + Math.floor(length / 8)), 0, length);
    };
  }
}
