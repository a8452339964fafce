import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/errors.js";
import { formatOffset } from "../../src/io/duration.js";
import { parseMoment, sequenceAt } from "../../src/replay/moment.js";
import { objectFrame, sessionOf } from "./sessions.js";

describe("a moment is typed as", () => {
  it.each([
    ["1.4s", { kind: "offset", offsetMs: 1400 }],
    ["+1m2s", { kind: "offset", offsetMs: 62_000 }],
    ["12", { kind: "sequence", sequence: 12 }],
    ["#12", { kind: "sequence", sequence: 12 }],
    ["50%", { kind: "percent", percent: 50 }],
  ])("%s", (text, moment) => expect(parseMoment(text, "--at")).toEqual(moment));

  it("an offset as the replay itself shows it", () => {
    expect(parseMoment(formatOffset(62_345), "--at")).toEqual({ kind: "offset", offsetMs: 62_345 });
  });

  it.each(["", "soon", "-1s", "120%", "1.5"])('and not as "%s"', (text) => expect(() => parseMoment(text, "--from")).toThrow(UsageError));
});

describe("the frame at a moment is the last one at or before it", () => {
  const session = sessionOf([1, 2, 3, 4].map((n) => objectFrame(n, { offsetMs: n === 3 ? 2000 : n * 1000 })));
  it.each([
    ["0.5s", 0],
    ["1s", 1],
    ["2s", 3],
    ["3.9s", 3],
    ["1h", 4],
    ["100%", 4],
    ["#2", 2],
    ["99", 4],
  ])("%s is frame %i", async (text, sequence) => expect(await sequenceAt(session, parseMoment(text, "--at"))).toBe(sequence));
});
