import { describe, expect, it } from "vitest";
import { fullCoverage } from "../../src/diagnosis/engine/coverage.js";
import { omissionsOf } from "../../src/report/findings/coverage-lines.js";
import { history } from "../compare/runs.js";

const { header } = history([], { omissions: ["events in namespace shop: events is forbidden"] });

describe("what a diagnosis does not cover", () => {
  it("is everything, if the session has no frames", () => {
    expect(omissionsOf({ header, frames: 0 }, fullCoverage)[0]).toBe("any object: the session has no frames");
  });

  it("is the collections that were refused, and the changes during gaps with possible loss", () => {
    const end = { endedAt: "", offsetMs: 1, outcome: "signal", verification: { verified: true, possibleLosses: 2 } } as const;
    expect(omissionsOf({ header, frames: 9, end }, fullCoverage)).toEqual([
      "events in namespace shop: events is forbidden",
      "changes during 2 gaps",
    ]);
    expect(omissionsOf({ header, frames: 9 }, fullCoverage)).toHaveLength(1);
  });
});
