import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, gunzipSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { squeeze } from "../../src/recording/squeeze/squeeze.js";
import { gzip } from "../../src/recording/write/gzip.js";
import { collect } from "../support/histories.js";

const recordings = join(import.meta.dirname, "..", "..", "recordings");

/** Few different bytes in long runs, many in none, and what lies between. */
const anyBytes = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 200 })), { minLength: 1, maxLength: 12 })
  .map((pieces) => Buffer.concat(pieces.flatMap(([bytes, times]) => Array<Uint8Array>(times).fill(bytes))));

describe("a small recording, squeezed", () => {
  it("is inflated to what it was, whatever the bytes", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => inflateRawSync(squeeze(bytes)).equals(bytes)),
      { numRuns: 60 },
    );
  });

  it.each([
    ["a single byte", Buffer.from("x")],
    ["nothing that repeats", Buffer.from(Array.from({ length: 256 }, (_, i) => i))],
    ["one byte again and again, beyond the reach of a match", Buffer.alloc(100_000, 7)],
    ["a match as far away as can be", Buffer.concat([Buffer.from("farthest"), Buffer.alloc(32_760), Buffer.from("farthest")])],
    ["a match that is too far away", Buffer.concat([Buffer.from("too far away"), Buffer.alloc(32_768, 1), Buffer.from("too far away")])],
  ])("survives %s", (_, bytes) => {
    expect(inflateRawSync(squeeze(bytes)).equals(bytes)).toBe(true);
  });

  it("is smaller than zlib makes it, for every bundled recording", () => {
    for (const file of readdirSync(recordings).filter((name) => name.endsWith(".gz"))) {
      const bytes = gunzipSync(readFileSync(join(recordings, file)));
      expect(squeeze(bytes).length, file).toBeLessThan(deflateRawSync(bytes, { level: 9, memLevel: 9 }).length);
    }
  });

  it("is a whole gzip file, as a large one is", async () => {
    for (const size of [1, 1000, 192 * 1024, 192 * 1024 + 1, 500_000]) {
      const bytes = Buffer.from("0123456789".repeat(size / 10 + 1).slice(0, size));
      const chunks = async function* () {
        for (let at = 0; at < bytes.length; at += 70_000) yield bytes.subarray(at, at + 70_000);
      };
      expect(gunzipSync(Buffer.concat(await collect(gzip(chunks())))).equals(bytes), `${size} bytes`).toBe(true);
    }
  });
});
