import { TextDecoder } from "node:util";

/** The longest byte order mark. */
const maxMark = 3;

/**
 * Converts to UTF-8 without a byte order mark: PowerShell writes UTF-16 into files, or UTF-8 with a mark.
 * Without a mark, bytes pass unchanged.
 */
export class Utf8Bytes {
  /** The first bytes, while they are too few to know the encoding; undefined afterwards. */
  #held: Buffer | undefined = Buffer.alloc(0);
  #utf16: TextDecoder | undefined;

  push(piece: Uint8Array): Buffer {
    if (this.#held === undefined) return this.#toUtf8(piece);
    const start = Buffer.concat([this.#held, piece]);
    if (start.length < maxMark) {
      this.#held = start;
      return Buffer.alloc(0);
    }
    this.#held = undefined;
    if (start[0] === 0xff && start[1] === 0xfe) this.#utf16 = new TextDecoder("utf-16le");
    if (start[0] === 0xfe && start[1] === 0xff) this.#utf16 = new TextDecoder("utf-16be");
    const hasUtf8Mark = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;
    return hasUtf8Mark ? start.subarray(maxMark) : this.#toUtf8(start);
  }

  /** The input has ended: what is left of one that is shorter than a mark. */
  end(): Buffer {
    const held = this.#held ?? Buffer.alloc(0);
    this.#held = undefined;
    return held;
  }

  #toUtf8(piece: Uint8Array): Buffer {
    if (this.#utf16 === undefined) return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    return Buffer.from(this.#utf16.decode(piece, { stream: true }));
  }
}
