import { commonSubsequence } from "./subsequence.js";
import { textWork, type WorkBudget } from "./work-budget.js";

/** One line of a text: unchanged, removed or added. */
export interface LineChange {
  readonly kind: "same" | "removed" | "added";
  readonly line: string;
}

/** So many unchanged lines are shown around a change. */
const contextLines = 2;
/** JSON inside a string is laid out in lines only up to this size. */
const largestJson = 1_000_000;

/**
 * A change of a text by line, with some context: for strings with newlines, and for strings that hold a JSON object, which is indented first.
 * Undefined for texts of one line, which are clearer when shown whole.
 */
export function textChange(before: string, after: string, budget?: WorkBudget): readonly LineChange[] | undefined {
  budget?.spend(Math.floor((before.length + after.length) / charactersPerUnit));
  const pair =
    jsonLines(before, after) ??
    (before.includes("\n") || after.includes("\n") ? { before: before.split("\n"), after: after.split("\n") } : undefined);
  return pair === undefined ? undefined : withContext(lineDiff(pair.before, pair.after, budget));
}

/** Code units that are split into lines, or laid out as JSON, for one unit of work. */
const charactersPerUnit = 8;

function lineDiff(before: readonly string[], after: readonly string[], budget: WorkBudget | undefined): readonly LineChange[] {
  const lines: LineChange[] = [];
  let i = 0;
  let j = 0;
  const upTo = (a: number, b: number) => {
    while (i < a) lines.push({ kind: "removed", line: before[i++] ?? "" });
    while (j < b) lines.push({ kind: "added", line: after[j++] ?? "" });
  };
  const same = (x: string, y: string) => {
    budget?.spend(textWork(x, y));
    return x === y;
  };
  for (const [a, b] of commonSubsequence(before, after, same, budget)) {
    upTo(a, b);
    lines.push({ kind: "same", line: after[b] ?? "" });
    i = a + 1;
    j = b + 1;
  }
  upTo(before.length, after.length);
  return lines;
}

function withContext(lines: readonly LineChange[]): readonly LineChange[] {
  const near = new Set<number>();
  lines.forEach((line, i) => {
    if (line.kind !== "same") for (let k = i - contextLines; k <= i + contextLines; k++) near.add(k);
  });
  return lines.filter((_, i) => near.has(i));
}

function jsonLines(before: string, after: string): { before: readonly string[]; after: readonly string[] } | undefined {
  const a = layOut(before);
  const b = layOut(after);
  return a === undefined || b === undefined ? undefined : { before: a, after: b };
}

function layOut(text: string): readonly string[] | undefined {
  if (text.length > largestJson || !/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.stringify(JSON.parse(text), null, 2).split("\n");
  } catch {
    return undefined; // no JSON, or nested too deep to lay out
  }
}
