import { describe, expect, it } from "vitest";
import { comparisonJson, trendJson } from "../../../../src/report/comparison/comparison-json.js";
import { alignmentsOf, originsOf, originText } from "../../../../src/web/view/comparison/alignment.js";
import { type ComparisonData, changesFromJson, isTrendData, type TrendData } from "../../../../src/web/view/comparison/comparison-data.js";
import { milestoneGroups } from "../../../../src/web/view/comparison/milestone-rows.js";
import { trendGroups } from "../../../../src/web/view/comparison/trend-rows.js";
import { compareBundled } from "../../../compare/runs.js";
import { significantGroups } from "../../../report/comparison/groups.js";

const known = new Map<string, Promise<ComparisonData>>();

/** As the page reads it from its block. */
function compared(a: string, b: string): Promise<ComparisonData> {
  const comparison = known.get(`${a} ${b}`) ?? compareBundled(a, b).then((each) => JSON.parse(JSON.stringify(comparisonJson(each))));
  known.set(`${a} ${b}`, comparison);
  return comparison;
}

describe("two runs on one axis", () => {
  it("are aligned where their uppermost common object was created, or at the frames at which they diverge", async () => {
    const comparison = await compared("deployment-rollout", "deployment-bad-rollout");
    expect(alignmentsOf(comparison)).toEqual(["created", "divergence"]);
    const { roles, divergence } = comparison;
    expect(originsOf(comparison, "created")).toEqual({ a: roles[0]?.a?.zeroMs, b: roles[0]?.b?.zeroMs });
    expect(originText(comparison, "created")).toBe("the creation of Deployment/web");
    expect(originsOf(comparison, "divergence")).toEqual({ a: divergence?.frames.a?.offsetMs, b: divergence?.frames.b?.offsetMs });
    expect(originText(comparison, "divergence")).toBe("the first divergence (Pod 1 of ReplicaSet 2 of Deployment/web)");
  });

  it("that do not diverge are aligned at creation only", async () => {
    const comparison = await compared("pod-nginx", "pod-nginx-1.28");
    expect(alignmentsOf(comparison)).toEqual(["created"]);
    expect(originsOf(comparison, "divergence")).toEqual(originsOf(comparison, "created"));
  });

  it("of which one has no frame at the divergence keep their places to each other", async () => {
    const comparison = await compared("pod-nginx", "pod-nginx-1.28");
    const frame = { sequence: 9, offsetMs: 2100, stage: "Running" };
    const text = { object: "Pod/x", a: "", b: "" };
    const diverged: ComparisonData = { ...comparison, divergence: { kind: "finding", frames: { b: frame }, changes: [], text } };
    const created = originsOf(diverged, "created");
    const origins = originsOf(diverged, "divergence");
    expect(origins.b).toBe(2100);
    expect(origins.a - created.a).toBeCloseTo(origins.b - created.b);
  });

  it("that share no object begin each with their own first one", async () => {
    const comparison = await compared("pod-nginx", "job-backoff");
    expect(Object.values(originsOf(comparison, "created")).every((ms) => Number.isFinite(ms))).toBe(true);
  });
});

describe("milestones of two runs", () => {
  it("are grouped by object, with both times on one line; on request only those that differ", async () => {
    const comparison = await compared("deployment-rollout", "deployment-bad-rollout");
    const all = milestoneGroups(comparison, false);
    expect(all.flatMap(({ rows }) => rows)).toHaveLength(comparison.milestones.length);
    expect(all[0]?.title).toBe("Deployment/web");
    const differing = milestoneGroups(comparison, true);
    const rows = differing.flatMap((group) => group.rows);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(comparison.milestones.length);
    for (const { milestone, places } of rows) {
      expect(milestone.text.difference).not.toBe("=");
      for (const place of Object.values(places)) expect(place >= 0 && place <= 1).toBe(true);
    }
  });
});

describe("several runs against several", () => {
  it("have a dot for each run that reached a milestone, from the fastest to the slowest", async () => {
    const trends = JSON.parse(JSON.stringify(trendJson(await significantGroups()))) as TrendData;
    expect(isTrendData(trends)).toBe(true);
    const rows = trendGroups(trends, false).flatMap((group) => group.rows);
    expect(rows).toHaveLength(trends.trends.length);
    for (const { trend, baseline, candidate } of rows) {
      expect([baseline.dots.length, candidate.dots.length]).toEqual([trend.baseline.reached, trend.candidate.reached]);
      for (const place of [...baseline.dots, ...candidate.dots]) expect(place >= 0 && place <= 1).toBe(true);
    }
    const changed = trendGroups(trends, true).flatMap((group) => group.rows);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.every(({ trend }) => trend.verdict === "slower" || trend.verdict === "faster")).toBe(true);
  });
});

it("changes of the JSON are shown as changes of a step are", async () => {
  const { divergence } = await compared("deployment-rollout", "deployment-bad-rollout");
  const [change] = changesFromJson(divergence?.changes ?? []);
  expect(change).toMatchObject({ path: "spec.containers[nginx].image", kind: "changed", segments: [] });
});
