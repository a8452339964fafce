import { expect, it } from "vitest";
import { comparisonText } from "../../../src/report/comparison/comparison-text.js";
import { forbidden } from "../../compare/forbidden.js";
import { compareHistories, history } from "../../compare/runs.js";
import { framesOf, type TimedObject } from "../../diagnosis/timed-objects.js";

const overQuota = (cpu: number) => forbidden(`exceeded quota: small, requested: cpu=${cpu}`);
const againstPolicy = forbidden('violates PodSecurity "baseline:latest": host ports');

async function findingsSection(a: readonly TimedObject[], b: readonly TimedObject[], columns?: number): Promise<string> {
  const comparison = await compareHistories(history(framesOf(a)), history(framesOf(b)));
  const text = comparisonText(comparison, { colour: false, ...(columns === undefined ? {} : { columns }) });
  return /^Findings\n(.*?)\n\n/ms.exec(text)?.[1] ?? "";
}

it("a finding of both runs with different reasons shows both messages", async () => {
  const text = await findingsSection(overQuota(1), againstPolicy);
  expect(text).toContain("both    FailedCreate (critical)  ReplicaSet/web\n");
  expect(text).toMatch(/^ {10}A {2}.*quota.*cpu=1/m);
  expect(text).toMatch(/^ {10}B {2}.*baseline:latest/m);
});

it("a finding of both runs with the same reason is one line, although its numbers differ", async () => {
  const text = await findingsSection(overQuota(1), overQuota(4));
  expect(text).toContain("both    FailedCreate (critical)  ReplicaSet/web");
  expect(text).not.toMatch(/^ {10}[AB] {2}/m);
});

it("a narrow terminal wraps both messages and cuts neither", async () => {
  const lines = (await findingsSection(overQuota(1), againstPolicy, 60)).split("\n");
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
  expect(lines.join(" ")).toContain("cpu=1");
  expect(lines.join(" ").replace(/\s+/g, " ")).toContain("host ports");
});
