import { describe, expect, it } from "vitest";
import { peek } from "../../src/io/peek.js";

/** Three chunks, and whether the source was ended. */
function threeChunks() {
  const state = { ended: false };
  async function* chunks() {
    try {
      for (const byte of [1, 2, 3]) yield Uint8Array.of(byte);
    } finally {
      state.ended = true;
    }
  }
  return { state, chunks: chunks() };
}

describe("what a source begins with", () => {
  it.each([1, 2, 9])("%i chunks are seen, and all are read after that", async (enough) => {
    const { chunks } = threeChunks();
    const { seen, all } = await peek(chunks, ({ length }) => length >= enough);
    expect(seen).toHaveLength(Math.min(3, enough));
    const read: number[] = [];
    for await (const chunk of all) read.push(...chunk);
    expect(read).toEqual([1, 2, 3]);
  });

  it("the source ends with a reader that stops early, and with nobody who reads the rest", async () => {
    const stopped = threeChunks();
    for await (const _ of (await peek(stopped.chunks, () => true)).all) break;
    expect(stopped.state.ended).toBe(true);
    const left = threeChunks();
    await (await peek(left.chunks, () => true)).close();
    expect(left.state.ended).toBe(true);
  });
});
