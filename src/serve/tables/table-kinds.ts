import { qualifiedName, type ResourceType } from "../../model/resource-type.js";
import { horizontalPodAutoscalers } from "./autoscalers.js";
import { ageColumn, column, nameColumn, type TableKind, text } from "./column.js";
import { documentation } from "./documentation.js";
import { events } from "./events.js";
import { cronJobs, jobs } from "./jobs.js";
import { nodes } from "./nodes.js";
import { pods, podTemplates } from "./pods.js";
import { endpointSlices, endpoints, ingresses, networkPolicies, services } from "./services.js";
import {
  clusterRoleBindings,
  configMaps,
  leases,
  namespaces,
  podDisruptionBudgets,
  priorityClasses,
  resourceQuotas,
  roleBindings,
  secrets,
  serviceAccounts,
} from "./settings.js";
import { persistentVolumeClaims, persistentVolumes, storageClasses } from "./volumes.js";
import { controllerRevisions, daemonSets, deployments, replicaSets, replicationControllers, statefulSets } from "./workloads.js";

/**
 * The columns that the API server shows for a type. Those of built-in types are compiled into it (`pkg/printers/internalversion` of
 * Kubernetes). A custom type has name and age unless its definition adds columns, which a recording does not contain. Rarely listed
 * built-in types are shown like custom types.
 */
export function tableKindOf(type: Pick<ResourceType, "group" | "resource">): TableKind {
  const name = qualifiedName(type);
  if (Object.hasOwn(byResource, name)) return byResource[name] ?? custom;
  return withoutPrinter.has(name) ? createdAt : custom;
}

const byResource: Readonly<Record<string, TableKind>> = {
  pods,
  podtemplates: podTemplates,
  replicationcontrollers: replicationControllers,
  services,
  endpoints,
  events,
  nodes,
  namespaces,
  configmaps: configMaps,
  secrets,
  serviceaccounts: serviceAccounts,
  resourcequotas: resourceQuotas,
  persistentvolumeclaims: persistentVolumeClaims,
  persistentvolumes: persistentVolumes,
  "deployments.apps": deployments,
  "replicasets.apps": replicaSets,
  "statefulsets.apps": statefulSets,
  "daemonsets.apps": daemonSets,
  "controllerrevisions.apps": controllerRevisions,
  "jobs.batch": jobs,
  "cronjobs.batch": cronJobs,
  "events.events.k8s.io": events,
  "endpointslices.discovery.k8s.io": endpointSlices,
  "ingresses.networking.k8s.io": ingresses,
  "networkpolicies.networking.k8s.io": networkPolicies,
  "storageclasses.storage.k8s.io": storageClasses,
  "poddisruptionbudgets.policy": podDisruptionBudgets,
  "horizontalpodautoscalers.autoscaling": horizontalPodAutoscalers,
  "leases.coordination.k8s.io": leases,
  "priorityclasses.scheduling.k8s.io": priorityClasses,
  "rolebindings.rbac.authorization.k8s.io": roleBindings,
  "clusterrolebindings.rbac.authorization.k8s.io": clusterRoleBindings,
};

const custom: TableKind = { columns: [nameColumn, { ...ageColumn, type: "date" }] };

/** Built-in types without columns of their own. */
const withoutPrinter = new Set([
  "limitranges",
  "roles.rbac.authorization.k8s.io",
  "clusterroles.rbac.authorization.k8s.io",
  "customresourcedefinitions.apiextensions.k8s.io",
]);

const createdAt: TableKind = {
  columns: [
    nameColumn,
    column("Created At", "date", documentation.objectMeta.creationTimestamp, (object) => text(object, "metadata", "creationTimestamp")),
  ],
};
