import type { TreeNode } from "../overview/owner-tree.js";
import type { TracedObject } from "../trace/trace-picture.js";

/** One row of a picture: an object, or several folded into one. */
export type TraceRow =
  | { readonly kind: "object"; readonly traced: TracedObject }
  /** Siblings that there is no room for, with everything below them. */
  | { readonly kind: "more"; readonly folded: readonly TracedObject[] };

/**
 * Of each set of siblings at most this many, and one row for the rest. Failing objects are kept first, then those in progress; the order stays.
 */
export function foldTree(forest: readonly TreeNode<TracedObject>[], most: number): readonly TreeNode<TraceRow>[] {
  const kept = keptOf(forest, most);
  const nodes = forest
    .filter((node) => kept.has(node))
    .map(({ item, below }): TreeNode<TraceRow> => ({ item: { kind: "object", traced: item }, below: foldTree(below, most) }));
  const folded = forest.flatMap((node) => (kept.has(node) ? [] : [node.item]));
  return folded.length === 0 ? nodes : [...nodes, { item: { kind: "more", folded }, below: [] }];
}

/** A folded row of a single object would take as much room as the object. */
function keptOf(forest: readonly TreeNode<TracedObject>[], most: number): ReadonlySet<TreeNode<TracedObject>> {
  if (forest.length <= most + 1) return new Set(forest);
  const ranked = forest.map((node) => ({ node, urgency: urgencyOf(node) })).sort((a, b) => a.urgency - b.urgency);
  return new Set(ranked.slice(0, most).map(({ node }) => node));
}

function urgencyOf({ item, below }: TreeNode<TracedObject>): number {
  const own: number = item.findings.length > 0 ? 0 : urgencies[item.living.stage.tone];
  return below.reduce((least, node) => Math.min(least, urgencyOf(node)), own);
}

const urgencies = { bad: 0, progress: 1, good: 2, neutral: 3, ended: 4 } as const;
