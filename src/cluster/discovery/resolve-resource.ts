import { closest, UsageError } from "../../errors.js";
import { qualifiedName, type ResourceType } from "../../model/resource-type.js";

/**
 * Resolves a resource type as kubectl does: plural, singular, short name or kind, in any case, alone or with its group (`deployments.apps`,
 * the group may be abbreviated) or with version and group (`deployments.v1.apps`).
 *
 * A full name wins over a short one, then singular, then kind. Of several groups the core group wins, then `apps`, then the order of the
 * server; of several versions the preferred one. Types that can be watched win over those that cannot. Throws `UsageError`.
 */
export function resolveResource(typed: string, resources: readonly ResourceType[], { isAlone = false }: TypedWord = {}): ResourceType {
  const found = findResource(typed, resources);
  if (found === undefined) throw unknownType(typed, resources, isAlone);
  if (!isWatchable(found)) throw notWatchable(typed, found);
  return found;
}

interface TypedWord {
  /** No name was typed after it: it may be one itself. Default: false. */
  readonly isAlone?: boolean;
}

/** Several names with commas; a category (`all`) means every type in it that can be watched. Each type once. Throws `UsageError`. */
export function resolveResources(
  typed: string,
  resources: readonly ResourceType[],
  { isAlone = false }: TypedWord = {},
): readonly ResourceType[] {
  const names = typed.split(",").map((name) => name.trim());
  if (names.includes("")) throw new UsageError(`an empty resource type in "${typed}"`);
  const types = names.flatMap((name) => {
    if (findResource(name, resources) !== undefined) return [resolveResource(name, resources)];
    const category = typesOfCategory(name, resources);
    return category.length > 0 ? category : [resolveResource(name, resources, { isAlone: isAlone && names.length === 1 })];
  });
  return types.filter((type, index) => types.findIndex((other) => qualifiedName(other) === qualifiedName(type)) === index);
}

/** By `apiVersion` and Kind, the form of the older tool: `apps/v1`, `Deployment`. Throws `UsageError`. */
export function resolveKind(apiVersion: string, kind: string, resources: readonly ResourceType[]): ResourceType {
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  const offered = resources.filter((type) => type.group === group && type.version === version);
  const found = byName(kind.toLowerCase(), offered);
  if (found !== undefined && isWatchable(found)) return found;
  if (found !== undefined) throw notWatchable(kind, found);
  const near =
    closest(
      kind,
      offered.map((type) => type.kind),
    ) ?? sameKindElsewhere(kind, resources);
  throw new UsageError(`no matches for kind "${kind}" in version "${apiVersion}"`, {
    hint: near === undefined ? listThem : `did you mean ${near}? ${listThem}`,
  });
}

const listThem = 'run "kubectl api-resources" to see all types';

/** As `resolveResource`, but undefined if there is none, and also types that cannot be watched. */
export function findResource(typed: string, resources: readonly ResourceType[]): ResourceType | undefined {
  const [name = "", ...rest] = typed.toLowerCase().split(".");
  if (rest.length === 0) return byName(name, resources);
  const [version = "", ...group] = rest;
  const inVersion = resources.filter((type) => type.version === version && type.group === group.join("."));
  return byName(name, inVersion) ?? byGroup(name, rest.join("."), resources);
}

/** The exact group, else one with this prefix: `ingresses.networking`. */
function byGroup(name: string, group: string, resources: readonly ResourceType[]): ResourceType | undefined {
  return (
    byName(
      name,
      resources.filter((type) => type.group === group),
    ) ??
    byName(
      name,
      resources.filter((type) => type.group.startsWith(group)),
    )
  );
}

function byName(name: string, resources: readonly ResourceType[]): ResourceType | undefined {
  const ways: readonly ((type: ResourceType) => boolean)[] = [
    (type) => type.resource === name,
    (type) => type.shortNames.some((short) => short.toLowerCase() === name),
    (type) => type.singular === name,
    (type) => type.kind.toLowerCase() === name,
  ];
  const matches = ways.flatMap((matchesName) => resources.filter(matchesName).toSorted(byRank));
  return matches.find(isWatchable) ?? matches[0];
}

/** Stable sort: within a rank the order of the server is kept. */
function byRank(a: ResourceType, b: ResourceType): number {
  return rank(a) - rank(b);
}

function rank({ group }: ResourceType): number {
  return group === "" ? 0 : group === "apps" ? 1 : 2;
}

function isWatchable(type: ResourceType): boolean {
  return type.verbs.includes("list") && type.verbs.includes("watch");
}

/** The preferred version of each type. */
function typesOfCategory(name: string, resources: readonly ResourceType[]): readonly ResourceType[] {
  return resources.filter((type) => type.categories.includes(name.toLowerCase()) && isWatchable(type));
}

function unknownType(typed: string, resources: readonly ResourceType[], isAlone: boolean): UsageError {
  const [name = ""] = typed.split(".");
  const names = new Set(
    resources.filter(isWatchable).flatMap((type) => [type.resource, type.singular, type.kind.toLowerCase(), ...type.shortNames]),
  );
  const near = closestSome(
    name.toLowerCase(),
    [...names].filter((candidate) => candidate !== ""),
  );
  const hint =
    near.length === 0
      ? `${isAlone ? `if it is a name, write its type before it: "TYPE ${typed}"; ` : ""}${listThem}`
      : `did you mean ${near.map((candidate) => `"${candidate}"`).join(" or ")}? ${listThem}`;
  return new UsageError(`the server doesn't have a resource type "${typed}"`, { hint });
}

/** The two closest names. */
function closestSome(typed: string, names: readonly string[]): readonly string[] {
  const first = closest(typed, names);
  const second = closest(
    typed,
    names.filter((name) => name !== first),
  );
  return [first, second].filter((name) => name !== undefined);
}

function sameKindElsewhere(kind: string, resources: readonly ResourceType[]): string | undefined {
  const found = byName(kind.toLowerCase(), resources);
  return found === undefined ? undefined : `${found.group === "" ? "" : `${found.group}/`}${found.version} ${found.kind}`;
}

function notWatchable(typed: string, type: ResourceType): UsageError {
  return new UsageError(`"${typed}" (${qualifiedName(type)}) cannot be recorded: the server does not allow list and watch`, {
    hint: `the server allows ${type.verbs.join(", ") || "no verbs"} for it; run "kubectl api-resources --verbs=list,watch" to see types that can be watched`,
  });
}
