import type { NodePair, OwnerNode } from "./forest.js";
import { inOrder, type KeyOf, pairBy } from "./pair-by.js";
import { matchInterchangeable, signatureOf } from "./twins.js";

/**
 * Pairs objects of one kind below paired owners (or without any): by the name that people gave them; those with made-up names by their
 * order and what they went through; what has a name that the other run does not know, by what it asks for. Symmetric.
 */
export function pairSiblings(
  as: readonly OwnerNode[],
  bs: readonly OwnerNode[],
  stems: { readonly a: KeyOf; readonly b: KeyOf },
): readonly NodePair[] {
  const kinds = [...new Set([...as, ...bs].map(({ kind }) => kind))].sort();
  return kinds.flatMap((kind) => {
    const ofKind = (nodes: readonly OwnerNode[]) => nodes.filter((node) => node.kind === kind);
    return pairOfKind(ofKind(as), ofKind(bs), stems);
  });
}

function pairOfKind(
  as: readonly OwnerNode[],
  bs: readonly OwnerNode[],
  stems: { readonly a: KeyOf; readonly b: KeyOf },
): readonly NodePair[] {
  const named = pairBy(as, bs, stems.a, stems.b);
  const made = [named.as.filter((node) => stems.a(node) === undefined), named.bs.filter((node) => stems.b(node) === undefined)] as const;
  const others = [named.as.filter((node) => stems.a(node) !== undefined), named.bs.filter((node) => stems.b(node) !== undefined)] as const;
  return [...named.pairs, ...pairMadeUp(...made), ...pairRenamed(...others)];
}

/**
 * ReplicaSets stand for the steps of a rollout: when both runs rolled as often, the first is the first; else those of one template belong
 * together before the rest goes by order. Those that rested all the time are only what earlier rollouts left. Others (Pods) are alike.
 */
function pairMadeUp(as: readonly OwnerNode[], bs: readonly OwnerNode[]): readonly NodePair[] {
  const isSet = [...as, ...bs].some(({ kind }) => kind === "apps/ReplicaSet");
  if (!isSet) return matchInterchangeable(as, bs);
  const [activeA, activeB] = [as.filter(isActive), bs.filter(isActive)];
  if (activeA.length === activeB.length) return inOrder(activeA, activeB);
  const { pairs, as: restA, bs: restB } = pairBy(activeA, activeB, templateOf, templateOf);
  return [...pairs, ...inOrder(restA, restB)];
}

function isActive({ children, path }: OwnerNode): boolean {
  return children.length > 0 || path.some(({ key }) => key !== "Scaled to zero" && key !== "Deleted" && key !== "Terminating");
}

function templateOf({ object }: OwnerNode): string | undefined {
  return object?.contents[0]?.fingerprint;
}

/** Twice renamed things that ask for the same and fare the same are the same; so are two that are alone. */
function pairRenamed(as: readonly OwnerNode[], bs: readonly OwnerNode[]): readonly NodePair[] {
  const likeness: KeyOf = (node) => `${templateOf(node) ?? ""} ${signatureOf(node)}`;
  const alike = pairBy(as, bs, likeness, likeness);
  const asking = pairBy(alike.as, alike.bs, templateOf, templateOf);
  const pairs = [...alike.pairs, ...asking.pairs];
  if (asking.as.length === 1 && asking.bs.length === 1) return [...pairs, ...inOrder(asking.as, asking.bs)];
  return [...pairs, ...asking.as.map((a) => [a, undefined] as const), ...asking.bs.map((b) => [undefined, b] as const)];
}
