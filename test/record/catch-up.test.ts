import { expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { CatchUp } from "../../src/record/verify/catch-up.js";
import type { StreamComparison } from "../../src/record/verify/stream-comparison.js";

it("nobody waits for a watch that the server refuses at once", async () => {
  const seen: string[] = [];
  const watches = new CatchUp({
    clock: systemClock,
    continueCollection: async function* () {
      yield { kind: "disconnected", reason: "403", clean: false, retryInMs: 0, monotonicMs: 0, wallMs: 0 };
    },
    takeOver: async (_stream, events) => {
      for await (const event of events) seen.push(event.kind);
    },
  });
  const comparison = { state: { stream: {} }, isComplete: () => true } as unknown as StreamComparison;
  watches.resume(comparison, "half-open");
  await watches.resumed();
  expect(seen).toEqual(["disconnected", "disconnected"]);
});
