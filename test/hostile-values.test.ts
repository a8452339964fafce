import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bundled } from "./compare/runs.js";
import { everythingShown } from "./support/everything-shown.js";
import { readerOf } from "./support/histories.js";
import { anyMutation, mutatedFrames } from "./support/hostile-values.js";

/** Recordings of real clusters in which something fails; a few frames of each, so that every one of them can be changed. */
const recordings = [
  "pod-bad-image-tag",
  "pod-restart-policies",
  "deployment-bad-rollout",
  "job-backoff",
  "pod-missing-pvc",
  "service-loadbalancer-pending",
];
const maxFrames = 24;

describe("no value in the place of another ends a command", () => {
  it.each(recordings)("%s", async (name) => {
    const { frames, header, markers } = await bundled(name);
    const step = Math.max(1, Math.floor(frames.length / maxFrames));
    const some = frames
      .filter((_, i) => i % step === 0)
      .slice(0, maxFrames)
      .map((frame, i) => ({ ...frame, sequence: i + 1 }));
    const plain = readerOf({ frames: some, header, markers });
    await fc.assert(
      fc.asyncProperty(fc.array(anyMutation, { minLength: 8, maxLength: 40 }), async (mutations) => {
        const reader = readerOf({ frames: mutatedFrames(some, mutations), header, markers });
        const shown = await everythingShown(reader, plain);
        expect(shown.length).toBeGreaterThan(10);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 6) },
    );
  });
});
