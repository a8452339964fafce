import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stageOf } from "../../src/lifecycle/stage.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { type Health, matrixOf, type ScoredStatus, scoreStatus } from "./scored-status.js";
import { findingsIn, framesOf } from "./timed-objects.js";

/** See `test/fixtures/custom-statuses/README.md`. */
interface Expected {
  /** "argoproj.io/Rollout/degraded_abortedRollout". */
  readonly case: string;
  readonly health: Health;
}

const folder = new URL("../fixtures/custom-statuses/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");
const expected: Readonly<Record<string, Expected>> = JSON.parse(read("expected.json"));
const statuses = read("statuses.ndjson")
  .trim()
  .split("\n")
  .map((line): KubeObject => JSON.parse(line).object);

const groupOf = (each: Expected) => each.case.split("/")[0] ?? "";
const groups = [...new Set(Object.values(expected).map(groupOf))].sort();

/** Every second group: the rules were made with the first half in view. */
const halves = ["worked on", "held out"] as const;
const halfOf = (each: Expected) => halves[groups.indexOf(groupOf(each)) % 2];

interface Answer extends ScoredStatus {
  readonly half: (typeof halves)[number] | undefined;
}

function answerFor(object: KubeObject): Answer {
  const each = expected[object.metadata.name ?? ""];
  if (each === undefined) throw new Error(`no expected health for ${object.metadata.name}`);
  return { ...scoreStatus(object, each), half: halfOf(each) };
}

const answers = statuses.map(answerFor);

describe.each(halves)("of the statuses of custom resources, groups %s:", (half) => {
  const of = (...healths: readonly Health[]) => answers.filter((each) => each.half === half && healths.includes(each.health));
  const cases = (all: readonly ScoredStatus[]) => all.map((each) => each.case);

  it("at least 90 of 100 broken ones have a finding, or 88 of those that were held out", () => {
    const broken = of("Degraded");
    const share = broken.filter((each) => each.hasFinding).length / broken.length;
    expect(share, JSON.stringify(cases(broken.filter((each) => !each.hasFinding)))).toBeGreaterThan(half === "worked on" ? 0.9 : 0.88);
  });

  it("no broken one is shown as well", () => {
    expect(cases(of("Degraded").filter((each) => each.isShownWell))).toEqual([]);
  });

  it("no healthy one has a finding or has failed", () => {
    expect(cases(of("Healthy").filter((each) => each.hasFinding || each.isFailed))).toEqual([]);
  });

  it("none that is in progress or suspended is shown as well, except where no field tells", () => {
    const shown = cases(of("Progressing", "Suspended").filter((each) => each.isShownWell));
    expect(shown).toEqual(half === "worked on" ? [] : ["policy.open-cluster-management.io/OperatorPolicy/progressing_no_compliance"]);
  });

  it("none that is in progress or suspended has failed for good", () => {
    expect(cases(of("Progressing", "Suspended").filter((each) => each.isFailed))).toEqual([]);
  });
});

it("the matrix: expected health, what kubespy says", () => {
  expect(Object.fromEntries(halves.map((half) => [half, matrixOf(answers.filter((each) => each.half === half))]))).toMatchInlineSnapshot(`
    {
      "held out": {
        "Degraded": "65: 58 with a finding, 0 shown as well",
        "Healthy": "65: 0 with a finding, 47 shown as well",
        "Progressing": "64: 2 with a finding, 1 shown as well",
        "Suspended": "8: 0 with a finding, 0 shown as well",
      },
      "worked on": {
        "Degraded": "69: 65 with a finding, 0 shown as well",
        "Healthy": "70: 0 with a finding, 58 shown as well",
        "Progressing": "64: 2 with a finding, 0 shown as well",
        "Suspended": "9: 0 with a finding, 0 shown as well",
      },
    }
  `);
});

it("any of these statuses is judged without an error while its object is being deleted, and where it has a status of another kind", () => {
  for (const [i, object] of statuses.entries()) {
    const metadata = { ...object.metadata, deletionTimestamp: "2026-01-01T00:00:00Z", finalizers: ["a.b/c"] };
    expect(stageOf({ ...object, metadata }).name).toBe("Terminating");
    const other = { ...object, kind: "Other", apiVersion: "example.com/v1", status: statuses[(i + 7) % statuses.length]?.["status"] };
    expect(typeof stageOf(other).name).toBe("string");
    expect(findingsIn(framesOf([[0, { ...object, metadata }]])).length).toBeLessThan(2);
  }
});
