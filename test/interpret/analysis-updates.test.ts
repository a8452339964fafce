import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse } from "../../src/interpret/analyse.js";
import { applyUpdate, emptyAnalysis } from "../../src/interpret/analysis-update.js";
import { SessionAnalyser } from "../../src/interpret/session-analyser.js";
import type { SessionAnalysis } from "../../src/interpret/session-analysis.js";
import type { Frame } from "../../src/model/frame.js";
import type { SessionReader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { type FrameSketch, objectFrame, sessionOf } from "../replay/sessions.js";
import { anyHistory, collect, readerOf } from "../support/histories.js";
import { anyLives } from "../support/lives.js";
import { projectRoot } from "../support/program.js";

const folder = join(projectRoot, "recordings");
const recordings = (await readdir(folder)).filter((name) => name.endsWith(".kubespy.gz"));

/** A pseudo-random share, from a seed: whether an update is taken after a frame, and how much of the time until the next one has passed. */
function sharesFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/** Follows a session as a page does: each update goes through JSON, and is applied to what was known before. */
async function followed(reader: SessionReader, seed: number): Promise<SessionAnalysis> {
  const { header, frames: count, durationMs } = reader.summary;
  const share = sharesFrom(seed);
  const every = share();
  const analyser = new SessionAnalyser(header);
  let analysis = emptyAnalysis;
  const take = (now?: Pick<Frame, "sequence" | "offsetMs">) => {
    const update = JSON.parse(JSON.stringify(analyser.takeUpdate(now))) as ReturnType<SessionAnalyser["takeUpdate"]>;
    analysis = applyUpdate(analysis, update);
  };
  const frames = await collect(reader.frames());
  for (const [i, frame] of frames.entries()) {
    analyser.observe(frame);
    if (share() < every) continue;
    const untilMs = (frames[i + 1]?.offsetMs ?? durationMs) - frame.offsetMs;
    take(share() < 0.5 ? undefined : { sequence: frame.sequence, offsetMs: frame.offsetMs + share() * Math.max(0, untilMs) });
  }
  analyser.end({ sequence: count, offsetMs: durationMs });
  take();
  return analysis;
}

const plain = (analysis: SessionAnalysis): unknown => JSON.parse(JSON.stringify(analysis));

describe("updates taken anywhere in a session add up to its analysis", () => {
  it.each(recordings)("%s", async (name) => {
    const reader = await openRecording(createReadStream(join(folder, name)), { name });
    const expected = plain(await analyse(reader));
    for (const seed of [1, 5]) expect(plain(await followed(reader, seed))).toEqual(expected);
    await reader.close();
  });

  it("any session, whatever the server sent", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.nat(), async (history, seed) => {
        expect(plain(await followed(readerOf(history), seed))).toEqual(plain(await analyse(readerOf(history))));
      }),
    );
  });

  it("any lives of Pods and Deployments", async () => {
    await fc.assert(
      fc.asyncProperty(anyLives, fc.nat(), async (history, seed) => {
        expect(plain(await followed(readerOf(history), seed))).toEqual(plain(await analyse(readerOf(history))));
      }),
      // Among the histories of this seed is one whose last update takes back what an earlier one foresaw.
      { seed: 1 },
    );
    await fc.assert(
      fc.asyncProperty(anyLives, fc.nat(), async (history, seed) => {
        expect(plain(await followed(readerOf(history), seed))).toEqual(plain(await analyse(readerOf(history))));
      }),
    );
  });
});

describe("an update", () => {
  const pod = (name: string, phase: string): NonNullable<FrameSketch["object"]> => ({
    metadata: { name, uid: `uid-${name}` },
    spec: { containers: [{ name: "c" }] },
    status: { phase },
  });

  it("holds the objects that changed, not the others", () => {
    const analyser = new SessionAnalyser(sessionOf([]).summary.header);
    for (const [i, name] of ["a", "b", "c"].entries())
      analyser.observe(objectFrame(i + 1, { name, type: "ADDED", object: pod(name, "Pending") }));
    analyser.takeUpdate();
    analyser.observe(objectFrame(4, { name: "b", object: pod("b", "Running") }));
    const update = analyser.takeUpdate();
    expect(update.objects.map(({ index, object }) => [index, object.ref.name, object.stageIntervals.length])).toEqual([[1, "b", 2]]);
  });

  it("without a frame shows what only time shows, until the next frame", () => {
    const analyser = new SessionAnalyser(sessionOf([]).summary.header);
    const unscheduled: NonNullable<FrameSketch["object"]> = {
      ...pod("a", "Pending"),
      status: {
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes are available" }],
      },
    };
    analyser.observe(objectFrame(1, { name: "a", type: "ADDED", object: unscheduled }));
    const first = applyUpdate(emptyAnalysis, analyser.takeUpdate());
    const later = applyUpdate(first, analyser.takeUpdate({ sequence: 1, offsetMs: 600_000 }));
    expect(later.findings.states.at(-1)).not.toEqual(first.findings.states.at(-1));
    expect(analyser.takeUpdate({ sequence: 1, offsetMs: 600_000 })).not.toHaveProperty("findings");
  });
});
