import type { ObjectRef } from "../../model/kube-object.js";
import type { Owner } from "../../model/owners.js";

/** What a tree of owners needs of an item. */
interface OwnedItem {
  readonly ref: ObjectRef;
  readonly owners: readonly Owner[];
}

/** An item and what it owns. */
export interface TreeNode<T> {
  readonly item: T;
  readonly below: readonly TreeNode<T>[];
}

export interface Branch<T> {
  readonly item: T;
  /** The lines of the tree before its title. */
  readonly lead: string;
  /** The lines of the tree before further lines about it. */
  readonly inset: string;
}

/** Items below those that own them, depth first, siblings by name. One whose owner is not there is a root; so is one of a circle of owners. */
export function ownerTree<T extends OwnedItem>(items: readonly T[]): readonly Branch<T>[] {
  return branchesOf(ownerForest(items));
}

/** Deeper than owners ever go; a recording may claim anything. */
const deepest = 16;

/** The same tree, not yet laid out. `rank`: siblings of a lower rank come first; those of one rank by name. */
export function ownerForest<T extends OwnedItem>(items: readonly T[], rank: (item: T) => number = () => 0): readonly TreeNode<T>[] {
  const sorted = inOrder(items, rank);
  const children = childrenOf(sorted);
  const seen = new Set<string>();
  const nodeOf = (item: T, depth: number): TreeNode<T> => {
    seen.add(item.ref.uid);
    const below = depth < deepest ? (children.get(item.ref.uid) ?? []) : [];
    return { item, below: below.flatMap((child) => (seen.has(child.ref.uid) ? [] : [nodeOf(child, depth + 1)])) };
  };
  const roots = (children.get(undefined) ?? []).map((item) => nodeOf(item, 0));
  const circling = sorted.flatMap((item) => (seen.has(item.ref.uid) ? [] : [nodeOf(item, 0)]));
  return [...roots, ...circling];
}

/** A tree as rows, each with the lines that lead to it. */
export function branchesOf<T>(forest: readonly TreeNode<T>[]): readonly Branch<T>[] {
  const branches: Branch<T>[] = [];
  const addBranch = ({ item, below }: TreeNode<T>, lead: string, indent: string): void => {
    branches.push({ item, lead, inset: `${indent}${below.length === 0 ? "  " : "│ "}` });
    for (const [i, node] of below.entries()) {
      const isLast = i === below.length - 1;
      addBranch(node, `${indent}${isLast ? "└ " : "├ "}`, `${indent}${isLast ? "  " : "│ "}`);
    }
  };
  for (const root of forest) addBranch(root, "", "");
  return branches;
}

/** By the uid of the owner; under undefined those that none of the others owns. */
function childrenOf<T extends OwnedItem>(items: readonly T[]): ReadonlyMap<string | undefined, readonly T[]> {
  const present = new Set<string>(items.map(({ ref }) => ref.uid));
  const children = new Map<string | undefined, T[]>();
  for (const item of items) {
    const known = item.owners.filter(({ uid }) => present.has(uid) && uid !== item.ref.uid);
    const owner = (known.find(({ controller }) => controller) ?? known[0])?.uid;
    const siblings = children.get(owner);
    if (siblings === undefined) children.set(owner, [item]);
    else siblings.push(item);
  }
  return children;
}

/** Titles are made once for each: they are compared very often. */
function inOrder<T extends OwnedItem>(items: readonly T[], rank: (item: T) => number): readonly T[] {
  const keyed = items.map((item) => ({ item, rank: rank(item), title: `${item.ref.namespace ?? ""}/${item.ref.kind}/${item.ref.name}` }));
  keyed.sort((a, b) => a.rank - b.rank || (a.title < b.title ? -1 : a.title > b.title ? 1 : 0));
  return keyed.map(({ item }) => item);
}
