import type { ObjectRef } from "../model/kube-object.js";
import type { Owner } from "../model/owners.js";

/** What it takes to stand in a tree of owners. */
export interface OwnedItem {
  readonly ref: ObjectRef;
  readonly owners: readonly Owner[];
}

export interface Branch<T> {
  readonly item: T;
  /** What stands before its title: the lines of the tree. */
  readonly lead: string;
}

/** Deeper than owners ever go; a recording may claim anything. */
const deepest = 16;

/** Items below those that own them, depth first, siblings by name. One whose owner is not there is a root; so is one of a circle of owners. */
export function ownerTree<T extends OwnedItem>(items: readonly T[]): readonly Branch<T>[] {
  const sorted = [...items].sort(byTitle);
  const children = childrenOf(sorted);
  const seen = new Set<string>();
  const branches: Branch<T>[] = [];
  const walk = (siblings: readonly T[], indent: string, depth: number): void => {
    const left = siblings.filter(({ ref }) => !seen.has(ref.uid));
    for (const [i, item] of left.entries()) {
      const isLast = i === left.length - 1;
      seen.add(item.ref.uid);
      branches.push({ item, lead: depth === 0 ? "" : `${indent}${isLast ? "└ " : "├ "}` });
      if (depth < deepest) walk(children.get(item.ref.uid) ?? [], depth === 0 ? "" : `${indent}${isLast ? "  " : "│ "}`, depth + 1);
    }
  };
  walk(children.get(undefined) ?? [], "", 0);
  for (const item of sorted) if (!seen.has(item.ref.uid)) walk([item], "", 0);
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

function byTitle(a: OwnedItem, b: OwnedItem): number {
  const [left, right] = [a, b].map(({ ref }) => `${ref.namespace ?? ""}/${ref.kind}/${ref.name}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
