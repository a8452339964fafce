import type { WorkBudget } from "./work-budget.js";

/** Beyond this many comparisons the middle is not searched: the cost grows with the product of both lengths. */
const maxCells = 1_000_000;

/**
 * A longest common subsequence as pairs of positions, rising in both. The common start and end are paired first; when the rest is too large to search, it
 * counts as different. `same` takes its own work from the budget.
 */
export function commonSubsequence<T>(
  a: readonly T[],
  b: readonly T[],
  same: (x: T, y: T) => boolean,
  budget?: WorkBudget,
): readonly (readonly [number, number])[] {
  const sameAt = (i: number, j: number) => same(a[i] as T, b[j] as T);
  let start = 0;
  while (start < a.length && start < b.length && sameAt(start, start)) start++;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && sameAt(a.length - 1 - tail, b.length - 1 - tail)) tail++;
  return [
    ...Array.from({ length: start }, (_, i) => [i, i] as const),
    ...middle(start, a.length - tail, start, b.length - tail, sameAt, budget),
    ...Array.from({ length: tail }, (_, i) => [a.length - tail + i, b.length - tail + i] as const),
  ];
}

function middle(
  aFrom: number,
  aTo: number,
  bFrom: number,
  bTo: number,
  sameAt: (i: number, j: number) => boolean,
  budget?: WorkBudget,
): readonly (readonly [number, number])[] {
  const rows = aTo - aFrom;
  const columns = bTo - bFrom;
  if (rows === 0 || columns === 0 || rows * columns > maxCells) return [];
  budget?.spend(rows * columns);
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  const lengthAt = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      lengths[i * width + j] = sameAt(aFrom + i, bFrom + j) ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (sameAt(aFrom + i, bFrom + j)) pairs.push([aFrom + i++, bFrom + j++]);
    else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
