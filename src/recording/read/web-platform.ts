import { BadLine } from "../format.js";
import { MemorySpool } from "./memory-spool.js";
import type { ReadingPlatform } from "./platform.js";

/** By what every browser offers. Recordings stay in memory. */
export const webPlatform: ReadingPlatform = { createSpool: () => new MemorySpool(), gunzip, nextTurn };

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const { readable, writable } = new DecompressionStream("gzip");
  const feeding = feed(source, writable.getWriter());
  const reader = readable.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value as Uint8Array;
  } catch (error) {
    const result = await feeding;
    if (result.kind === "source failed") throw result.error;
    if (result.kind === "refused") throw new BadLine(`it is damaged (${error instanceof Error ? error.message : String(error)})`);
  } finally {
    await reader.cancel().catch(() => {});
  }
}

type FeedResult =
  /** All bytes were taken. When decompressing fails even so, the end is missing. */
  | { readonly kind: "taken" }
  /** The bytes are not gzip, from some point on. */
  | { readonly kind: "refused" }
  | { readonly kind: "source failed"; readonly error: unknown };

/** Never rejects. */
async function feed(source: AsyncIterable<Uint8Array>, writer: WritableStreamDefaultWriter): Promise<FeedResult> {
  const chunks = source[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await chunks.next();
    } catch (error) {
      await writer.abort(error).catch(() => {});
      return { kind: "source failed", error };
    }
    try {
      // An empty piece is taken once all that came out was read: a failure at the end then drops nothing.
      await writer.write(next.done ? new Uint8Array() : next.value);
    } catch {
      return { kind: "refused" };
    }
    if (!next.done) continue;
    await writer.close().catch(() => {});
    return { kind: "taken" };
  }
}

/** Timers would wait 4 ms each. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const receiver = port1 as unknown as { onmessage: () => void };
    receiver.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
