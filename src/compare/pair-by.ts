import type { NodePair, OwnerNode } from "./forest.js";

/** What tells a node from others in its own run, so that it can be looked for in the other run; undefined for one that nothing tells. */
export type KeyOf = (node: OwnerNode) => string | undefined;

interface Partly {
  readonly pairs: readonly (readonly [OwnerNode, OwnerNode])[];
  readonly as: readonly OwnerNode[];
  readonly bs: readonly OwnerNode[];
}

/** The first with the first of each key, the second with the second, and so on; what is without a key or a partner is left over. */
export function pairBy(as: readonly OwnerNode[], bs: readonly OwnerNode[], keyA: KeyOf, keyB: KeyOf): Partly {
  const waiting = new Map<string, OwnerNode[]>();
  for (const b of bs) {
    const key = keyB(b);
    if (key === undefined) continue;
    const others = waiting.get(key);
    if (others === undefined) waiting.set(key, [b]);
    else others.push(b);
  }
  for (const others of waiting.values()) others.reverse();
  const pairs: [OwnerNode, OwnerNode][] = [];
  for (const a of as) {
    const key = keyA(a);
    const b = key === undefined ? undefined : waiting.get(key)?.pop();
    if (b !== undefined) pairs.push([a, b]);
  }
  const paired = new Set(pairs.flat());
  return { pairs, as: as.filter((a) => !paired.has(a)), bs: bs.filter((b) => !paired.has(b)) };
}

export function inOrder(as: readonly OwnerNode[], bs: readonly OwnerNode[]): readonly NodePair[] {
  return Array.from({ length: Math.max(as.length, bs.length) }, (_, i) => [as[i], bs[i]] as const);
}
