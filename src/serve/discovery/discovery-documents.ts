import { apiVersionOf, type ResourceType } from "../../model/resource-type.js";
import type { ServerInfo } from "../../model/session.js";

type GroupVersion = Pick<ResourceType, "group" | "version">;

/** The discovery documents, in both forms: the older one of many documents and the aggregated one. */
export class DiscoveryDocuments {
  readonly #types: readonly ResourceType[];
  readonly #address: () => string;
  readonly #empty: readonly GroupVersion[];

  /** `empty`: versions of groups that are announced without types. `address`: host and port of this server, known once it listens. */
  constructor(types: readonly ResourceType[], empty: readonly GroupVersion[], address: () => string) {
    this.#types = types;
    this.#empty = empty.filter(({ group }) => !types.some((type) => type.group === group));
    this.#address = address;
  }

  /** `/api` */
  coreVersions(): object {
    return {
      kind: "APIVersions",
      versions: ["v1"],
      serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: this.#address() }],
    };
  }

  /** `/apis` */
  groups(): object {
    return { kind: "APIGroupList", apiVersion: "v1", groups: this.#groupNames().map((name) => this.#groupEntry(name)) };
  }

  /** `/apis/G`; undefined when there is no such group. */
  group(name: string): object | undefined {
    return this.#groupNames().includes(name) ? { kind: "APIGroup", apiVersion: "v1", ...this.#groupEntry(name) } : undefined;
  }

  /** `/api/v1`, `/apis/G/V`; undefined when there is no such version. (For the core group the server omits `apiVersion`; so do we.) */
  types(group: string, version: string): object | undefined {
    const types = this.#typesOf(group, version);
    const isCore = group === "" && version === "v1";
    if (!this.#versionsOf(group).includes(version)) return undefined;
    const head = { kind: "APIResourceList", ...(isCore ? {} : { apiVersion: "v1" }), groupVersion: apiVersionOf({ group, version }) };
    return { ...head, resources: types.map(resourceEntry) };
  }

  /** `/api` (core) and `/apis` (all others) in the aggregated form. */
  aggregated(root: "core" | "groups"): object {
    const groups = root === "core" ? [""] : this.#groupNames();
    return {
      kind: "APIGroupDiscoveryList",
      apiVersion: "apidiscovery.k8s.io/v2",
      metadata: {},
      items: groups.map((name) => ({
        metadata: name === "" ? {} : { name },
        versions: this.#versionsOf(name).map((version) => ({
          version,
          resources: this.#typesOf(name, version).map(aggregatedEntry),
          freshness: "Current",
        })),
      })),
    };
  }

  get #versions(): readonly GroupVersion[] {
    return [...this.#types, ...this.#empty];
  }

  #groupNames(): string[] {
    return [...new Set(this.#versions.map(({ group }) => group))].filter((group) => group !== "").sort();
  }

  #versionsOf(group: string): string[] {
    const versions = new Set(this.#versions.filter((type) => type.group === group).map(({ version }) => version));
    if (group === "") versions.add("v1");
    return [...versions].sort(bestFirst);
  }

  #typesOf(group: string, version: string): ResourceType[] {
    return this.#types
      .filter((type) => type.group === group && type.version === version)
      .sort((a, b) => (a.resource < b.resource ? -1 : 1));
  }

  #groupEntry(name: string) {
    const versions = this.#versionsOf(name).map((version) => ({ groupVersion: `${name}/${version}`, version }));
    return { name, versions, preferredVersion: versions[0] };
  }
}

/** `/version`, if it was recorded. */
export function versionDocument(server: ServerInfo | undefined): object {
  const gitVersion = server?.version ?? "v0.0.0";
  const [, major = "", minor = ""] = /^v?(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion,
    gitCommit: "unknown",
    gitTreeState: "",
    buildDate: "1970-01-01T00:00:00Z",
    goVersion: "unknown",
    compiler: "gc",
    platform: "unknown",
  };
}

function resourceEntry(type: ResourceType): object {
  return {
    name: type.resource,
    singularName: type.singular,
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: type.verbs,
    ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
    ...(type.categories.length > 0 ? { categories: type.categories } : {}),
  };
}

/** An empty group and version in `responseKind` mean those of the enclosing document: the server writes it so. */
function aggregatedEntry(type: ResourceType): object {
  return {
    resource: type.resource,
    responseKind: { group: "", version: "", kind: type.kind },
    scope: type.namespaced ? "Namespaced" : "Cluster",
    singularResource: type.singular,
    verbs: type.verbs,
    ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
    ...(type.categories.length > 0 ? { categories: type.categories } : {}),
  };
}

/** The order of Kubernetes: v2, v1, v1beta2, v1beta1, v1alpha1, then anything else by name. */
function bestFirst(a: string, b: string): number {
  const [x, y] = [rank(a), rank(b)];
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return (y[i] ?? 0) - (x[i] ?? 0);
  return a < b ? -1 : 1;
}

function rank(version: string): readonly number[] {
  const parts = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (parts === null) return [0, 0, 0];
  const [, major, stage, iteration] = parts;
  return [stage === undefined ? 3 : stage === "beta" ? 2 : 1, Number(major), Number(iteration ?? 0)];
}
