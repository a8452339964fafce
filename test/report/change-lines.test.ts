import { describe, expect, it } from "vitest";
import { diffObjects } from "../../src/diff/diff-objects.js";
import { printable } from "../../src/io/printable.js";
import { changeLines } from "../../src/report/replay/change-lines.js";
import { paintWith } from "../../src/report/terminal/paint.js";
import { widthOf } from "../../src/report/terminal/width.js";

const base = { startMs: Date.parse("2026-01-01T00:00:00Z") };

function lines(before: object, after: object, columns?: number): readonly string[] {
  const changes = diffObjects({ metadata: {}, ...before }, { metadata: {}, ...after });
  return changeLines(changes, { paint: paintWith(false), base, ...(columns === undefined ? {} : { columns }) });
}

const condition = (status: string, reason?: string) => ({ status: { conditions: [{ type: "Ready", status, reason }] } });

describe("a diff for people", () => {
  it("pads the paths to one column", () => {
    expect(lines({ spec: { replicas: 1 } }, { spec: { replicas: 2, paused: true } })).toEqual([
      "~ spec.replicas  1 → 2",
      "+ spec.paused    true",
    ]);
  });

  it("tells a condition with its reason on one line", () => {
    expect(lines(condition("False", "ContainersNotReady"), condition("True"))).toEqual([
      "~ status.conditions[Ready]  False, ContainersNotReady → True",
    ]);
  });

  it("tells API times relative to the start", () => {
    expect(lines({}, { status: { startTime: "2026-01-01T00:00:02Z" } })).toEqual(["+ status.startTime  2026-01-01T00:00:02Z (+2s)"]);
  });

  it("stays within the terminal, and loses nothing in a pipe", () => {
    const message = "x".repeat(500);
    expect(Math.max(...lines({}, { status: { message } }, 60).map(widthOf))).toBeLessThanOrEqual(60);
    expect(lines({}, { status: { message } }).join()).toContain(message);
  });

  it("never steers the terminal", () => {
    const shown = lines({ data: { a: "x" } }, { data: { "\u001b[31m": "\u001b[2J", a: "y\u0007\n\u009b" } });
    expect(shown.map((line) => printable(line))).toEqual(shown);
  });
});
