import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse } from "../../src/interpret/analyse.js";
import { FrameInterpreter, interpreterOptionsOf, interpretFrames } from "../../src/interpret/frame-interpreter.js";
import { FrameNarrator, interpretAt } from "../../src/interpret/interpret-at.js";
import type { InterpretedFrame, NarratedFrame } from "../../src/interpret/interpreted-frame.js";
import type { SessionAnalysis } from "../../src/interpret/session-analysis.js";
import type { Frame } from "../../src/model/frame.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import type { SessionReader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { anyHistory, collect, comparable, readerOf } from "../support/histories.js";
import { anyLives } from "../support/lives.js";
import { projectRoot } from "../support/program.js";

/** All recordings of real clusters that we have: those that come with the program, and those of failures. */
const folders = [join(projectRoot, "recordings"), join(projectRoot, "test", "diagnosis", "real")];
const recordings = (
  await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).filter((name) => name.endsWith(".kubespy.gz")).map((name) => join(folder, name))),
  )
).flat();
const titled = recordings.map((path) => [path.replace(/^.*\/|\.kubespy\.gz$/g, ""), path] as const);

async function opened<T>(path: string, use: (reader: SessionReader) => Promise<T>): Promise<T> {
  const reader = await openRecording(createReadStream(path), { name: path });
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

/** A frame with its meaning in a form that compares by what it says. */
function meaningOf(interpreted: NarratedFrame): unknown {
  const { kind, frame } = interpreted;
  if (interpreted.kind === "gap") return { kind, frame };
  const { before, narration, changes, by } = interpreted;
  return { kind, frame: comparable(frame), before: JSON.stringify(before), narration, changes, by };
}

const withNewsOf = (interpreted: InterpretedFrame) => ({ ...(meaningOf(interpreted) as object), news: interpreted.news });

/** Returns how much news there was: a law about none would be empty. */
async function expectAgreement(reader: SessionReader): Promise<number> {
  let news = 0;
  const kept = JSON.parse(JSON.stringify(await analyse(reader))) as SessionAnalysis;
  const interpreter = new FrameInterpreter(interpreterOptionsOf(reader.summary.header));
  for await (const expected of interpretFrames(reader, undefined, interpreter)) {
    const interpreted = await interpretAt(reader, kept, expected.frame.sequence);
    expect(interpreted && withNewsOf(interpreted), `#${expected.frame.sequence}`).toEqual(withNewsOf(expected));
    news += expected.news.length;
  }
  return news;
}

describe("a frame means the same read in sequence as looked up with an analysis that was kept as JSON", () => {
  it.each(titled)("%s", async (_, path) => {
    await opened(path, expectAgreement);
  });

  it("any session, whatever the server sent", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        await expectAgreement(readerOf(history));
      }),
    );
  });

  it("any lives of Pods and Deployments", async () => {
    let news = 0;
    await fc.assert(
      fc.asyncProperty(anyLives, async (history) => {
        news += await expectAgreement(readerOf(history));
      }),
    );
    expect(news).toBeGreaterThan(50);
  });

  it("there is nothing where there is no frame", async () => {
    await opened(titled[0]?.[1] ?? "", async (reader) => {
      const analysis = await analyse(reader);
      expect(await interpretAt(reader, analysis, 0)).toBeUndefined();
      expect(await interpretAt(reader, analysis, reader.summary.frames + 1)).toBeUndefined();
    });
  });
});

describe("a frame of a real session is narrated the same without an analysis", () => {
  it.each(titled)("%s", async (_, path) =>
    opened(path, async (reader) => {
      const interpreter = new FrameInterpreter(interpreterOptionsOf(reader.summary.header));
      for await (const expected of interpretFrames(reader, undefined, interpreter))
        expect(meaningOf(await new FrameNarrator(reader).narrate(expected.frame))).toEqual(meaningOf(expected));
    }),
  );
});

describe("what was before a range counts in it", () => {
  it.each(titled)("%s", async (_, path) =>
    opened(path, async (reader) => {
      const frames = await collect(reader.frames());
      const half = Math.ceil(frames.length / 2);
      const from = await collect(interpretFrames(reader, { fromSequence: half }, new FrameInterpreter({ findings: false })));
      const before = (frame: Frame, earlier: KubeObject | undefined) => [frame.sequence, JSON.stringify(earlier)];
      const whole = await collect(interpretFrames(reader, undefined, new FrameInterpreter({ findings: false })));
      const stateOf = (each: InterpretedFrame) => (each.kind === "gap" ? each.frame.sequence : before(each.frame, each.before));
      expect(from.map(stateOf)).toEqual(whole.slice(half - 1).map(stateOf));
    }),
  );
});
