import { HeldRevisions } from "../../model/held-revisions.js";

/**
 * Revisions of objects that are read one after the other, each of an object where its last one was: reading a session of any length takes memory for
 * one of each. Whoever looks at one does so before the next is read.
 */
export class PassingRevisions extends HeldRevisions {
  /** Makes room for the object's next revision. */
  roomFor(object: number): (length: number) => Uint8Array {
    return (length) => {
      const room = this.lastOf(object)?.buffer;
      if (room !== undefined && room.byteLength >= length) return new Uint8Array(room, 0, length);
      return new Uint8Array(new ArrayBuffer(length + Math.floor(length / 8)), 0, length);
    };
  }
}
