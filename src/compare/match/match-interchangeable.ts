import { maxBegunPairs } from "../heuristics.js";
import { firstTimes } from "../run/path.js";
import { activeFromMs, type NodePair, type OwnerNode } from "./owner-forest.js";

/**
 * Pairs objects that only a generated name distinguishes, such as the Pods of one ReplicaSet. Objects of the same wave come first: those with the
 * same path, then those of which one took the first steps of the other, because its recording ended. Then those with the same path in any wave,
 * then the rest, each in an order that does not depend on which of several concurrent objects was seen first.
 */
export function matchInterchangeable(as: readonly OwnerNode[], bs: readonly OwnerNode[]): readonly NodePair[] {
  const waves = new Map([...inWaves(as), ...inWaves(bs)]);
  const [orderedA, orderedB] = [as, bs].map((nodes) =>
    [...nodes].sort((x, y) => (waves.get(x) ?? 0) - (waves.get(y) ?? 0) || byPath(x, y)),
  );
  const inWave: MatchKey = (node) => `${waves.get(node)} ${pathSignature(node)}`;
  const sameWave = pairBy(orderedA ?? [], orderedB ?? [], inWave, inWave);
  const begun = pairBegun(sameWave.as, sameWave.bs, waves);
  const { pairs, as: restA, bs: restB } = pairBy(begun.as, begun.bs, pathSignature, pathSignature);
  return [...sameWave.pairs, ...begun.pairs, ...pairs, ...pairInOrder(restA, restB)].sort(byCreation);
}

/** Of the same wave, where one path is the beginning of the other. */
function pairBegun(as: readonly OwnerNode[], bs: readonly OwnerNode[], waves: ReadonlyMap<OwnerNode, number>): Pairing {
  if (as.length * bs.length > maxBegunPairs) return { pairs: [], as, bs };
  const left = new Set(bs);
  const pairs: [OwnerNode, OwnerNode][] = [];
  for (const a of as) {
    const b = [...left].find((other) => waves.get(other) === waves.get(a) && isBeginning(a, other));
    if (b === undefined) continue;
    left.delete(b);
    pairs.push([a, b]);
  }
  const paired = new Set(pairs.map(([a]) => a));
  return { pairs, as: as.filter((a) => !paired.has(a)), bs: bs.filter((b) => left.has(b)) };
}

function isBeginning(a: OwnerNode, b: OwnerNode): boolean {
  const [keysA, keysB] = [a, b].map(({ path }) => firstTimes(path).map(({ key }) => key));
  const length = Math.min(keysA?.length ?? 0, keysB?.length ?? 0);
  return keysA?.slice(0, length).join("\n") === keysB?.slice(0, length).join("\n");
}

/** Equal for objects that took the same steps, however often. */
export function pathSignature({ path }: OwnerNode): string {
  return JSON.stringify(firstTimes(path).map(({ key }) => key));
}

/**
 * The wave of each: siblings created before the first of them settled are concurrent. Within a wave they are ordered by their path and by how long
 * they took to settle; waves keep their order.
 */
function inWaves(nodes: readonly OwnerNode[]): readonly (readonly [OwnerNode, number])[] {
  const placed: (readonly [OwnerNode, number])[] = [];
  let wave = 0;
  let settledMs = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    if (createdMs(node) > settledMs) {
      wave++;
      settledMs = Number.POSITIVE_INFINITY;
    }
    settledMs = Math.min(settledMs, createdMs(node) + settledAfterMs(node));
    placed.push([node, wave]);
  }
  return placed;
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
