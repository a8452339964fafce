import { at, countAt, itemsAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { ageColumn, column, countColumn, nameColumn, type TableKind, text, wide } from "./column.js";
import { documentation } from "./documentation.js";

/** Kinds that hold configuration rather than run anything. */
export const namespaces: TableKind = {
  columns: [nameColumn, column("Status", "string", "The status of the namespace", (object) => text(object, "status", "phase")), ageColumn],
};

export const configMaps: TableKind = {
  columns: [
    nameColumn,
    column("Data", "string", documentation.configMap.data, (object) => memberCount(object, "data") + memberCount(object, "binaryData")),
    ageColumn,
  ],
};

export const secrets: TableKind = {
  columns: [
    nameColumn,
    column("Type", "string", documentation.secret.type, (object) => text(object, "type")),
    column("Data", "string", documentation.secret.data, (object) => memberCount(object, "data")),
    ageColumn,
  ],
};

export const serviceAccounts: TableKind = {
  columns: [
    nameColumn,
    column("Secrets", "string", documentation.serviceAccount.secrets, (object) => itemsAt(object, "secrets").length),
    ageColumn,
  ],
};

export const resourceQuotas: TableKind = {
  columns: [
    nameColumn,
    column("Request", "string", "Request represents a minimum amount of cpu/memory that a container may consume.", (object) =>
      quotaText(object, (resource) => !isLimit(resource)),
    ),
    column(
      "Limit",
      "string",
      "Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.",
      (object) => quotaText(object, isLimit),
    ),
    ageColumn,
  ],
};

export const podDisruptionBudgets: TableKind = {
  columns: [
    nameColumn,
    column("Min Available", "string", "The minimum number of pods that must be available.", (object) => amount(object, "minAvailable")),
    column("Max Unavailable", "string", "The maximum number of pods that may be unavailable.", (object) =>
      amount(object, "maxUnavailable"),
    ),
    countColumn("Allowed Disruptions", "Calculated number of pods that may be disrupted at this time.", "status", "disruptionsAllowed"),
    ageColumn,
  ],
};

export const leases: TableKind = {
  columns: [
    nameColumn,
    column("Holder", "string", documentation.leaseSpec.holderIdentity, (object) => text(object, "spec", "holderIdentity")),
    ageColumn,
  ],
};

export const priorityClasses: TableKind = {
  columns: [
    nameColumn,
    column("Value", "integer", documentation.priorityClass.value, (object) => countAt(object, "value")),
    column("Global-Default", "boolean", documentation.priorityClass.globalDefault, (object) => at(object, "globalDefault") === true),
    ageColumn,
    column("PreemptionPolicy", "string", documentation.priorityClass.preemptionPolicy, (object) => text(object, "preemptionPolicy")),
  ],
};

export const roleBindings = bindings("roleBinding");
export const clusterRoleBindings = bindings("clusterRoleBinding");

function bindings(kind: "roleBinding" | "clusterRoleBinding"): TableKind {
  const subjects = (object: KubeObject, of: string) => itemsAt(object, "subjects").filter((subject) => textAt(subject, "kind") === of);
  const names = (object: KubeObject, of: string) => subjects(object, of).map((subject) => text(subject, "name"));
  return {
    columns: [
      nameColumn,
      column("Role", "string", documentation[kind].roleRef, (object) => {
        return `${text(object, "roleRef", "kind")}/${text(object, "roleRef", "name")}`;
      }),
      ageColumn,
      wide("Users", `Users in the ${kind}`, (object) => names(object, "User").join(", ")),
      wide("Groups", `Groups in the ${kind}`, (object) => names(object, "Group").join(", ")),
      wide("ServiceAccounts", `ServiceAccounts in the ${kind}`, (object) =>
        subjects(object, "ServiceAccount")
          .map((subject) => `${text(subject, "namespace")}/${text(subject, "name")}`)
          .join(", "),
      ),
    ],
  };
}

function memberCount(object: KubeObject, field: string): number {
  const found = at(object, field);
  return typeof found === "object" && found !== null ? Object.keys(found).length : 0;
}

/** "pods: 1/4, requests.cpu: 500m/2" */
function quotaText(quota: KubeObject, wanted: (resource: string) => boolean): string {
  const hard = at(quota, "status", "hard");
  if (typeof hard !== "object" || hard === null) return "";
  return Object.keys(hard)
    .filter(wanted)
    .sort()
    .map((resource) => `${resource}: ${quantityAt(quota, "status", "used", resource)}/${quantityAt(hard, resource)}`)
    .join(", ");
}

function quantityAt(object: unknown, ...path: readonly string[]): string {
  const found = at(object, ...path);
  return typeof found === "string" || typeof found === "number" ? `${found}` : "0";
}

function isLimit(resource: string): boolean {
  return resource.startsWith("limits.");
}

/** A number or a percentage. */
function amount(budget: KubeObject, field: string): string {
  const found = at(budget, "spec", field);
  return typeof found === "string" || typeof found === "number" ? String(found) : "N/A";
}
