import { describe, expect, it } from "vitest";
import type { Frame } from "../../../src/model/frame.js";
import { comparisonText } from "../../../src/report/comparison/comparison-text.js";
import { widthOf } from "../../../src/report/terminal/width.js";
import { compareBundled, compareHistories, history } from "../../compare/runs.js";
import { framesOf } from "../../diagnosis/timed-objects.js";
import { pod, running } from "../../lifecycle/pods.js";
import { withoutColour } from "./without-colour.js";

const pairs = [
  ["pod-nginx", "pod-bad-image-tag"],
  ["deployment-rollout", "deployment-bad-rollout"],
] as const;

describe("a comparison as text", () => {
  it.each(pairs)("is complete in a pipe, whatever its length: %s and %s", async (a, b) => {
    const comparison = await compareBundled(a, b);
    await expect(comparisonText(comparison, { colour: false })).toMatchFileSnapshot(`__snapshots__/${b}.pipe.txt`);
  });

  it.each([80, 200])("fits a terminal of %i columns, and colour changes no character", async (columns) => {
    for (const [a, b] of pairs) {
      const comparison = await compareBundled(a, b);
      const plain = comparisonText(comparison, { colour: false, columns });
      const coloured = comparisonText(comparison, { colour: true, columns });
      await expect(plain).toMatchFileSnapshot(`__snapshots__/${b}.${columns}.txt`);
      expect(coloured).not.toBe(plain);
      expect(withoutColour(coloured)).toBe(plain);
      for (const line of plain.split("\n")) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
    }
  });

  it("shows a finding that only one run has, and that the other has no such finding", async () => {
    const text = comparisonText(await compareBundled("pod-nginx", "pod-missing-configmap-volume"), { colour: false });
    await expect(text).toMatchFileSnapshot("__snapshots__/pod-missing-configmap-volume.pipe.txt");
    expect(text).toMatch(/^ {2}A {2}no such finding$/m);
  });

  it("of recordings without a common object has only what each contains", async () => {
    const text = comparisonText(await compareBundled("pod-nginx", "service-clusterip"), { colour: false });
    expect(text).toMatch(/^The two recordings share no object: A has Pod\/nginx \(at the end Deleted\); B has Service\/web /);
    expect(text).toMatch(/^ {2}B {2}no such object$/m);
    expect(text).toMatch(/^ {2}Pod\/nginx +A Deleted {3}B absent$/m);
    expect(text).not.toMatch(/^Milestones/m);
  });

  it("has the headline, the reasons, the first findings and milestones on the first screen of 80 columns and 24 lines", async () => {
    for (const [a, b] of pairs) {
      const screen = comparisonText(await compareBundled(a, b), { colour: false, columns: 80 })
        .split("\n")
        .slice(0, 24);
      expect(screen.filter((line) => line.startsWith("Because: image nginx:1.2"))).toHaveLength(1);
      expect(screen.filter((line) => line.startsWith("  only B  ErrImagePull"))).toHaveLength(1);
      expect(screen.filter((line) => /^ {4}(Image present|Pulling image) \(nginx\)/.test(line)).length).toBeGreaterThan(0);
    }
  });

  it("leaves out on a terminal what only --all shows, and says how much", async () => {
    const comparison = await compareBundled("deployment-rollout", "deployment-bad-rollout");
    const short = comparisonText(comparison, { colour: false, columns: 120 });
    const all = comparisonText(comparison, { colour: false, columns: 120, all: true });
    const [left = ""] = /(?<=… )\d+(?= more milestones: --all)/.exec(short) ?? [];
    expect(Number(left)).toBe(comparison.milestones.length - 5);
    expect(all).not.toContain("--all");
    for (const { name } of comparison.milestones) expect(all).toContain(name);
  });

  it("explains the letters and lines of its bars and charts, in a pipe too", async () => {
    for (const columns of [undefined, 80]) {
      const look = { colour: false, ...(columns === undefined ? {} : { columns }) };
      const text = comparisonText(await compareBundled("pod-nginx", "pod-bad-image-tag"), look);
      expect(text).toMatch(/^ {2}A, B reached here {3}X both at once {3}─ how much longer the other took$/m);
      expect(text).toMatch(/^ {2}─ A {3}┄ B {3}━ both$/m);
    }
  });

  it("gives each run its own counts, where both end in the same stage too", async () => {
    const text = comparisonText(await compareBundled("deployment-rollout", "deployment-bad-rollout"), { colour: false });
    expect(text).toMatch(/^ {2}Deployment\/web +A Available \(1\/1\) {3}B Available \(2\/2\)$/m);
  });

  it("warns of gaps with possible loss, which can look like differences", async () => {
    const frames = framesOf([[0, pod({ node: "node-1", phase: "Running", statuses: [running()] })]]);
    const bound = { offsetMs: 1000, observedAt: "2026-01-01T00:00:01.000Z" };
    const blind = { stream: "/api/v1/pods", reason: "410 Gone", from: bound, to: bound, possibleLoss: true };
    const gap: Frame = { kind: "gap", sequence: 2, ...bound, ...blind };
    const comparison = await compareHistories(history(frames), history([...frames, gap]));
    expect(comparisonText(comparison, { colour: false })).toContain(
      "\nB has 1 gap with possible loss: what seems missing in B may only be missing in its recording.\n",
    );
  });

  it("strips control characters of recorded text", async () => {
    const name = "web\u001b[2Jevil";
    const made = pod({ node: "node-1", phase: "Running", statuses: [running()] });
    const hostile = { ...made, metadata: { ...made.metadata, name } };
    const comparison = await compareHistories(history(framesOf([[0, hostile]])), history(framesOf([[0, hostile]])));
    expect(comparisonText(comparison, { colour: false })).not.toContain("\u001b");
  });
});
