import { describe, expect, it } from "vitest";
import { comparisonJson, trendJson } from "../../../src/report/comparison/comparison-json.js";
import { compareBundled } from "../../compare/runs.js";
import { groups } from "./groups.js";

/** The names of all fields, at any depth, with `[]` for the elements of a list. */
function fieldsOf(value: unknown, path = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Array.isArray(value)
    ? value.flatMap((item) => fieldsOf(item, `${path}[]`))
    : Object.entries(value).flatMap(([name, member]) => [`${path}.${name}`, ...fieldsOf(member, `${path}.${name}`)]);
  return [...new Set(inside)].sort();
}

const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));

describe("a comparison as JSON is a contract", () => {
  it("its fields keep their names", async () => {
    const comparison = plain(comparisonJson(await compareBundled("deployment-rollout", "deployment-bad-rollout")));
    await expect(`${fieldsOf(comparison).join("\n")}\n`).toMatchFileSnapshot("__snapshots__/comparison-json.fields.txt");
  });

  it("a run that does not diverge has a null divergence; one that diverges at a finding names the finding", async () => {
    expect(plain(comparisonJson(await compareBundled("pod-nginx", "pod-nginx-1.28")))).toMatchObject({
      schemaVersion: 1,
      diverged: false,
      divergence: null,
      partings: [],
    });
    expect(plain(comparisonJson(await compareBundled("pod-nginx", "pod-missing-configmap-volume")))).toMatchObject({
      diverged: true,
      divergence: { kind: "finding", side: "b", finding: { class: "ConfigMapNotFound" }, changes: [] },
    });
  });

  it("of several runs has the sentences, the trends and the runs that diverged", async () => {
    const json = plain(trendJson(await groups()));
    await expect(`${fieldsOf(json).join("\n")}\n`).toMatchFileSnapshot("__snapshots__/trend-json.fields.txt");
    expect(json).toMatchObject({ schemaVersion: 1, parted: [{ group: "candidate", run: "pr-4" }] });
  });
});
