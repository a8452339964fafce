import { qualifiedName, type ResourceType } from "../model/resource-type.js";

/**
 * The kinds that the controllers of Kubernetes create, by the kind that owns them. Owner uids define the tree; this table only says which
 * collections to watch for it. Entries are `resource` or `resource.group`.
 */
const owned: Readonly<Record<string, readonly string[]>> = {
  "deployments.apps": ["replicasets.apps"],
  "replicasets.apps": ["pods"],
  "statefulsets.apps": ["pods", "controllerrevisions.apps", "persistentvolumeclaims"],
  "daemonsets.apps": ["pods", "controllerrevisions.apps"],
  replicationcontrollers: ["pods"],
  "cronjobs.batch": ["jobs.batch"],
  "jobs.batch": ["pods"],
  "ingresses.networking.k8s.io": ["services"],
  services: ["endpointslices.discovery.k8s.io", "pods"],
  pods: [],
};

/** Built-in kinds that own nothing worth recording; any other kind that is not in `owned` is a custom resource. */
const childless = new Set([
  "configmaps",
  "secrets",
  "events",
  "endpoints",
  "nodes",
  "namespaces",
  "persistentvolumes",
  "persistentvolumeclaims",
  "serviceaccounts",
]);

/** What a custom resource may own: its controller can create anything; these are what controllers usually create. */
const ownedByCustomResources = [
  "deployments.apps",
  "statefulsets.apps",
  "daemonsets.apps",
  "cronjobs.batch",
  "jobs.batch",
  "services",
  "configmaps",
  "secrets",
  "persistentvolumeclaims",
  "ingresses.networking.k8s.io",
  "poddisruptionbudgets.policy",
  "horizontalpodautoscalers.autoscaling",
  "pods",
];

/** All types that objects of `root` may own, directly or indirectly, nearest first, without `root` itself. */
export function ownedTypes(root: ResourceType, offered: readonly ResourceType[]): readonly ResourceType[] {
  const found: ResourceType[] = [];
  const queue = [root];
  for (let type = queue.shift(); type !== undefined; type = queue.shift()) {
    for (const child of childrenOf(type, offered)) {
      if (found.includes(child) || sameType(child, root)) continue;
      found.push(child);
      queue.push(child);
    }
  }
  return found;
}

function childrenOf(type: ResourceType, offered: readonly ResourceType[]): readonly ResourceType[] {
  const names = owned[qualifiedName(type)];
  if (names !== undefined) return names.flatMap((name) => findType(name, offered) ?? []);
  if (!isCustomResource(type)) return [];
  const siblings = offered.filter((other) => other.group === type.group && other.version === type.version && other.namespaced);
  return [...siblings, ...ownedByCustomResources.flatMap((name) => findType(name, offered) ?? [])].filter(isWatchable);
}

/** The groups of Kubernetes itself have no dot or end in k8s.io, and their kinds are all in the tables above. */
function isCustomResource(type: ResourceType): boolean {
  return type.group.includes(".") && !type.group.endsWith(".k8s.io") && !childless.has(qualifiedName(type));
}

/** The preferred version of a type named `resource` or `resource.group`, if the server allows watching it. */
export function findType(name: string, offered: readonly ResourceType[]): ResourceType | undefined {
  return offered.find((type) => qualifiedName(type) === name && isWatchable(type));
}

export function sameType(a: ResourceType, b: ResourceType): boolean {
  return a.group === b.group && a.resource === b.resource;
}

function isWatchable(type: ResourceType): boolean {
  return type.verbs.includes("list") && type.verbs.includes("watch");
}
