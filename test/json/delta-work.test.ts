import { expect, it } from "vitest";
import { applyDelta, makeDelta } from "../../src/json/json.js";
import { countWork } from "../support/count-work.js";

/** `size`: how often something repeats. */
const unlike = (size: number) => Array.from({ length: size }, (_, i) => `"${i}"`).join();

it.each<[string, (size: number) => [string, string]]>([
  [
    "a part moved behind one that repeats itself",
    (size) => [`[${'"",'.repeat(size)}${unlike(size / 4)}]`, `[${unlike(size / 4)},${'"",'.repeat(size)}1]`],
  ],
  ["brackets open over and over", (size) => ['{"a":'.repeat(size / 4), '{"b":'.repeat(4) + '{"a":'.repeat(size)]],
  ["brackets open over and over, and the texts end otherwise", (size) => [`${'{"a":'.repeat(size / 2)}1`, `${'{"a":'.repeat(size)}2`]],
  [
    "brackets open over and over behind other text",
    (size) => [`[${unlike(size / 8)},${"[[],".repeat(size / 2)}1`, `{${"[[],".repeat(size)}2`],
  ],
  [
    "what repeats itself comes late in one and goes on in the other",
    (size) => [`[${unlike(size)},${'{"a":'.repeat(size / 8)}1`, `{${'{"a":'.repeat(size)}2`],
  ],
  [
    "brackets open over and over, now and then another one",
    (size) => [`${"[[],".repeat(size / 8)}1`, `${`${"[[],".repeat(size / 16)}2,`.repeat(16)}`],
  ],
])("the search for a delta takes work that grows with the texts and not with their product, where %s", (_, make) => {
  const workOf = (size: number) => {
    const [a, b] = make(size).map((text) => Buffer.from(text)) as [Buffer, Buffer];
    return countWork("json/", () => expect(Buffer.compare(applyDelta(a, makeDelta(a, b)), b)).toBe(0));
  };
  expect(workOf(8_000)).toBeLessThan(2.5 * workOf(4_000));
});
