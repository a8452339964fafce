import { appearedMs, type NodePair, type OwnerNode } from "./forest.js";
import { inOrder, pairBy } from "./pair-by.js";

/**
 * Pairs objects that nothing tells apart but a made-up name, such as the Pods of one ReplicaSet: those that went the same way first, then
 * the rest, each in an order that does not depend on which of several concurrent ones was seen first.
 */
export function matchInterchangeable(as: readonly OwnerNode[], bs: readonly OwnerNode[]): readonly NodePair[] {
  const [orderedA, orderedB] = [inWaves(as), inWaves(bs)];
  const { pairs, as: restA, bs: restB } = pairBy(orderedA, orderedB, signatureOf, signatureOf);
  return [...pairs, ...inOrder(restA, restB)].sort(byAppearance);
}

/** The way that an object went, as one word. */
export function signatureOf({ path }: OwnerNode): string {
  return JSON.stringify(path.map(({ key }) => key));
}

/**
 * Siblings that were created before the first of them had settled are concurrent: within such a wave they stand by the way they went and
 * how long it took; waves stand in their order.
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
  return placed.sort((a, b) => a.wave - b.wave || byWay(a.node, b.node)).map(({ node }) => node);
}

function byWay(a: OwnerNode, b: OwnerNode): number {
  const [wayA, wayB] = [signatureOf(a), signatureOf(b)];
  return wayA < wayB ? -1 : wayA > wayB ? 1 : settledAfterMs(a) - settledAfterMs(b);
}

/** Until it is first good, wrong or over. */
function settledAfterMs({ path }: OwnerNode): number {
  return path.find(({ stretch }) => stretch.stage.tone !== "progress")?.atMs ?? Number.POSITIVE_INFINITY;
}

function createdMs(node: OwnerNode | undefined): number {
  return node?.object === undefined ? 0 : appearedMs(node.object);
}

/** In the order of their creation, whichever run one looks at first; those without a partner last. */
function byAppearance([a, b]: NodePair, [c, d]: NodePair): number {
  const isWhole = a !== undefined && b !== undefined;
  if (isWhole !== (c !== undefined && d !== undefined)) return isWhole ? -1 : 1;
  return createdMs(a) + createdMs(b) - createdMs(c) - createdMs(d);
}
