interface Peeked {
  /** The first chunks: until they were enough, or there are no more. */
  readonly seen: readonly Uint8Array[];
  /** All of the source, what was seen included. Ends the source when its own reader stops early. */
  readonly all: AsyncIterable<Uint8Array>;
  /** Ends a source whose rest nobody reads. */
  readonly close: () => Promise<void>;
}

/** Reads the beginning of a source, to learn what it is before it is read. */
export async function peek(source: AsyncIterable<Uint8Array>, isEnough: (seen: readonly Uint8Array[]) => boolean): Promise<Peeked> {
  const chunks = source[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  const close = async () => void (await chunks.return?.());
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    seen.push(next.value);
    if (isEnough(seen)) break;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* seen;
      for (let rest = await chunks.next(); !rest.done; rest = await chunks.next()) yield rest.value;
    } finally {
      await close();
    }
  }
  return { seen, all: all(), close };
}
