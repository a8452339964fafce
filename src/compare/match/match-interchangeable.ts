import { activeFromMs, type NodePair, type OwnerNode } from "./owner-forest.js";

/**
 * Pairs objects that only a generated name distinguishes, such as the Pods of one ReplicaSet: first those with the same path, then the rest,
 * each in an order that does not depend on which of several concurrent objects was seen first.
 */
export function matchInterchangeable(as: readonly OwnerNode[], bs: readonly OwnerNode[]): readonly NodePair[] {
  const { pairs, as: restA, bs: restB } = pairBy(inWaves(as), inWaves(bs), pathSignature, pathSignature);
  return [...pairs, ...pairInOrder(restA, restB)].sort(byCreation);
}

/** Equal for objects that took the same steps. */
export function pathSignature({ path }: OwnerNode): string {
  return JSON.stringify(path.map(({ key }) => key));
}

/**
 * Siblings created before the first of them settled are concurrent: within such a wave they are ordered by their path and by how long they took
 * to settle; waves keep their order.
 */
function inWaves(nodes: readonly OwnerNode[]): readonly OwnerNode[] {
  const placed: { node: OwnerNode; wave: number }[] = [];
  let wave = 0;
  let settledMs = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    if (createdMs(node) > settledMs) {
      wave++;
      settledMs = Number.POSITIVE_INFINITY;
    }
    settledMs = Math.min(settledMs, createdMs(node) + settledAfterMs(node));
    placed.push({ node, wave });
  }
  return placed.sort((a, b) => a.wave - b.wave || byPath(a.node, b.node)).map(({ node }) => node);
}

function byPath(a: OwnerNode, b: OwnerNode): number {
  const [pathA, pathB] = [pathSignature(a), pathSignature(b)];
  return pathA < pathB ? -1 : pathA > pathB ? 1 : settledAfterMs(a) - settledAfterMs(b);
}

/** Until the first step that is good, bad or final. */
function settledAfterMs({ path }: OwnerNode): number {
  return path.find(({ interval }) => interval.stage.tone !== "progress")?.atMs ?? Number.POSITIVE_INFINITY;
}

function createdMs(node: OwnerNode | undefined): number {
  return node?.object === undefined ? 0 : activeFromMs(node.object);
}

/** The sum of both times, so that swapping the runs keeps the order; objects without a partner come last. */
function byCreation([a, b]: NodePair, [c, d]: NodePair): number {
  const isWhole = a !== undefined && b !== undefined;
  if (isWhole !== (c !== undefined && d !== undefined)) return isWhole ? -1 : 1;
  return createdMs(a) + createdMs(b) - createdMs(c) - createdMs(d);
}

/** What identifies a node among its siblings, so that it can be found in the other run; undefined when nothing does. */
export type MatchKey = (node: OwnerNode) => string | undefined;

interface Pairing {
  readonly pairs: readonly (readonly [OwnerNode, OwnerNode])[];
  /** Without a key or a partner. */
  readonly as: readonly OwnerNode[];
  readonly bs: readonly OwnerNode[];
}

/** Of each key the first with the first, the second with the second, and so on. */
export function pairBy(as: readonly OwnerNode[], bs: readonly OwnerNode[], keyA: MatchKey, keyB: MatchKey): Pairing {
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

export function pairInOrder(as: readonly OwnerNode[], bs: readonly OwnerNode[]): readonly NodePair[] {
  return Array.from({ length: Math.max(as.length, bs.length) }, (_, i) => [as[i], bs[i]] as const);
}
