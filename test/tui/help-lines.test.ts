import { describe, expect, it } from "vitest";
import type { SessionShare } from "../../src/model/session-share.js";
import { paintWith } from "../../src/report/terminal/paint.js";
import { helpLines } from "../../src/tui/view/help-lines.js";

const shared: SessionShare = {
  level: "identities",
  by: "kubespy 0.1.0",
  rules: 1,
  removed: [{ what: "environment variable", values: 8, places: 24 }],
};

describe("the help of the player", () => {
  it("says of a shared session what was removed, and what may remain, where there is room", () => {
    for (const [columns, rows] of [
      [80, 40],
      [160, 21],
    ] as const) {
      const text = helpLines(columns, rows, paintWith(false), shared).join("\n");
      expect(text).toContain("Shared at level identities: 8 values removed (environment variable ×8)");
      expect(text).toContain("May remain: kinds");
    }
    expect(helpLines(80, 40, paintWith(false)).join("\n")).not.toContain("Shared");
  });

  it("is never longer than the screen", () => {
    for (const columns of [80, 160]) expect(helpLines(columns, 12, paintWith(false), shared).length).toBeLessThanOrEqual(12);
  });
});
