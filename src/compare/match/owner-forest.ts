import { maxOwnerDepth } from "../heuristics.js";
import type { Naming } from "../run/naming.js";
import { buildPath, type PathStep } from "../run/path.js";
import type { Run, RunObject } from "../run/run.js";
import { resumedAt } from "../run/time-origin.js";

/** An object in the tree of owners of one run; or an owner that the session does not hold, known from the objects that name it. */
export interface OwnerNode {
  readonly uid: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** See `Naming.stem`; absent when the name was generated. */
  readonly stem?: string;
  readonly object?: RunObject;
  readonly path: readonly PathStep[];
  readonly children: OwnerNode[];
}

/** What has the same role in both runs; a side is missing when only the other run has the role. */
export type NodePair = readonly [a: OwnerNode | undefined, b: OwnerNode | undefined];

/** The objects of a run below their owners; children in the order of their creation. */
export function buildForest(run: Run): readonly OwnerNode[] {
  const nodes = new Map<string, OwnerNode>();
  for (const object of run.objects) nodes.set(object.ref.uid, nodeOf(object));
  const roots: OwnerNode[] = [];
  for (const object of byCreation(run.objects)) {
    const node = nodes.get(object.ref.uid);
    if (node === undefined) continue;
    const owner = ownerNode(object.naming.owner, node, nodes, roots);
    if (owner === undefined || isBelow(owner, node)) roots.push(node);
    else owner.children.push(node);
  }
  return roots;
}

/** By time, then by name: the order in which a session shows concurrent objects is chance. */
function byCreation(objects: readonly RunObject[]): readonly RunObject[] {
  return [...objects].sort((a, b) => activeFromMs(a) - activeFromMs(b) || (a.ref.name < b.ref.name ? -1 : a.ref.name > b.ref.name ? 1 : 0));
}

/** An object that became active again is ordered as if it had been created then. */
export function activeFromMs(object: RunObject): number {
  return resumedAt(object)?.fromMs ?? object.createdMs;
}

function nodeOf(object: RunObject): OwnerNode {
  const { ref, naming } = object;
  return {
    uid: ref.uid,
    kind: naming.kind,
    name: ref.name,
    namespace: ref.namespace ?? "",
    ...(naming.stem === undefined ? {} : { stem: naming.stem }),
    object,
    path: buildPath(object),
    children: [],
  };
}

/** An owner that is not in the session becomes a root above what it owns. */
function ownerNode(owner: Naming["owner"], child: OwnerNode, nodes: Map<string, OwnerNode>, roots: OwnerNode[]): OwnerNode | undefined {
  if (owner === undefined) return undefined;
  const known = nodes.get(owner.uid);
  if (known !== undefined) return known;
  const { uid, kind, name, isGenerated } = owner;
  const node: OwnerNode = { uid, kind, name, namespace: child.namespace, ...(isGenerated ? {} : { stem: name }), path: [], children: [] };
  nodes.set(uid, node);
  roots.push(node);
  return node;
}

/** A recording may claim that two objects own each other. */
function isBelow(node: OwnerNode, ancestor: OwnerNode, depth = 0): boolean {
  if (node === ancestor || depth > maxOwnerDepth) return true;
  return ancestor.children.some((child) => isBelow(node, child, depth + 1));
}
