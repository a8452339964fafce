/** What is held of revisions, so that deltas find their base without being rebuilt. */
const limitBytes = 64 * 1024 * 1024;

/** The last revision that was read of each object, by the object's number; those read longest ago are dropped when they become much. */
export class HeldRevisions {
  readonly #held = new Map<number, { readonly sequence: number; readonly bytes: Uint8Array }>();
  #bytes = 0;

  /** The object's revision with this sequence, if that is the one held. */
  of(object: number, sequence: number): Uint8Array | undefined {
    const held = this.#held.get(object);
    return held?.sequence === sequence ? held.bytes : undefined;
  }

  hold(object: number, sequence: number, bytes: Uint8Array): void {
    this.#bytes += bytes.length - (this.#held.get(object)?.bytes.length ?? 0);
    this.#held.delete(object);
    this.#held.set(object, { sequence, bytes });
    if (this.#bytes > limitBytes) this.#drop();
  }

  clear(): void {
    this.#held.clear();
    this.#bytes = 0;
  }

  #drop(): void {
    for (const [object, { bytes }] of this.#held) {
      if (this.#bytes <= limitBytes) return;
      this.#held.delete(object);
      this.#bytes -= bytes.length;
    }
  }
}
