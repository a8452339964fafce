import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cutSession } from "../../src/app/cut-session.js";
import type { Frame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import type { SessionReader } from "../../src/model/session.js";
import type { Cut } from "../../src/part/cut.js";
import { partOf } from "../../src/part/part-of.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { collect } from "../support/histories.js";
import { projectRoot } from "../support/program.js";

const folder = join(projectRoot, "recordings");
const names = (await readdir(folder)).flatMap((name) => name.match(/^(.*)\.kubespy\.gz$/)?.[1] ?? []);
const open = (name: string) => openRecording(createReadStream(join(folder, `${name}.kubespy.gz`)), { name });

/** Cuts of each kind that fit the session. */
async function cutsOf(whole: SessionReader): Promise<readonly Cut[]> {
  const spans = await whole.objectSpans();
  const { kind = "", name = "" } = spans.find(({ ref }) => ref.kind !== "Event" && ref.name !== "kubernetes")?.ref ?? {};
  const { frames } = whole.summary;
  return [
    { from: "30%" },
    { to: "60%" },
    { from: "25%", to: "75%" },
    { from: `#${Math.ceil(frames / 3)}`, to: `#${frames - 1}` },
    { kinds: [kind] },
    { objects: [`${kind}/${name}`], from: "20%" },
  ];
}

/** What a frame shows, wherever it stands. */
const shown = (frame: Frame) =>
  frame.kind === "gap"
    ? { gap: frame.stream, observedAt: frame.observedAt }
    : { type: frame.type, ref: frame.ref, version: frame.resourceVersion, text: frame.revision.text };

/** Each object that exists after a frame, with its text. */
async function world(session: SessionReader, sequence: number): Promise<readonly string[]> {
  const last = await session.lastFramesAt(sequence);
  return last.flatMap(({ type, ref, revision }) => (type === "DELETED" ? [] : `${ref.uid} ${revision.text}`)).sort();
}

describe("a part holds the frames of its time as they were, at the same wall times, after the state by then", () => {
  it.each(names)("%s", async (name) => {
    const whole = await open(name);
    for (const cut of await cutsOf(whole)) {
      const part = await cutSession(whole, cut);
      const frames = await collect(part.frames());
      const { header, durationMs } = part.summary;
      const { fromMs = 0, toMs = 0 } = header.part ?? {};
      expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, i) => i + 1));
      // The wall clock is adjusted while a recorder runs: by it, a moment can be some milliseconds from its offset.
      expect(Math.abs(Date.parse(header.startedAt) - Date.parse(whole.summary.header.startedAt) - fromMs)).toBeLessThanOrEqual(10);
      expect(durationMs).toBeCloseTo(toMs - fromMs, 3);

      const uids = new Set((await part.objectSpans()).map(({ ref }) => ref.uid));
      const [fromSequence, toSequence] = [cut.from, cut.to]
        .map((moment) => moment?.match(/^#(.*)/)?.[1])
        .map((text) => text && Number(text));
      const range = fromSequence && toSequence ? { fromSequence, toSequence } : { fromOffsetMs: fromMs, toOffsetMs: toMs };
      const all = await collect(whole.frames(range));
      const those = all.filter((frame) => frame.kind === "gap" || uids.has(frame.ref.uid));
      const own = frames.slice(frames.length - those.length);
      expect(own.map(shown)).toEqual(those.map(shown));
      expect(own.map(({ observedAt }) => observedAt)).toEqual(those.map(({ observedAt }) => observedAt));
      expect(own.map(({ offsetMs }, i) => Math.abs(offsetMs + fromMs - (those[i]?.offsetMs ?? 0)) < 0.001)).not.toContain(false);

      const initial = frames.slice(0, frames.length - those.length);
      expect(initial.every((frame) => frame.kind === "object" && frame.initial && frame.type === "ADDED" && frame.offsetMs === 0)).toBe(
        true,
      );
      const earlier = await collect(whole.frames(fromSequence ? { toSequence: fromSequence - 1 } : { toOffsetMs: fromMs - 1e-6 }));
      const existing = await world(whole, earlier.length);
      expect(await world(part, initial.length)).toEqual(existing.filter((text) => uids.has(text.slice(0, text.indexOf(" ")) as Uid)));
      await part.close();
    }
    await whole.close();
  });
});

it("what is known of a part before its frames are read is what its file says", async () => {
  const whole = await open("deployment-rollout");
  for (const cut of await cutsOf(whole)) {
    const streamed = await partOf(whole, cut);
    const part = await cutSession(whole, cut);
    expect({ ...streamed.summary }).toEqual({ ...part.summary });
    expect((await collect(streamed.frames({ fromSequence: 3, toSequence: 5 }))).map(shown)).toEqual(
      (await collect(part.frames({ fromSequence: 3, toSequence: 5 }))).map(shown),
    );
    await part.close();
  }
  await whole.close();
});

it("a part of a part says so, and is the part of the whole", async () => {
  const whole = await open("deployment-rollout");
  const part = await cutSession(whole, { from: "2s" });
  const inner = await cutSession(part, { from: "1s", to: "4s", objects: ["deploy/web"] });
  const direct = await cutSession(whole, { from: "3s", to: "6s", objects: ["deploy/web"] });
  expect(inner.summary.header.part).toMatchObject({
    fromMs: 1000,
    toMs: 4000,
    objects: ["deploy/web"],
    of: { name: "deployment-rollout-part", part: { fromMs: 2000, of: { name: "deployment-rollout", frames: 140 } } },
  });
  const framesOf = async (session: SessionReader) => (await collect(session.frames())).map(shown);
  expect(new Set(await framesOf(inner))).toEqual(new Set(await framesOf(direct)));
  for (const session of [inner, direct, part, whole]) await session.close();
});
