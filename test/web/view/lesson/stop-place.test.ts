import { expect, it } from "vitest";
import { analysisOf } from "../../../../src/app/sessions/derived/derived-session.js";
import { findingKey } from "../../../../src/diagnosis/engine/finding.js";
import { finalFindings } from "../../../../src/interpret/session-analysis.js";
import type { PlayableStop } from "../../../../src/lesson/play/playable-lesson.js";
import { placeOfStop } from "../../../../src/web/view/lesson/stop-place.js";
import { parseFilter } from "../../../../src/web/view/object-filter.js";
import { bundled } from "../../../app/support.js";

const stop = (more: Partial<PlayableStop>): PlayableStop => ({ title: "", text: "", sequence: 1, pane: "diff", objects: [], ...more });

it("a stop opens its pane, and above the timeline what it shows there", async () => {
  const analysis = await analysisOf(await bundled("pod-bad-image-tag"));
  const of = (pane: PlayableStop["pane"]) => {
    const place = placeOfStop(stop({ pane }), analysis);
    return [place.pane, place.top];
  };
  expect(of("diff")).toEqual(["step", "folded"]);
  expect(of("object")).toEqual(["object", "folded"]);
  expect(of("world")).toEqual(["world", "folded"]);
  expect(of("findings")).toEqual(["step", "findings"]);
  expect(of("comparison")).toEqual(["step", "comparison"]);
});

it("a stop that shows findings marks the one that its frame is evidence of", async () => {
  const analysis = await analysisOf(await bundled("pod-bad-image-tag"));
  const [finding] = finalFindings(analysis);
  const sequence = finding?.evidence[0] ?? 0;
  expect(sequence).toBeGreaterThan(0);
  expect(placeOfStop(stop({ pane: "findings", sequence }), analysis).finding).toBe(finding && findingKey(finding));
  expect(placeOfStop(stop({ pane: "findings", sequence: 1 }), analysis).finding).toBeUndefined();
});

it("the objects of a stop are words of the filter", async () => {
  const analysis = await analysisOf(await bundled("pod-bad-image-tag"));
  const words = ["Pod/nginx", "a name with blanks", "rs"];
  expect(parseFilter(placeOfStop(stop({ objects: words }), analysis).only).objects).toEqual(words);
});
