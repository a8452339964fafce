import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paced } from "../../src/replay/paced.js";
import { settle, VirtualClock } from "../support/virtual-clock.js";

interface Timed {
  readonly frame: { readonly offsetMs: number };
}

async function* at(offsets: readonly number[]): AsyncIterable<Timed> {
  for (const offsetMs of offsets) yield { frame: { offsetMs } };
}

/** When each step came, by the virtual clock. */
async function play(
  offsets: readonly number[],
  options: { speed: number; idleLimitMs?: number; signal?: AbortSignal },
): Promise<readonly number[]> {
  const clock = new VirtualClock();
  const times: number[] = [];
  const playing = (async () => {
    for await (const _step of paced(at(offsets), { ...options, clock })) times.push(clock.monotonicMs());
  })();
  await settle();
  await clock.advance(1_000_000_000);
  await playing;
  return times;
}

describe("a replay in recorded time", () => {
  it("begins at once and keeps the distances", async () => expect(await play([5000, 5010, 6000], { speed: 1 })).toEqual([0, 10, 1000]));

  it("runs as many times as fast as asked", async () => expect(await play([0, 1000, 4000], { speed: 4 })).toEqual([0, 250, 1000]));

  it("cuts long silences to the limit", async () =>
    expect(await play([0, 60_000, 60_100], { speed: 1, idleLimitMs: 2000 })).toEqual([0, 2000, 2100]));

  it("ends within a wait when it is interrupted", async () => {
    const abort = new AbortController();
    const clock = new VirtualClock();
    const seen: number[] = [];
    const playing = (async () => {
      for await (const { frame } of paced(at([0, 3_600_000]), { speed: 1, clock, signal: abort.signal })) seen.push(frame.offsetMs);
    })();
    await settle();
    abort.abort();
    await playing;
    expect(seen).toEqual([0]);
  });

  it("keeps the order and never comes early", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 20 }), fc.constantFrom(0.5, 1, 8), async (gaps, speed) => {
        let offset = 0;
        const offsets = gaps.map((gap) => {
          offset += gap;
          return offset;
        });
        const times = await play(offsets, { speed });
        expect(times).toHaveLength(offsets.length);
        times.forEach((time, i) => {
          expect(time).toBeGreaterThanOrEqual(((offsets[i] ?? 0) - (offsets[0] ?? 0)) / speed - 1e-6);
        });
      }),
      { numRuns: 30 },
    );
  });
});
