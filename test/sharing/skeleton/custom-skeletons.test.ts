import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { stageOf } from "../../../src/lifecycle/stage.js";
import type { KubeObject } from "../../../src/model/kube-object.js";
import { skeletonOf } from "../../../src/sharing/skeleton/skeleton.js";
import { freeTextIn, names } from "./skeletons.js";

const files = ["custom-statuses/statuses", "written-statuses/held-out", "written-statuses/worked-on"];

/** Statuses as custom controllers write them, of some hundred kinds. */
const objects = files.flatMap((file) =>
  readFileSync(`test/fixtures/${file}.ndjson`, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { object, ...plain } = JSON.parse(line) as { readonly object?: KubeObject };
      const { metadata, ...others } = object ?? (plain as unknown as KubeObject);
      return { ...others, metadata: metadata ?? {} };
    }),
);

it("most custom resources keep the tone of their stage, and what was bad is seldom good: the figures of docs/sharing.md", () => {
  const tones = objects.map((object) => [stageOf(object).tone, stageOf(skeletonOf(object, names)).tone] as const);
  const same = tones.filter(([before, after]) => before === after).length;
  const turned = tones.filter(([before, after]) => before === "bad" && after === "good").length;
  const sentence = `of ${objects.length} statuses of custom resources ${same} keep the tone of their stage, and ${turned} that were bad look good`;
  expect(readFileSync("docs/sharing.md", "utf8").replace(/\s+/g, " ")).toContain(sentence);
});

it("custom resources keep no text but Kubernetes' words, times, numbers and stand-ins", () => {
  for (const object of objects) expect(freeTextIn(skeletonOf(object, names), names.isStandIn)).toBeUndefined();
});
