import { describe, expect, it } from "vitest";
import type { ObjectAnalysis } from "../../../src/interpret/session-analysis.js";
import type { Uid } from "../../../src/model/kube-object.js";
import { printedStages } from "../../../src/web/view/printed-stages.js";

function object(kind: string, name: string, stages: readonly string[], owner?: string): ObjectAnalysis {
  const stageIntervals = stages.map((stage, i) => ({ fromMs: 1000 * i, stage: { name: stage, tone: "neutral" as const } }));
  return {
    ref: { uid: name as Uid, apiVersion: "v1", kind, name, namespace: "shop" },
    owners: owner === undefined ? [] : [{ uid: owner, controller: true }],
    milestones: [],
    stageIntervals,
    stage: { name: stages.at(-1) ?? "", tone: "neutral" },
    lives: [],
  };
}

describe("the timeline on paper", () => {
  it("has a line for each object below its owner, with its stages", () => {
    const printed = printedStages(
      [object("Pod", "web-1", ["Created", "Ready"], "web"), object("ReplicaSet", "web", ["Scaling"])],
      true,
      10,
    );
    expect(printed.map(({ title, stages }) => [title, stages.map(({ fromMs, name }) => `${fromMs} ${name}`)])).toEqual([
      ["shop/ReplicaSet/web", ["0 Scaling"]],
      ["└ shop/Pod/web-1", ["0 Created", "1000 Ready"]],
    ]);
  });

  it("leaves out stages between the first ones and the last", () => {
    const stages = Array.from({ length: 20 }, (_, i) => `Stage ${i}`);
    const [printed] = printedStages([object("Pod", "web", stages)], false, 10);
    expect(printed?.stages.map(({ name }) => name)).toEqual([...stages.slice(0, 7), "Stage 19"]);
    expect(printed?.more).toBe(12);
  });
});
