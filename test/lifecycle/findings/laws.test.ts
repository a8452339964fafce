import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/lifecycle/findings/finding.js";
import type { Frame } from "../../../src/model/frame.js";
import { Revision } from "../../../src/model/revision.js";
import { bundled } from "../../serve/bundled.js";
import { anyHistory } from "../../support/histories.js";
import { findingsIn, inBrief } from "./story.js";

const failing = [
  "pod-bad-image-tag",
  "pod-missing-configmap-volume",
  "pod-missing-pvc",
  "pod-crashloop",
  "pod-liveness-restart",
  "deployment-bad-rollout",
  "job-backoff",
];

async function framesIn(name: string): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of (await bundled(name)).frames()) frames.push(frame);
  return frames;
}

/** What a finding says but for how it ended and where it stands. */
const story = ({ class: name, object, container, sinceMs, firstSequence, message }: Finding) => ({
  name,
  uid: object.uid,
  container,
  sinceMs,
  firstSequence,
  message,
});

describe("findings do not depend on frames after their evidence, but for how they ended", () => {
  it.each(failing)("%s", async (name) => {
    const frames = await framesIn(name);
    for (const finding of findingsIn(frames).filter(({ severity }) => severity !== "info")) {
      const known = findingsIn(frames.filter(({ sequence }) => sequence <= finding.lastSequence));
      expect(known.map(story)).toContainEqual(story(finding));
    }
  });
});

describe("renaming objects and shifting times changes nothing", () => {
  it.each(failing)("%s", async (name) => {
    const frames = await framesIn(name);
    const renamed = frames.map((frame) => (frame.kind === "gap" ? frame : renamedFrame(frame)));
    const shifted = frames.map((frame) => ({
      ...frame,
      offsetMs: frame.offsetMs + 3_600_000,
      observedAt: new Date(Date.parse(frame.observedAt) + 3_600_000).toISOString(),
    }));
    const whole = inBrief(findingsIn(frames));
    expect(inBrief(findingsIn(renamed)).map((line) => line.replaceAll("renamed-", ""))).toEqual(whole);
    expect(inBrief(findingsIn(shifted))).toEqual(whole);
  });
});

function renamedFrame(frame: Extract<Frame, { kind: "object" }>): Frame {
  if (frame.ref.kind !== "Pod" && frame.ref.kind !== "Event") return frame;
  const text = frame.revision.text.replace(
    /("metadata":\{"name":"|"involvedObject":\{"kind":"Pod","namespace":"default","name":")/g,
    "$1renamed-",
  );
  return { ...frame, ref: { ...frame.ref, name: `renamed-${frame.ref.name}` }, revision: Revision.ofText(text) };
}

it("whatever was recorded, diagnosing it never fails, and causes stand before what they explain", () => {
  fc.assert(
    fc.property(anyHistory, ({ frames }) => {
      for (const [i, { causes }] of findingsIn(frames).entries()) for (const cause of causes) expect(cause).toBeLessThan(i);
    }),
  );
});
