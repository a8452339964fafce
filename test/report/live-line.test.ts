import { describe, expect, it } from "vitest";
import { FrameInterpreter } from "../../src/interpret/frame-interpreter.js";
import { momentFormat } from "../../src/io/moment-format.js";
import { printable } from "../../src/io/printable.js";
import { findingNewsLine } from "../../src/report/findings/finding-news-line.js";
import { foldedLine } from "../../src/report/replay/folded-line.js";
import { liveLine } from "../../src/report/replay/live-line.js";
import { widthOf } from "../../src/report/terminal/width.js";
import { frameOf, pod } from "../lifecycle/pods.js";

const before = frameOf(pod(), { type: "ADDED", offsetMs: 1544 });
const bound = frameOf(pod({ node: "node-1" }), { offsetMs: 1549 });

const finding = { class: "ErrImagePull", object: before.ref, message: "m".repeat(200), events: [], causes: [], evidence: [1], advice: [] };
const news = { kind: "opened", finding } as unknown as Parameters<typeof findingNewsLine>[0];

function line(frame: typeof bound, options: Parameters<typeof liveLine>[1]): string {
  const interpreter = new FrameInterpreter();
  interpreter.observe(before);
  return liveLine(interpreter.interpret(frame), options);
}

describe("a change on one line", () => {
  it("gives offset, object, stage and the fields that matter", () => {
    expect(line(bound, { colour: false, columns: 80 }).split(/ {2,}/)).toEqual(["", "+1.549s", "Pod/web", "Scheduled", "node-1"]);
  });

  it("gives the time where times are shown, in a column as wide for changes, gaps and what is folded", () => {
    const moments = momentFormat("utc", { startMs: Date.parse("2026-11-22T10:57:18.000Z"), durationMs: 0 });
    const options = { colour: false, columns: 80, moments };
    const lines = [line(bound, options), foldedLine([before, bound], options), findingNewsLine(news, 1549, options)];
    for (const each of lines) expect(each).toMatch(/^10:57:19\.549Z {2}\S/);
    for (const each of lines) expect(widthOf(each)).toBeLessThanOrEqual(80);
  });

  it("fits the terminal, whatever was recorded, and is whole in a pipe", () => {
    const long = frameOf(pod({ node: "n".repeat(300) }), { offsetMs: 1549 });
    expect(widthOf(line(long, { colour: false, columns: 80 }))).toBeLessThanOrEqual(80);
    expect(line(long, { colour: false })).toContain("n".repeat(300));
  });

  it("stands with the object that an Event is about", () => {
    const event = frameOf(
      {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name: "web.18ea" },
        involvedObject: { kind: "Pod", name: "web" },
        reason: "Pulled",
        message: "here",
      },
      { type: "ADDED" },
    );
    expect(line(event, { colour: false, columns: 80 }).split(/ {2,}/)).toEqual(["", "+0.000s", "Pod/web", "· Pulled", "here"]);
  });

  it("shows control characters instead of sending them", () => {
    const hostile = frameOf(pod({ node: "\u001b[2Jn\r" }), { offsetMs: 1 });
    const shown = line(hostile, { colour: false });
    expect(printable(shown)).toBe(shown);
  });
});
