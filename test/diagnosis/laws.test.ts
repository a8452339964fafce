import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/diagnosis/engine/finding.js";
import type { Frame, ObjectFrame } from "../../src/model/frame.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { anyHistory } from "../support/histories.js";
import { projectRoot } from "../support/program.js";
import { findingsIn, inBrief } from "./timed-objects.js";

/** All recordings of real clusters: the bundled ones, and those of failures. */
const folders = [join(projectRoot, "recordings"), join(projectRoot, "test", "diagnosis", "real")];
const recordings = (
  await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).filter((name) => name.endsWith(".kubespy.gz")).map((name) => join(folder, name))),
  )
).flat();
const titled = recordings.map((path) => [path.replace(/^.*\/|\.kubespy\.gz$/g, ""), path] as const);

async function framesIn(path: string): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of (await openRecording(createReadStream(path), { name: path })).frames()) frames.push(frame);
  return frames;
}

/** Long enough after the last frame for what shows in nothing happening. */
const later = (frames: readonly Frame[]) => (frames.at(-1)?.offsetMs ?? 0) + 60_000;

/** A finding without its resolution and its place in the list. */
const withoutResolution = ({ class: name, object, container, sinceMs, firstSequence, message }: Finding) => ({
  name,
  uid: object.uid,
  container,
  sinceMs,
  firstSequence,
  message,
});

describe("findings do not depend on frames after their evidence, except for their resolution", () => {
  it.each(titled)("%s", async (_, path) => {
    const frames = await framesIn(path);
    for (const finding of findingsIn(frames, later(frames))) {
      const known = findingsIn(
        frames.filter(({ sequence }) => sequence <= finding.lastSequence),
        later(frames),
      );
      expect(known.map(withoutResolution)).toContainEqual(withoutResolution(finding));
    }
  });
});

describe("what has no meaning changes no finding", () => {
  it.each(titled)("names of Pods, and the start of the recording: %s", async (_, path) => {
    const frames = await framesIn(path);
    const whole = inBrief(findingsIn(frames, later(frames)));
    const renamed = frames.map((frame) => (frame.kind === "gap" ? frame : renamedFrame(frame)));
    expect(inBrief(findingsIn(renamed, later(frames))).map((line) => line.replaceAll("renamed-", ""))).toEqual(whole);
    const shifted = frames.map((frame) => ({ ...frame, offsetMs: frame.offsetMs + 3_600_000 }));
    expect(inBrief(findingsIn(shifted, later(shifted)))).toEqual(whole);
  });

  it.each(titled)("the order in which concurrent objects were seen: %s", async (_, path) => {
    const frames = await framesIn(path);
    const whole = inBrief(findingsIn(frames, later(frames)));
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), (choices) => {
        expect(inBrief(findingsIn(reordered(frames, choices), later(frames))).toSorted(byName)).toEqual(whole.toSorted(byName));
      }),
      { numRuns: 4 },
    );
  });
});

/** Nothing determines the order of two chains that began together. */
const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function renamedFrame(frame: ObjectFrame): Frame {
  const isPod = (kind: unknown) => kind === "Pod";
  const object = structuredClone(frame.revision.object) as KubeObject & {
    metadata: { name: string };
    involvedObject?: { kind: string; name: string };
  };
  if (isPod(object.kind)) object.metadata.name = `renamed-${object.metadata.name}`;
  if (isPod(object.involvedObject?.kind) && object.involvedObject !== undefined)
    object.involvedObject.name = `renamed-${object.involvedObject.name}`;
  const name = isPod(frame.ref.kind) ? `renamed-${frame.ref.name}` : frame.ref.name;
  return { ...frame, ref: { ...frame.ref, name }, revision: Revision.ofObject(object) };
}

/** Events of two watches this close to each other may arrive in either order. */
const concurrentMs = 20;

function reordered(frames: readonly Frame[], choices: Iterable<boolean>): readonly Frame[] {
  const order = [...frames];
  const chosen = choices[Symbol.iterator]();
  for (let i = 1; i < order.length; i++) {
    const [a, b] = [order[i - 1], order[i]];
    if (a === undefined || b === undefined || !areConcurrent(a, b) || chosen.next().value !== true) continue;
    order[i - 1] = b;
    order[i] = a;
  }
  return order.map((frame, i) => ({ ...frame, sequence: i + 1, offsetMs: frames[i]?.offsetMs ?? 0 }));
}

function areConcurrent(a: Frame, b: Frame): boolean {
  return a.kind === "object" && b.kind === "object" && a.ref.kind !== b.ref.kind && b.offsetMs - a.offsetMs <= concurrentMs;
}

it("any recording can be diagnosed, and causes come before what they explain", () => {
  fc.assert(
    fc.property(anyHistory, ({ frames }) => {
      for (const [i, { causes }] of findingsIn(frames).entries()) for (const cause of causes) expect(cause).toBeLessThan(i);
    }),
  );
});
