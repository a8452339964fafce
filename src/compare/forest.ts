import type { Naming } from "./naming.js";
import { pathOf, type Step } from "./path.js";
import type { Run, RunObject } from "./run.js";
import { timeOriginOf } from "./zero-times.js";

/** An object in the tree of owners of one run; or an owner that the session does not hold, known from those that name it. */
export interface OwnerNode {
  readonly uid: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** See `Naming.stem`; absent when the name was made up. */
  readonly stem?: string;
  readonly object?: RunObject;
  readonly path: readonly Step[];
  readonly children: OwnerNode[];
}

/** What has the same role in both runs; one side is missing when only one run has it. */
export type NodePair = readonly [a: OwnerNode | undefined, b: OwnerNode | undefined];

/** The objects of a run below their owners; children in the order of their creation. */
export function forestOf(run: Run): readonly OwnerNode[] {
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

/** By time, then by name: the order in which a session happens to show concurrent objects means nothing. */
function byCreation(objects: readonly RunObject[]): readonly RunObject[] {
  return [...objects].sort((a, b) => appearedMs(a) - appearedMs(b) || (a.ref.name < b.ref.name ? -1 : a.ref.name > b.ref.name ? 1 : 0));
}

/** What took up its work again stands where it would stand had it been made for it. */
export function appearedMs(object: RunObject): number {
  return timeOriginOf(object)?.fromMs ?? object.createdMs;
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
    path: pathOf(object),
    children: [],
  };
}

/** An owner that is not in the session stands at the root of what it owns. */
function ownerNode(owner: Naming["owner"], child: OwnerNode, nodes: Map<string, OwnerNode>, roots: OwnerNode[]): OwnerNode | undefined {
  if (owner === undefined) return undefined;
  const known = nodes.get(owner.uid);
  if (known !== undefined) return known;
  const { uid, kind, name, generated } = owner;
  const made: OwnerNode = { uid, kind, name, namespace: child.namespace, ...(generated ? {} : { stem: name }), path: [], children: [] };
  nodes.set(uid, made);
  roots.push(made);
  return made;
}

/** A recording may claim that two objects own each other. */
function isBelow(node: OwnerNode, ancestor: OwnerNode, depth = 0): boolean {
  if (node === ancestor || depth > 32) return true;
  return ancestor.children.some((child) => isBelow(node, child, depth + 1));
}
