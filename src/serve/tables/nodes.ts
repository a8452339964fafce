import { at, itemsAt, textAt, textsAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { ageColumn, column, nameColumn, type TableKind, text, wide } from "./column.js";
import { documentation } from "./documentation.js";

export const nodes: TableKind = {
  columns: [
    nameColumn,
    column("Status", "string", "The status of the node", nodeStatus),
    column("Roles", "string", "The roles of the node", roles),
    ageColumn,
    column("Version", "string", documentation.nodeSystemInfo.kubeletVersion, (node) => text(node, "status", "nodeInfo", "kubeletVersion")),
    wide("Internal-IP", documentation.nodeStatus.addresses, (node) => address(node, "InternalIP")),
    wide("External-IP", documentation.nodeStatus.addresses, (node) => address(node, "ExternalIP")),
    wide("OS-Image", documentation.nodeSystemInfo.osImage, (node) => nodeInfo(node, "osImage")),
    wide("Kernel-Version", documentation.nodeSystemInfo.kernelVersion, (node) => nodeInfo(node, "kernelVersion")),
    wide("Container-Runtime", documentation.nodeSystemInfo.containerRuntimeVersion, (node) => nodeInfo(node, "containerRuntimeVersion")),
  ],
};

/** "Ready", "NotReady,SchedulingDisabled", "Unknown" */
function nodeStatus(node: KubeObject): string {
  const ready = itemsAt(node, "status", "conditions").findLast((condition) => textAt(condition, "type") === "Ready");
  const readiness = ready === undefined ? "Unknown" : textAt(ready, "status") === "True" ? "Ready" : "NotReady";
  return at(node, "spec", "unschedulable") === true ? `${readiness},SchedulingDisabled` : readiness;
}

/** From the labels `node-role.kubernetes.io/ROLE` and `kubernetes.io/role=ROLE`. */
function roles(node: KubeObject): string {
  const found = new Set<string>();
  for (const [key, value] of textsAt(node, "metadata", "labels")) {
    const role = key.startsWith(rolePrefix) ? key.slice(rolePrefix.length) : key === "kubernetes.io/role" ? value : "";
    if (role !== "") found.add(role);
  }
  return [...found].sort().join(",") || "<none>";
}

const rolePrefix = "node-role.kubernetes.io/";

function address(node: KubeObject, type: string): string {
  const found = itemsAt(node, "status", "addresses").find((candidate) => textAt(candidate, "type") === type);
  return found === undefined ? "<none>" : text(found, "address");
}

function nodeInfo(node: KubeObject, field: string): string {
  return text(node, "status", "nodeInfo", field) || "<unknown>";
}
