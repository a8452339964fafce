import { describe, expect, it } from "vitest";
import { FrameNarrator } from "../../src/interpret/interpret-at.js";
import { isWanted } from "../../src/replay/wanted.js";
import { collect } from "../support/histories.js";
import { gapFrame, objectFrame, sessionOf } from "./sessions.js";

const conf = (text: string) => ({ data: { "app.conf": text }, spec: { replicas: 1, port: text.length } });
const frames = [
  objectFrame(1, { type: "ADDED", object: conf("one\ntwo\n") }),
  { ...objectFrame(2, { object: conf("one\nthree\n") }), actor: { user: "alice@example.com", verb: "patch", userAgent: "helm/v3" } },
  objectFrame(3, {
    name: "web.17",
    type: "ADDED",
    object: { kind: "Event", involvedObject: { kind: "Pod", name: "api" }, reason: "Killing", message: "Stopping container" } as object,
  }),
  gapFrame(4, { reason: "410 Gone" }),
];

/** The steps that a text matches. */
async function found(text: string, noise = false): Promise<readonly number[]> {
  const reader = sessionOf(frames);
  const narrator = new FrameNarrator(reader);
  const matches: number[] = [];
  for (const frame of await collect(reader.frames()))
    if (await isWanted(frame, { kind: "text", text, noise }, narrator)) matches.push(frame.sequence);
  return matches;
}

describe("a text is searched", () => {
  it.each([
    ["in the title of an object, and of what an Event is about", "Pod/API", [3]],
    ["in the sentence of a step", "stopping CONTAINER", [3]],
    ["in the path of a change", "spec.port", [1, 2]],
    ["in the value before and after a change", "8 → 10", [2]],
    ["in the lines of a text that changed", "three", [2]],
    ["in who made the change", "alice@example", [2]],
    ["in the reason of a gap", "410 gone", [4]],
    ["not in the names that parts of a change have in this program", '"kind":', []],
    ["not in what is hidden as noise", "involvedObject", []],
  ] as const)("%s", async (_, text, steps) => {
    expect(await found(text)).toEqual(steps);
  });

  it("in noise while it is shown", async () => expect(await found("involvedObject", true)).toEqual([3]));
});
