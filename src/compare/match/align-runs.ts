import { maxOwnerDepth } from "../heuristics.js";
import type { PathStep } from "../run/path.js";
import type { Run, RunObject } from "../run/run.js";
import { otherSide, type Side } from "../sides.js";
import type { MatchKey } from "./match-interchangeable.js";
import { identityOf, matchSiblings } from "./match-siblings.js";
import { buildForest, type NodePair, type OwnerNode } from "./owner-forest.js";

/** What an object is in a lifecycle, free of generated names, and the object that has this role in each run. */
export interface Role {
  /** "Pod 1 of ReplicaSet 2 of Deployment/web". Holds recorded text. */
  readonly title: string;
  readonly kind: string;
  readonly a?: RoleMember;
  readonly b?: RoleMember;
  /** The role that owns it. */
  readonly owner?: Role;
  /** Levels below an object without an owner. */
  readonly depth: number;
}

export interface RoleMember {
  readonly object: RunObject;
  readonly path: readonly PathStep[];
}

/**
 * The roles of both runs, owners before what they own. Objects are matched from the roots down: by owner and kind, then by the name that a
 * person chose, or by order among those with generated names. Swapping the runs swaps the sides and nothing else.
 */
export function alignRuns(a: Run, b: Run): readonly Role[] {
  const renames = targetRenames(a, b);
  const namespaces = new Set([...a.objects, ...b.objects].map(({ ref }) => ref.namespace ?? ""));
  const hasOneEach = [a, b].every((run) => new Set(run.objects.flatMap(({ ref }) => ref.namespace ?? [])).size <= 1);
  const rootKey =
    (rename: Rename): MatchKey =>
    (node) =>
      node.stem === undefined ? undefined : `${hasOneEach ? "" : node.namespace}/${rename(node.stem)}`;
  const pairs = matchSiblings(buildForest(a), buildForest(b), { a: rootKey(renames.a), b: rootKey(renames.b) });
  const showsNamespace = !hasOneEach && namespaces.size > 1;
  const roles = numbered(pairs).flatMap(({ pair, ordinal }) => rolesBelow(pair, rootTitle(pair, ordinal, showsNamespace), undefined));
  return withoutTwice(roles);
}

/** An object that both recordings hold has one role, even if one of them does not show who owns it. */
function withoutTwice(roles: readonly Role[]): readonly Role[] {
  const lone = roles.filter(({ a, b }) => a === undefined || b === undefined);
  const ofA = new Map(lone.flatMap((role) => (role.a === undefined ? [] : [[identityOf(role.a.object), role] as const])));
  const instead = new Map<Role, Role>();
  for (const role of lone) {
    const other = role.b === undefined ? undefined : ofA.get(identityOf(role.b.object));
    if (other?.a === undefined || role.b === undefined) continue;
    const [kept, dropped] = role.depth >= other.depth ? [role, other] : [other, role];
    instead.set(dropped, kept);
  }
  if (instead.size === 0) return roles;
  const made = new Map<Role, { -readonly [Field in keyof Role]: Role[Field] }>();
  for (const role of roles) if (!instead.has(role)) made.set(role, { ...role });
  for (const [dropped, kept] of instead) Object.assign(made.get(kept) ?? {}, dropped.a === undefined ? { b: dropped.b } : { a: dropped.a });
  for (const [{ owner }, role] of made) {
    const known = owner === undefined ? undefined : made.get(instead.get(owner) ?? owner);
    if (known !== undefined) role.owner = known;
  }
  return [...made.values()];
}

export function rolesByUid(roles: readonly Role[], side: Side): ReadonlyMap<string, Role> {
  return new Map(roles.flatMap((role) => (role[side] === undefined ? [] : [[role[side].object.ref.uid, role] as const])));
}

/** Equal for the same container of a role in both runs: containers match by name, else by their place in the spec. */
export function containerKey(role: Role | undefined, side: Side, container: string): string {
  const own = role?.[side]?.object.containers ?? [];
  const others = role?.[otherSide(side)]?.object.containers ?? [];
  return others.includes(container) || others.length === 0 ? container : `#${own.indexOf(container)}`;
}

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
  const children = depth < maxOwnerDepth ? matchSiblings(a?.children ?? [], b?.children ?? [], { a: stemOf, b: stemOf }) : [];
  const below = numbered(children).flatMap(({ pair: child, ordinal }) => rolesBelow(child, childTitle(child, ordinal, title), role));
  return role.a === undefined && role.b === undefined ? below : [role, ...below];
}

function stemOf(node: OwnerNode): string | undefined {
  return node.stem;
}

/** The place of each pair among those of its kind with generated names; 0 for a pair with a chosen name. */
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

/** "Pod/nginx"; "Pod/nginx (B: nginx-2)" where the other run has another name; "Pod 1" where the name was generated. */
function rootTitle(pair: NodePair, ordinal: number, showsNamespace: boolean): string {
  const [a, b] = pair;
  const node = a ?? b;
  if (node === undefined) return "";
  const kind = kindWord(node.kind);
  if (ordinal > 0) return `${kind} ${ordinal}`;
  const other = a !== undefined && b !== undefined && a.name !== b.name ? ` (B: ${b.name})` : "";
  return `${showsNamespace && node.namespace !== "" ? `${node.namespace}/` : ""}${kind}/${node.name}${other}`;
}

/** "Pod 1 of ReplicaSet 2 of Deployment/web"; a name that a person chose is kept: "Pod/db-0". */
function childTitle(pair: NodePair, ordinal: number, ownerTitle: string): string {
  const node = pair[0] ?? pair[1];
  return ordinal > 0 && node !== undefined ? `${kindWord(node.kind)} ${ordinal} of ${ownerTitle}` : rootTitle(pair, 0, false);
}

function kindWord(kind: string): string {
  const word = kind.slice(kind.indexOf("/") + 1);
  return word === "" ? "object" : word;
}

/**
 * Replaces the target's name in a name, so that `web-config` beside `deploy/web` matches `shop-config` beside `deploy/shop`. Names that
 * both runs have are not replaced.
 */
type Rename = (name: string) => string;

/** Targets with the same name in both runs belong together, the others in the order in which they were typed. */
function targetRenames(a: Run, b: Run): { readonly a: Rename; readonly b: Rename } {
  const [namesA, namesB] = [targetNames(a), targetNames(b)];
  const onlyA = namesA.filter((name) => !namesB.includes(name));
  const onlyB = namesB.filter((name) => !namesA.includes(name));
  const both = Math.min(onlyA.length, onlyB.length);
  return { a: renameTargets(onlyA.slice(0, both)), b: renameTargets(onlyB.slice(0, both)) };
}

/** "web" of "deploy/web"; a whole kind and a selector have no name. */
function targetNames(run: Run): readonly string[] {
  const names = run.targets.flatMap((target) => {
    const [what = ""] = target.split(/\s/);
    const slash = what.lastIndexOf("/");
    return slash < 0 || slash === what.length - 1 ? [] : [what.slice(slash + 1)];
  });
  return [...new Set(names)];
}

function renameTargets(names: readonly string[]): Rename {
  const byLengthDescending = [...names].sort((a, b) => b.length - a.length);
  return (name) => {
    const target = byLengthDescending.find((candidate) => `-${name}-`.includes(`-${candidate}-`));
    return target === undefined ? name : `-${name}-`.replace(`-${target}-`, `-‹target ${names.indexOf(target) + 1}›-`).slice(1, -1);
  };
}
