import { expect, it } from "vitest";
import { applyDelta, MatchTable, makeDelta } from "../../src/json/json.js";

it("the search for a delta takes work that grows with the texts and not with their product, where a part moved that repeats itself", () => {
  const alike = '"",'.repeat(8_000);
  const unlike = Array.from({ length: 2_000 }, (_, i) => `"${i}"`).join();
  const base = Buffer.from(`[${alike}${unlike}]`);
  const target = Buffer.from(`[${unlike},${alike}1]`);
  const { table, reads } = countingTable();
  const steps = makeDelta(base, target, table);
  expect(Buffer.compare(applyDelta(base, steps), target)).toBe(0);
  expect(reads()).toBeLessThan(10 * (base.length + target.length));
});

/** Counts how often the search goes from one place with the same beginning to the next. */
function countingTable(): { readonly table: MatchTable; readonly reads: () => number } {
  const table = new MatchTable();
  let reads = 0;
  let { followers } = table;
  Object.defineProperty(table, "followers", {
    get() {
      reads++;
      return followers;
    },
    set(value: MatchTable["followers"]) {
      followers = value;
    },
  });
  return { table, reads: () => reads };
}
