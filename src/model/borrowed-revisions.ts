import { HeldRevisions } from "./held-revisions.js";

/**
 * Revisions that are read one after the other and lent to a visitor: each overwrites the last one of its object, so that reading a session of any
 * length takes memory for one of each.
 */
export class BorrowedRevisions extends HeldRevisions {
  /** Makes room for the object's next revision, where its last one was. */
  roomFor(object: number): (length: number) => Uint8Array {
    return (length) => {
      const room = this.lastOf(object)?.buffer;
      if (room !== undefined && room.byteLength >= length) return new Uint8Array(room, 0, length);
      return new Uint8Array(new ArrayBuffer(length + Math.floor(length / 8)), 0, length);
    };
  }
}
