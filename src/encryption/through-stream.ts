import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * A source through streams of the web platform, which age-encryption is made of. One piece is inside at a time: the next is given when all that came
 * of the last has been taken. So memory is bounded however slow the reader is; other work (Ctrl-C) has its turn after each piece; and what came out
 * before an error is passed on first, which streams of the web drop.
 *
 * An error of the source is thrown as it is.
 */
export async function* throughStream(
  source: AsyncIterable<Uint8Array>,
  transform: (input: ReadableStream<Uint8Array>) => Promise<ReadableStream<Uint8Array>>,
): AsyncGenerator<Uint8Array> {
  const pieces = inPieces(source);
  const reader = new WaitingReader();
  const input = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        await reader.waits();
        const next = await pieces.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
    },
    { highWaterMark: 0 },
  );
  try {
    const output = (await transform(input)).getReader();
    for (;;) {
      const { done, value } = await reader.read(output);
      if (done) return;
      if (value.length > 0) yield value;
    }
  } finally {
    await pieces.return();
  }
}

/** At most one chunk of age, which has 64 KiB and 16 bytes, is completed by a piece. */
const pieceBytes = 64 * 1024;

async function* inPieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of source) for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes);
}

/** Knows whether more is wanted. Until something is read, it is: the library reads the header by itself. */
class WaitingReader {
  #isWaiting = true;
  #wake = () => {};

  async read(
    output: ReadableStreamDefaultReader<Uint8Array>,
  ): Promise<Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>["read"]>>> {
    this.#isWaiting = true;
    this.#wake();
    try {
      return await output.read();
    } finally {
      this.#isWaiting = false;
    }
  }

  /** Resolves when the reader still waits after all that could come has come. */
  async waits(): Promise<void> {
    for (;;) {
      if (!this.#isWaiting)
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      await nextTurn();
      if (this.#isWaiting) return;
    }
  }
}
