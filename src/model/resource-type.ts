/** One resource type that a server offers, from discovery. */
export interface ResourceType {
  /** "" for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, as in the path: "pods". */
  readonly resource: string;
  /** "pod"; may be empty on old servers. */
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
}

/** "v1" or "apps/v1". */
export function apiVersionOf(type: Pick<ResourceType, "group" | "version">): string {
  return type.group === "" ? type.version : `${type.group}/${type.version}`;
}

/** "pods" or "deployments.apps": unique among the types of a server. */
export function qualifiedName(type: Pick<ResourceType, "group" | "resource">): string {
  return type.group === "" ? type.resource : `${type.resource}.${type.group}`;
}

/** The path of the collection: `/api/v1/namespaces/default/pods`, `/apis/apps/v1/deployments`. */
export function collectionPath(type: Pick<ResourceType, "group" | "version" | "resource" | "namespaced">, namespace?: string): string {
  const root = type.group === "" ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  const scope = type.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${root}${scope}/${type.resource}`;
}
