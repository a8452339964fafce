import { forestOf, type NodePair, type OwnerNode } from "./forest.js";
import type { KeyOf } from "./pair-by.js";
import type { Step } from "./path.js";
import { childTitle, rootTitle } from "./role-title.js";
import type { Run, RunObject } from "./run.js";
import { pairSiblings } from "./siblings.js";
import { renamesOf } from "./targets.js";

/** What one object is in a lifecycle, free of made-up names, and who plays it in each run. */
export interface Role {
  /** "Pod 1 of ReplicaSet 2 of Deployment/web". Holds recorded text. */
  readonly title: string;
  readonly kind: string;
  readonly a?: RoleMember;
  readonly b?: RoleMember;
  /** The role that owns it. */
  readonly owner?: Role;
  /** How far down from an object that nobody owns. */
  readonly depth: number;
}

export interface RoleMember {
  readonly object: RunObject;
  readonly path: readonly Step[];
}

/**
 * The roles of both runs, owners before what they own. Objects are matched from the roots down: whoever owns, the kind, the name that a person
 * gave or the order among those with made-up names. Swapping the runs swaps the sides and nothing else.
 */
export function alignRuns(a: Run, b: Run): readonly Role[] {
  const renames = renamesOf(a, b);
  const spaces = new Set([...a.objects, ...b.objects].map(({ ref }) => ref.namespace ?? ""));
  const oneEach = [a, b].every((run) => new Set(run.objects.flatMap(({ ref }) => ref.namespace ?? [])).size <= 1);
  const rooted =
    (rename: (name: string) => string): KeyOf =>
    (node) =>
      node.stem === undefined ? undefined : `${oneEach ? "" : node.namespace}/${rename(node.stem)}`;
  const pairs = pairSiblings(forestOf(a), forestOf(b), { a: rooted(renames.a), b: rooted(renames.b) });
  const titled = { namespaces: !oneEach && spaces.size > 1 };
  return numbered(pairs).flatMap(({ pair, ordinal }) => rolesBelow(pair, rootTitle(pair, ordinal, titled), undefined));
}

/** Deeper than owners ever go; a recording may claim anything. */
const deepest = 32;

function rolesBelow(pair: NodePair, title: string, owner: Role | undefined): readonly Role[] {
  const [a, b] = pair;
  const depth = owner === undefined ? 0 : owner.depth + 1;
  const role: Role = {
    title,
    kind: (a ?? b)?.kind ?? "",
    depth,
    ...(a?.object === undefined ? {} : { a: { object: a.object, path: a.path } }),
    ...(b?.object === undefined ? {} : { b: { object: b.object, path: b.path } }),
    ...(owner === undefined ? {} : { owner }),
  };
  const children = depth < deepest ? pairSiblings(a?.children ?? [], b?.children ?? [], { a: stemOf, b: stemOf }) : [];
  const below = numbered(children).flatMap(({ pair: child, ordinal }) => rolesBelow(child, childTitle(child, ordinal, title), role));
  return role.a === undefined && role.b === undefined ? below : [role, ...below];
}

function stemOf(node: OwnerNode): string | undefined {
  return node.stem;
}

/** The place of each pair among those of its kind that have made-up names. */
function numbered(pairs: readonly NodePair[]): readonly { readonly pair: NodePair; readonly ordinal: number }[] {
  const counts = new Map<string, number>();
  return pairs.map((pair) => {
    const node = pair[0] ?? pair[1];
    if (node === undefined || node.stem !== undefined) return { pair, ordinal: 0 };
    const ordinal = (counts.get(node.kind) ?? 0) + 1;
    counts.set(node.kind, ordinal);
    return { pair, ordinal };
  });
}
