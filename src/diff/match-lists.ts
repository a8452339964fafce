import { deepEqual, isComposite } from "./deep-equal.js";
import { itemKeys, itemLabel, type KeyOf, maxKeyedItems } from "./list-keys.js";
import type { PathSegment } from "./path.js";
import { commonSubsequence } from "./subsequence.js";
import type { WorkBudget } from "./work-budget.js";

/** How one item of a list changed. */
export type ListMatch =
  | {
      readonly kind: "kept";
      readonly segment: PathSegment;
      readonly before: unknown;
      readonly after: unknown;
      readonly from: number;
      readonly to: number;
      readonly moved: boolean;
    }
  | { readonly kind: "added"; readonly segment: PathSegment; readonly after: unknown }
  | { readonly kind: "removed"; readonly segment: PathSegment; readonly before: unknown };

/** Pairs the items of two lists: by their keys, else by equal values in order; what is left at the same place is paired, too. */
export function matchLists(
  field: string,
  before: readonly unknown[],
  after: readonly unknown[],
  budget?: WorkBudget,
): readonly ListMatch[] {
  const count = before.length + after.length;
  budget?.spend(count > maxKeyedItems ? count : workPerItem * count);
  const keyOf = itemKeys(field, before, after);
  return keyOf === undefined ? byValue(before, after, budget) : byKey(field, keyOf, before, after);
}

/** Units of work, to find its key and its place. */
const workPerItem = 32;

function byKey(field: string, keyOf: KeyOf, before: readonly unknown[], after: readonly unknown[]): readonly ListMatch[] {
  const places = new Map(before.map((item, i) => [keyOf(item) ?? "", i]));
  const keys = after.map((item) => keyOf(item) ?? "");
  const steady = unmoved(keys.flatMap((key) => places.get(key) ?? []));
  const here = new Set(keys);
  return [
    ...after.map((item, to): ListMatch => {
      const segment = segmentOf(field, keys[to] ?? "", item, to);
      const from = places.get(keys[to] ?? "");
      if (from === undefined) return { kind: "added", segment, after: item };
      return { kind: "kept", segment, before: before[from], after: item, from, to, moved: !steady.has(from) };
    }),
    ...before.flatMap((item, from): ListMatch[] => {
      const key = keyOf(item) ?? "";
      return here.has(key) ? [] : [{ kind: "removed", segment: segmentOf(field, key, item, from), before: item }];
    }),
  ];
}

/** The paths of a list of plain values hold positions, not keys: `metadata.finalizers[0]: "a"`. */
function segmentOf(field: string, key: string, item: unknown, index: number): PathSegment {
  return isComposite(item) ? { kind: "item", key: itemLabel(field, item, key) } : { kind: "place", index };
}

/** The longest rising sequence of old places in their new order: these items stayed, the others moved around them. */
function unmoved(places: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const previous = new Map<number, number | undefined>();
  for (const place of places) {
    const slot = lowerBound(tails, place);
    previous.set(place, slot === 0 ? undefined : tails[slot - 1]);
    tails[slot] = place;
  }
  const kept = new Set<number>();
  for (let place = tails.at(-1); place !== undefined; place = previous.get(place)) kept.add(place);
  return kept;
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byValue(before: readonly unknown[], after: readonly unknown[], budget: WorkBudget | undefined): readonly ListMatch[] {
  if (before.length === 1 && after.length === 1) return [keptAt(0, 0, before, after)];
  const same = (x: unknown, y: unknown) => deepEqual(x, y, budget);
  const matches: ListMatch[] = [];
  let i = 0;
  let j = 0;
  for (const [a, b] of [...commonSubsequence(before, after, same, budget), [before.length, after.length] as const]) {
    while (i < a && j < b) matches.push(keptAt(i++, j++, before, after));
    while (i < a) matches.push({ kind: "removed", segment: { kind: "place", index: i }, before: before[i++] });
    while (j < b) matches.push({ kind: "added", segment: { kind: "place", index: j }, after: after[j++] });
    i = a + 1;
    j = b + 1;
  }
  return matches;
}

function keptAt(from: number, to: number, before: readonly unknown[], after: readonly unknown[]): ListMatch {
  return { kind: "kept", segment: { kind: "place", index: to }, before: before[from], after: after[to], from, to, moved: false };
}
