/**
 * Revisions that were read, so that deltas find their base without being rebuilt: of each object the last one, by the object's number. Those read
 * longest ago are dropped when they become much.
 */
export class HeldRevisions {
  readonly #limitBytes: number;
  readonly #held = new Map<number, { readonly sequence: number; readonly bytes: Uint8Array }>();
  #bytes = 0;

  constructor(limitBytes = 64 * 1024 * 1024) {
    this.#limitBytes = limitBytes;
  }

  /** The object's revision with this sequence, if that is the one held. */
  of(object: number, sequence: number): Uint8Array | undefined {
    const held = this.#held.get(object);
    return held?.sequence === sequence ? held.bytes : undefined;
  }

  /** The object's revision that is held, whichever it is. */
  lastOf(object: number): Uint8Array | undefined {
    return this.#held.get(object)?.bytes;
  }

  hold(object: number, sequence: number, bytes: Uint8Array): void {
    this.#bytes += bytes.length - (this.#held.get(object)?.bytes.length ?? 0);
    this.#held.delete(object);
    this.#held.set(object, { sequence, bytes });
    if (this.#bytes > this.#limitBytes) this.#dropOldest();
  }

  drop(object: number): void {
    this.#bytes -= this.#held.get(object)?.bytes.length ?? 0;
    this.#held.delete(object);
  }

  clear(): void {
    this.#held.clear();
    this.#bytes = 0;
  }

  #dropOldest(): void {
    for (const [object, { bytes }] of this.#held) {
      if (this.#bytes <= this.#limitBytes) return;
      this.#held.delete(object);
      this.#bytes -= bytes.length;
    }
  }
}
