import { expect, it } from "vitest";
import { expectedFramesOf, expectedRanges, frameRanges } from "../../src/lesson/expected-frames.js";

it("sequences that follow each other are one range", () => {
  expect(expectedFramesOf([3, 5, 6, 7])).toEqual([3, "5-7"]);
  expect(frameRanges([])).toEqual([]);
});

it.each([
  [[3, "5-7"], frameRanges([3, 5, 6, 7])],
  [[7, "3-5", 4, 6], frameRanges([3, 4, 5, 6, 7])],
  [["5-3"], []],
  [["1-999999999"], [{ from: 1, to: 999_999_999 }]],
] as const)("%j is written in any order, and never expanded", (expected, ranges) => {
  expect(expectedRanges(expected)).toEqual(ranges);
});
