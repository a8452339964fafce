/**
 * A cache of revisions that were read, the last one of each object (by the object's number), so that the base of a delta need not be rebuilt. Those read
 * longest ago are dropped when the limit is exceeded.
 */
export class HeldRevisions {
  readonly #maxBytes: number;
  readonly #held = new Map<number, { readonly sequence: number; readonly bytes: Uint8Array }>();
  #bytes = 0;

  constructor(maxBytes = 64 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  /** The object's revision with this sequence, if it is cached. */
  of(object: number, sequence: number): Uint8Array | undefined {
    const held = this.#held.get(object);
    return held?.sequence === sequence ? held.bytes : undefined;
  }

  /** The object's cached revision, whichever it is. */
  lastOf(object: number): Uint8Array | undefined {
    return this.#held.get(object)?.bytes;
  }

  hold(object: number, sequence: number, bytes: Uint8Array): void {
    this.#bytes += sizeOf(bytes) - sizeOf(this.#held.get(object)?.bytes);
    this.#held.delete(object);
    this.#held.set(object, { sequence, bytes });
    if (this.#bytes > this.#maxBytes) this.#dropOldest();
  }

  drop(object: number): void {
    this.#bytes -= sizeOf(this.#held.get(object)?.bytes);
    this.#held.delete(object);
  }

  clear(): void {
    this.#held.clear();
    this.#bytes = 0;
  }

  /** An eighth at once: after many deletions a `Map` takes long to find its first entry. */
  #dropOldest(): void {
    for (const [object, { bytes }] of this.#held) {
      if (this.#bytes <= this.#maxBytes * keptShare) return;
      this.#held.delete(object);
      this.#bytes -= sizeOf(bytes);
    }
  }
}

const keptShare = 7 / 8;

/** What an entry takes beside its bytes: small revisions are mostly that. */
const entryBytes = 1024;

function sizeOf(bytes: Uint8Array | undefined): number {
  return bytes === undefined ? 0 : bytes.length + entryBytes;
}
