import type { ResourceType } from "../../model/resource-type.js";

/** The resource types of a server. */
export interface Discovery {
  /** The core group first, then in the order of the server; within a group the preferred version first. */
  readonly types: readonly ResourceType[];
  /** Messages about groups that could not be read (the server of an aggregated API is down). */
  readonly skipped: readonly string[];
}

/** One API group with its versions, the preferred one first. */
export interface GroupDocument {
  readonly group: string;
  readonly versions: readonly string[];
}

/** Reads an `APIGroupDiscoveryList`, v2 or v2beta1. Undefined for any other document. */
export function readAggregated(document: unknown): Discovery | undefined {
  const root = fields(document);
  if (root["kind"] !== "APIGroupDiscoveryList") return undefined;
  const types: ResourceType[] = [];
  const skipped: string[] = [];
  for (const item of list(root["items"]).map(fields)) {
    const group = text(fields(item["metadata"])["name"]);
    for (const versioned of list(item["versions"]).map(fields)) {
      const version = text(versioned["version"]);
      for (const resource of list(versioned["resources"])) {
        const type = aggregatedType(fields(resource), group, version);
        if (type !== undefined) types.push(type);
      }
      if (versioned["freshness"] === "Stale")
        skipped.push(`the resources of ${group}/${version} may be out of date: its API server does not respond`);
    }
  }
  return { types, skipped };
}

function aggregatedType(resource: Fields, group: string, version: string): ResourceType | undefined {
  const name = text(resource["resource"]);
  const kind = text(fields(resource["responseKind"])["kind"]);
  // An entry that only groups subresources has neither kind nor verbs.
  if (name === "" || kind === "") return undefined;
  return {
    group,
    version,
    resource: name,
    singular: text(resource["singularResource"]),
    kind,
    namespaced: resource["scope"] === "Namespaced",
    shortNames: texts(resource["shortNames"]),
    categories: texts(resource["categories"]),
    verbs: texts(resource["verbs"]),
  };
}

/** `/api`: the versions of the core group. */
export function readVersions(document: unknown): readonly GroupDocument[] | undefined {
  const root = fields(document);
  return root["kind"] === "APIVersions" ? [{ group: "", versions: texts(root["versions"]) }] : undefined;
}

/** `/apis`: all other groups. */
export function readGroups(document: unknown): readonly GroupDocument[] | undefined {
  const root = fields(document);
  if (root["kind"] !== "APIGroupList") return undefined;
  return list(root["groups"])
    .map(fields)
    .map((group) => {
      const preferred = text(fields(group["preferredVersion"])["version"]);
      const versions = list(group["versions"]).map((version) => text(fields(version)["version"]));
      return { group: text(group["name"]), versions: [...new Set([preferred, ...versions])].filter((version) => version !== "") };
    });
}

/** `/api/v1`, `/apis/GROUP/VERSION`: the resources of one version. Subresources (`pods/log`) are left out. */
export function readResourceList(
  document: unknown,
  { group, version }: { group: string; version: string },
): readonly ResourceType[] | undefined {
  const root = fields(document);
  if (root["kind"] !== "APIResourceList") return undefined;
  return list(root["resources"])
    .map(fields)
    .filter((resource) => text(resource["name"]) !== "" && !text(resource["name"]).includes("/"))
    .map((resource) => ({
      group,
      version,
      resource: text(resource["name"]),
      singular: text(resource["singularName"]),
      kind: text(resource["kind"]),
      namespaced: resource["namespaced"] === true,
      shortNames: texts(resource["shortNames"]),
      categories: texts(resource["categories"]),
      verbs: texts(resource["verbs"]),
    }));
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function texts(value: unknown): readonly string[] {
  return list(value).filter((item): item is string => typeof item === "string");
}
