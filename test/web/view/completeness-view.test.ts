import { describe, expect, it } from "vitest";
import { fullCoverage } from "../../../src/diagnosis/engine/coverage.js";
import type { SessionAnalysis } from "../../../src/interpret/session-analysis.js";
import type { GapFrame } from "../../../src/model/frame.js";
import type { SessionHeader, SessionSummary, StreamInfo } from "../../../src/model/session.js";
import type { SessionData } from "../../../src/web/file/page-manifest.js";
import { completenessView, gapCounts } from "../../../src/web/view/completeness-view.js";

const pods: StreamInfo = {
  id: "/api/v1/namespaces/shop/pods?labelSelector=app%3Dweb",
  group: "",
  version: "v1",
  resource: "pods",
  kind: "Pod",
  namespaced: true,
  namespace: "shop",
  labelSelector: "app=web",
};
const events: StreamInfo = { ...pods, id: "/api/v1/events", resource: "events", kind: "Event" };

function gap(sequence: number, more: Partial<GapFrame>): GapFrame {
  const at = (offsetMs: number) => ({ offsetMs, observedAt: "2026-11-22T10:00:00.000Z" });
  const base = { kind: "gap", offsetMs: 5000, observedAt: "2026-11-22T10:00:05.000Z", stream: pods.id, reason: "410 Gone" } as const;
  return { ...base, sequence, from: at(4000), to: at(5000), possibleLoss: false, ...more };
}

function dataWith(
  header: Partial<SessionHeader>,
  summary: Partial<SessionSummary> = {},
  analysis: Partial<SessionAnalysis> = {},
  warnings: readonly string[] = [],
): SessionData {
  const complete: SessionHeader = {
    name: "web",
    startedAt: "2026-11-22T10:00:00.000Z",
    targets: ["deploy/web"],
    streams: [pods, events],
    omissions: [],
    secretValues: "digests",
    recorder: "kubespy 0.1.0",
    ...header,
  };
  return {
    summary: {
      header: complete,
      state: "ended",
      end: { endedAt: "", offsetMs: 9000, outcome: "until", verification: { verified: true, possibleLosses: 0 } },
      frames: 9,
      objects: 2,
      gaps: 0,
      durationMs: 9000,
      ...summary,
    },
    markers: [],
    verdict: { sentences: [], tone: "neutral" },
    analysis: {
      rulesVersion: 1,
      objects: [],
      findings: { versions: [], states: [], news: [] },
      coverage: fullCoverage,
      metrics: [],
      kubeEvents: 0,
      gaps: [],
      sentBytes: 0,
      ...analysis,
    },
    warnings,
  };
}

describe("what was recorded and what not", () => {
  it("is complete only where the end is verified and nothing is known to be missing", () => {
    expect(completenessView(dataWith({}))).toMatchObject({ state: "complete", end: "Complete, verified at the end", missing: [] });
    expect(completenessView(dataWith({}, { end: { endedAt: "", offsetMs: 9000, outcome: "until" } })).state).toBe("not verified");
    const omitted = completenessView(dataWith({ omissions: ["secrets: forbidden"] }));
    expect(omitted).toMatchObject({ state: "incomplete", missing: ["Not recorded: secrets: forbidden"] });
    expect(completenessView(dataWith({}, {}, {}, ["line 12: damaged"]))).toMatchObject({
      state: "incomplete",
      damage: ["line 12: damaged"],
    });
    expect(completenessView(dataWith({}, { gaps: 1 }, { gaps: [gap(3, { possibleLoss: true })] })).state).toBe("incomplete");
    expect(completenessView(dataWith({}, { gaps: 1 }, { gaps: [gap(3, {})] })).state).toBe("complete");
  });

  it("says of a part what it is a part of", () => {
    const of = { name: "web-all", startedAt: "2026-11-22T10:00:00.000Z", frames: 140, objects: 58, durationMs: 14_400 };
    const view = completenessView(dataWith({ part: { of, fromMs: 5000, toMs: 7000, kinds: ["pod"] } }));
    expect(view.state).toBe("a part");
    expect(view.part).toBe("Part of web-all (140 frames of 58 objects in 14.4s), +5.000s to +7.000s, only kind pod.");
  });

  it("says of a shared session what was removed and what it may hold, and is as complete as before", () => {
    const removed = [{ what: "environment variable", values: 8, places: 24 }];
    const view = completenessView(dataWith({ shared: { level: "secrets", by: "kubespy 0.1.0", rules: 1, removed } }));
    expect(view.state).toBe("complete");
    expect(view.removed).toEqual([
      "Removed: environment variable (8 values in 24 places).",
      "Shared by kubespy 0.1.0 at level secrets (version 1 of its rules).",
    ]);
    expect(view.confidential).toMatch(/^Shared at level secrets; may hold names, /);
    expect(completenessView(dataWith({})).removed).toEqual([]);
  });

  it("names the streams with their selectors, and the gaps of each by what is known of them", () => {
    const gaps = [gap(3, { possibleLoss: true }), gap(4, { repairedRevisions: 2 }), gap(5, {}), gap(6, { possibleLoss: true })];
    const view = completenessView(dataWith({}, { gaps: 9 }, { gaps }));
    expect(view.streams.map(({ title, gaps: counts }) => [title, gapCounts(counts)])).toEqual([
      ["pods in shop where app=web", "2 possible losses, 1 repaired, 1 proven empty"],
      ["events in shop where app=web", "no gaps"],
    ]);
    expect(view.gaps.map(({ sequence, look, fromMs, toMs }) => [sequence, look, fromMs, toMs])).toEqual([
      [3, "possible loss", 4000, 5000],
      [4, "repaired", 4000, 5000],
      [5, "proven empty", 4000, 5000],
      [6, "possible loss", 4000, 5000],
    ]);
    expect(view.moreGaps).toBe(5);
  });

  it("says which clocks its times are of", () => {
    expect(completenessView(dataWith({ times: "derived" })).clocks).toEqual([
      "Arrival times unknown (imported): times are those that the objects themselves have.",
    ]);
    expect(completenessView(dataWith({ server: { clockOffsetMs: -2000 } })).clocks[1]).toBe(
      "The clock of the API server was 2.00s behind the recorder's, to a second.",
    );
  });

  it("shows recorded text as text, bounded, and fields that this version does not know", () => {
    const view = completenessView(dataWith({ omissions: ["pods: \u202edenied\n"], extra: { cut: { by: "x".repeat(9000) } } }));
    expect(view.missing).toEqual(["Not recorded: pods: \\u202edenied\\n"]);
    expect(view.unknown[0]?.[0]).toBe("cut");
    expect(view.unknown[0]?.[1].length).toBeLessThan(2100);
  });
});
