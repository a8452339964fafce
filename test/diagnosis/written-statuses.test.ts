import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../src/model/kube-object.js";
import { type Health, matrixOf, type ScoredStatus, scoreStatus } from "./scored-status.js";

/** See `test/fixtures/written-statuses/README.md`. */
interface WrittenStatus {
  readonly case: string;
  readonly health: Health;
  readonly object: KubeObject;
}

const folder = new URL("../fixtures/written-statuses/", import.meta.url);

function scoresOf(name: string): readonly ScoredStatus[] {
  const lines = readFileSync(new URL(name, folder), "utf8").trim().split("\n");
  return lines.map((line) => {
    const written: WrittenStatus = JSON.parse(line);
    return scoreStatus(written.object, written);
  });
}

/** "Provisioned", "initialized" and "Running" are as desired in other kinds. */
const ambiguous = new Set([
  "operators.coreos.com/ClusterServiceVersion/install_ready",
  "litmuschaos.io/ChaosEngine/initialized",
  "machine.openshift.io/Machine/provisioned",
  "spark.apache.org/SparkApp/running",
  "upgrade.cattle.io/Plan/applying",
]);

const sets = { "worked on": scoresOf("worked-on.ndjson"), "held out": scoresOf("held-out.ndjson") };

describe.each(Object.entries(sets))("of the statuses of custom resources that were written for the tests, %s:", (_, scores) => {
  const of = (...healths: readonly Health[]) => scores.filter(({ health }) => healths.some((each) => each === health));
  const cases = (all: readonly ScoredStatus[]) => all.map((each) => each.case);

  it("at least 90 of 100 broken ones have a finding", () => {
    const broken = of("Degraded");
    const missed = broken.filter((each) => !each.hasFinding);
    expect(missed.length / broken.length, JSON.stringify(cases(missed))).toBeLessThanOrEqual(0.1);
  });

  it("no broken one is shown as well", () => {
    expect(cases(of("Degraded").filter((each) => each.isShownWell))).toEqual([]);
  });

  it("no healthy one has a finding or has failed", () => {
    expect(cases(of("Healthy").filter((each) => each.hasFinding || each.isFailed))).toEqual([]);
  });

  it("none that is in progress or suspended is shown as well, except where only its meaning to the operator tells", () => {
    const shown = cases(of("Progressing", "Suspended").filter((each) => each.isShownWell));
    expect(shown.filter((each) => !ambiguous.has(each))).toEqual([]);
  });

  it("none that is in progress or suspended has failed for good", () => {
    expect(cases(of("Progressing", "Suspended").filter((each) => each.isFailed))).toEqual([]);
  });
});

it("the matrix of written statuses: expected health, what kubespy says", () => {
  expect(Object.fromEntries(Object.entries(sets).map(([name, scores]) => [name, matrixOf(scores)]))).toMatchInlineSnapshot(`
    {
      "held out": {
        "Degraded": "158: 157 with a finding, 0 shown as well",
        "Healthy": "145: 0 with a finding, 134 shown as well",
        "Progressing": "81: 2 with a finding, 3 shown as well",
        "Suspended": "14: 1 with a finding, 0 shown as well",
      },
      "worked on": {
        "Degraded": "79: 79 with a finding, 0 shown as well",
        "Healthy": "51: 0 with a finding, 48 shown as well",
        "Progressing": "53: 1 with a finding, 2 shown as well",
        "Suspended": "14: 0 with a finding, 0 shown as well",
      },
    }
  `);
});
