import { createReadStream } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRecording, type Recording } from "../../src/recording/node/open-recording.js";
import { collect, comparable } from "../support/histories.js";

// These files are frozen. A change that makes one of these tests fail breaks recordings that people have.
const fixtures = join(import.meta.dirname, "fixtures");
const open = (name: string) => openRecording(createReadStream(join(fixtures, name)), { name });

async function told(recording: Recording): Promise<string> {
  const frames = (await collect(recording.frames())).map(comparable);
  const { summary, warnings } = recording;
  return `${JSON.stringify({ summary, markers: await recording.markers(), warnings, frames }, undefined, 2)}\n`;
}

describe("an old recording", () => {
  it("with the fewest fields reads as before", async () => {
    await expect(await told(await open("minimal-v1.kubespy"))).toMatchFileSnapshot("fixtures/minimal-v1.txt");
  });

  it("with every field reads as before", async () => {
    await expect(await told(await open("full-v1.kubespy.gz"))).toMatchFileSnapshot("fixtures/full-v1.txt");
  });

  it("with the manifest of a share reads as before", async () => {
    await expect(await told(await open("shared-v1.kubespy"))).toMatchFileSnapshot("fixtures/shared-v1.txt");
  });

  it("that was cut short reads as far as before", async () => {
    await expect(await told(await open("truncated-v1.kubespy.gz"))).toMatchFileSnapshot("fixtures/truncated-v1.txt");
  });

  it("that is hostile does no harm: what is well-formed is data, the rest is refused with its line", async () => {
    await expect(await told(await open("hostile-v1.kubespy"))).toMatchFileSnapshot("fixtures/hostile-v1.txt");
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });

  it("of a newer format is refused with its name and a hint", async () => {
    await expect(open("from-the-future.kubespy")).rejects.toMatchObject({
      message: "from-the-future.kubespy was created by a newer kubespy: its recording format is 2, this kubespy reads up to 1",
      hint: 'run "npm install --global kubespy@latest" and try again',
    });
  });
});

describe("any moment of a recording", () => {
  it("is found without reading what precedes it: the world, one object, backward", async () => {
    const recording = await open("full-v1.kubespy.gz");
    const frames = await collect(recording.frames());
    expect((await collect(recording.framesBackward())).map(comparable)).toEqual(frames.map(comparable).reverse());
    expect((await recording.lastFramesAt(5)).map(comparable)).toEqual([frames[2], frames[3]].map((frame) => frame && comparable(frame)));
    expect((await recording.objectsAt(6)).map(({ ref, sequence, type }) => [ref.name, sequence, type])).toEqual([
      ["raw", 4, "ADDED"],
      ["web", 6, "DELETED"],
    ]);
    expect((await recording.gaps()).map((gap) => gap.sequence)).toEqual([5]);
    expect((await recording.objectSpans()).map(({ ref, ...span }) => [ref.name, span])).toEqual([
      ["web", { frames: 4, firstSequence: 1, lastSequence: 6 }],
      ["raw", { frames: 1, firstSequence: 4, lastSequence: 4 }],
    ]);
    await recording.close();
  });
});
