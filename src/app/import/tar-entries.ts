import { ReadableStream as ByteStream } from "node:stream/web";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createTarDecoder } from "modern-tar";
import type { ArchiveEntry } from "./archive-entry.js";

/** Decoded at once. */
const sliceBytes = 4 * 1024;

/** The regular files in a tar archive, one after the other; links are none. Throws where the archive is damaged. */
export async function* tarEntries(source: AsyncIterable<Uint8Array>): AsyncGenerator<ArchiveEntry, void, void> {
  const demand = new Demand();
  const decoder = createTarDecoder({ strict: true });
  const piping = ByteStream.from(inSlices(source, demand)).pipeTo(decoder.writable);
  // What fails there fails the reading of entries too.
  piping.catch(() => {});
  const entries = decoder.readable.getReader();
  try {
    for (let next = await demand.of(entries.read()); !next.done; next = await demand.of(entries.read())) {
      const { header, body } = next.value;
      const bytes = read(body, demand);
      if (header.type === undefined || header.type === "file") yield { name: header.name, bytes: { [Symbol.asyncIterator]: () => bytes } };
      for (let rest = await bytes.next(); !rest.done; rest = await bytes.next());
    }
  } finally {
    // Where the reader stops early, the source is closed.
    demand.end();
    await entries.cancel().catch(() => {});
  }
  await piping;
}

async function* read(body: ReadableStream<Uint8Array>, demand: Demand): AsyncGenerator<Uint8Array, void, void> {
  const pieces = body.getReader();
  try {
    for (let next = await demand.of(pieces.read()); !next.done; next = await demand.of(pieces.read())) yield next.value;
  } finally {
    // The decoder stops at an entry that is neither read nor cancelled.
    await pieces.cancel();
  }
}

/** A stream that fails drops what nobody has read yet: so each slice, and the end, comes when all before it was read. */
async function* inSlices(source: AsyncIterable<Uint8Array>, demand: Demand): AsyncGenerator<Uint8Array> {
  for await (const chunk of source)
    for (let at = 0; at < chunk.length; at += sliceBytes) {
      await demand.unmet();
      yield chunk.subarray(at, at + sliceBytes);
    }
  await demand.unmet();
}

/** Whether a reader waits for what has not come. */
class Demand {
  #waiting = false;
  #begun: () => void = () => {};

  /** What a reader waits for. */
  async of<T>(read: Promise<T>): Promise<T> {
    this.#waiting = true;
    this.#begun();
    try {
      return await read;
    } finally {
      this.#waiting = false;
    }
  }

  /** Nobody will read any more. */
  end(): void {
    this.#waiting = true;
    this.#begun();
  }

  /** Resolves when a reader waits, and what was given so far does not satisfy it. */
  async unmet(): Promise<void> {
    do {
      if (!this.#waiting)
        await new Promise<void>((resolve) => {
          this.#begun = resolve;
        });
      await nextTurn();
    } while (!this.#waiting);
  }
}
