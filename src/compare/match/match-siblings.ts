import type { RunObject } from "../run/run.js";
import { type MatchKey, matchInterchangeable, pairBy, pairInOrder, pathSignature } from "./match-interchangeable.js";
import type { NodePair, OwnerNode } from "./owner-forest.js";

interface StemKeys {
  readonly a: MatchKey;
  readonly b: MatchKey;
}

/**
 * Pairs objects of one kind below paired owners (or without owners). Symmetric. In this order:
 *
 *   the same object, recorded by both from the same revision on   by uid
 *   chosen names that both runs have                 by name
 *   generated names of ReplicaSets                   by their place in the rollouts, or by template
 *   generated names of all else (Pods)               as interchangeable
 *   chosen names that only one run has               by desired state
 */
export function matchSiblings(as: readonly OwnerNode[], bs: readonly OwnerNode[], stems: StemKeys): readonly NodePair[] {
  const [kindsA, kindsB] = [byKind(as), byKind(bs)];
  const kinds = [...new Set([...kindsA.keys(), ...kindsB.keys()])].sort();
  return kinds.flatMap((kind) => matchKind(kindsA.get(kind) ?? [], kindsB.get(kind) ?? [], stems));
}

function byKind(nodes: readonly OwnerNode[]): ReadonlyMap<string, readonly OwnerNode[]> {
  const kinds = new Map<string, OwnerNode[]>();
  for (const node of nodes) {
    const known = kinds.get(node.kind);
    if (known === undefined) kinds.set(node.kind, [node]);
    else known.push(node);
  }
  return kinds;
}

function matchKind(as: readonly OwnerNode[], bs: readonly OwnerNode[], stems: StemKeys): readonly NodePair[] {
  const identical = pairBy(
    as,
    bs,
    ({ object }) => object && identityOf(object),
    ({ object }) => object && identityOf(object),
  );
  const named = pairBy(identical.as, identical.bs, stems.a, stems.b);
  const isGenerated = (key: MatchKey) => (node: OwnerNode) => key(node) === undefined;
  const isChosen = (key: MatchKey) => (node: OwnerNode) => key(node) !== undefined;
  return [
    ...identical.pairs.filter((pair) => !isLeftOver(pair)),
    ...named.pairs,
    ...matchGenerated(named.as.filter(isGenerated(stems.a)), named.bs.filter(isGenerated(stems.b))),
    ...matchRenamed(named.as.filter(isChosen(stems.a)), named.bs.filter(isChosen(stems.b))),
  ];
}

/** Two recordings of one time, or one and a part of it, share objects. Recordings of different times may show one object in different roles. */
export function identityOf({ ref, firstVersion }: RunObject): string {
  return `${ref.uid} ${firstVersion}`;
}

/**
 * ReplicaSets are the steps of a rollout: when both runs rolled out equally often, the first matches the first; otherwise those with the same
 * template match before the rest match in order. Those that stayed idle are left over from earlier rollouts.
 */
function matchGenerated(as: readonly OwnerNode[], bs: readonly OwnerNode[]): readonly NodePair[] {
  const isReplicaSet = [...as, ...bs].some(({ kind }) => kind === "apps/ReplicaSet");
  if (!isReplicaSet) return matchInterchangeable(as, bs);
  const [activeA, activeB] = [as.filter(wasActive), bs.filter(wasActive)];
  if (activeA.length === activeB.length) return pairInOrder(activeA, activeB);
  const { pairs, as: restA, bs: restB } = pairBy(activeA, activeB, firstFingerprint, firstFingerprint);
  return [...pairs, ...pairInOrder(restA, restB)];
}

/** A ReplicaSet of an earlier rollout that did nothing in either run. */
function isLeftOver([a, b]: NodePair): boolean {
  return a?.kind === "apps/ReplicaSet" && !wasActive(a) && b !== undefined && !wasActive(b);
}

function wasActive({ children, path }: OwnerNode): boolean {
  return children.length > 0 || path.some(({ key }) => key !== "Scaled to zero" && key !== "Deleted" && key !== "Terminating");
}

function firstFingerprint({ object }: OwnerNode): string | undefined {
  return object?.desiredStates[0]?.fingerprint;
}

/** Renamed objects with the same desired state and path match, then those with the same desired state; so do two that are the only ones left. */
function matchRenamed(as: readonly OwnerNode[], bs: readonly OwnerNode[]): readonly NodePair[] {
  const stateAndPath: MatchKey = (node) => `${firstFingerprint(node) ?? ""} ${pathSignature(node)}`;
  const alike = pairBy(as, bs, stateAndPath, stateAndPath);
  const sameState = pairBy(alike.as, alike.bs, firstFingerprint, firstFingerprint);
  const pairs = [...alike.pairs, ...sameState.pairs];
  if (sameState.as.length === 1 && sameState.bs.length === 1) return [...pairs, ...pairInOrder(sameState.as, sameState.bs)];
  return [...pairs, ...sameState.as.map((a) => [a, undefined] as const), ...sameState.bs.map((b) => [undefined, b] as const)];
}
