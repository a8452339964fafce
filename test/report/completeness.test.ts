import { describe, expect, it } from "vitest";
import type { EndVerification, SessionState, SessionSummary } from "../../src/model/session.js";
import { completenessOf, completenessText } from "../../src/report/overview/completeness.js";
import { sessionOf } from "../replay/sessions.js";

const { header } = sessionOf([]).summary;
const stream = { id: "/api/v1/pods", group: "", version: "v1", resource: "pods", kind: "Pod", namespaced: true };
const recordedOf = (state: SessionState, end: Partial<NonNullable<SessionSummary["end"]>> = {}, streams = [stream]) =>
  completenessOf({
    header: { ...header, streams },
    state,
    ...(state === "ended" ? { end: { endedAt: "2026-01-01T00:00:00.000Z", offsetMs: 0, outcome: "duration", ...end } } : {}),
  });

describe("whether a session is complete", () => {
  it.each<[EndVerification, string]>([
    [{ verified: true, possibleLosses: 0 }, "complete, verified at the end"],
    [{ verified: true, possibleLosses: 1 }, "complete but for 1 gap"],
    [{ verified: true, possibleLosses: 3 }, "complete but for 3 gaps"],
    [{ verified: false, possibleLosses: 0, reason: "skipped" }, "end not verified: skipped"],
    [{ verified: false, possibleLosses: 2, reason: "skipped" }, "end not verified: skipped; 2 gaps"],
  ])("is what its recorder found: %j", (verification, text) => {
    const completeness = recordedOf("ended", { verification });
    expect(completeness).toEqual(verification);
    expect(completenessText(completeness)).toBe(text);
  });

  it("is not known where nobody compared it, and says why", () => {
    const reasons = [
      recordedOf("recording"),
      recordedOf("interrupted"),
      recordedOf("ended", { outcome: "imported" }),
      recordedOf("ended", {}, []),
      recordedOf("ended"),
    ].map(completenessText);
    expect(reasons).toEqual([
      "end not verified: still recording",
      "end not verified: it has no recorded end",
      "end not verified: imported",
      "end not verified: imported",
      "end not verified: recorded by an older kubespy",
    ]);
  });
});
