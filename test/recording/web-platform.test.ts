import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { readRecording } from "../../src/recording/read/read-recording.js";
import { collect, comparable } from "../support/histories.js";
import { projectRoot } from "../support/program.js";

const file = readFileSync(join(projectRoot, "recordings", "deployment-bad-rollout.kubespy.gz"));

async function* inPieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

async function framesOf(bytes: Uint8Array): Promise<{ readonly frames: readonly unknown[]; readonly warnings: readonly string[] }> {
  const recording = await readRecording(inPieces(bytes), "x");
  const frames = (await collect(recording.frames())).map(comparable);
  await recording.close();
  return { frames, warnings: recording.warnings };
}

describe("a recording read by what a browser offers", () => {
  it("has the frames that Node reads", async () => {
    const node = await openRecording(inPieces(file), { name: "x" });
    expect(await framesOf(file)).toEqual({ frames: (await collect(node.frames())).map(comparable), warnings: [] });
  });

  it.each([0.3, 0.6, 0.99])("has the frames before the end of a file cut at %d of its length", async (share) => {
    const cut = file.subarray(0, Math.floor(file.length * share));
    const node = await openRecording(inPieces(cut), { name: "x" });
    const { frames, warnings } = await framesOf(cut);
    expect(warnings).toEqual([`x: it is cut short; ${frames.length} frames are readable`]);
    expect(frames).toEqual((await collect(node.frames())).map(comparable).slice(0, frames.length));
    expect(frames.length).toBeGreaterThan(node.summary.frames * 0.8);
  });

  it("has the frames before damage, and a warning", async () => {
    const damaged = Uint8Array.from(file);
    damaged.fill(0xff, 6000, 6100);
    const { frames, warnings } = await framesOf(damaged);
    expect(frames.length).toBeGreaterThan(0);
    expect(warnings).toHaveLength(1);
  });

  it("passes on the failure of its source", async () => {
    async function* failing(): AsyncIterable<Uint8Array> {
      yield file.subarray(0, 2000);
      throw new Error("the disk is gone");
    }
    await expect(readRecording(failing(), "x")).rejects.toThrow("the disk is gone");
  });
});
