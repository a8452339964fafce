import { itemsAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { since } from "./age.js";
import { ageColumn, column, nameColumn, type RowCondition, type TableKind, text, wide } from "./column.js";
import { documentation } from "./documentation.js";
import { isConditionTrue, podStatus } from "./pod-status.js";
import { labelsText } from "./selector-text.js";

export const pods: TableKind = {
  columns: [
    nameColumn,
    column("Ready", "string", "The aggregate readiness state of this pod for accepting traffic.", (pod) => {
      const { ready, total } = podStatus(pod);
      return `${ready}/${total}`;
    }),
    column("Status", "string", "The aggregate status of the containers in this pod.", (pod) => podStatus(pod).reason),
    column(
      "Restarts",
      "string",
      "The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.",
      restartsText,
    ),
    ageColumn,
    wide("IP", documentation.podStatus.podIP, (pod) => orNone(text(pod, "status", "podIPs", 0, "ip") || text(pod, "status", "podIP"))),
    wide("Node", documentation.podSpec.nodeName, (pod) => orNone(text(pod, "spec", "nodeName"))),
    wide("Nominated Node", documentation.podStatus.nominatedNodeName, (pod) => orNone(text(pod, "status", "nominatedNodeName"))),
    wide("Readiness Gates", documentation.podSpec.readinessGates, readinessGates),
  ],
  conditions: completion,
};

export const podTemplates: TableKind = {
  columns: [
    nameColumn,
    column("Containers", "string", "Names of each container in the template.", (object) => containers(object, "name")),
    column("Images", "string", "Images referenced by each container in the template.", (object) => containers(object, "image")),
    column("Pod Labels", "string", "The labels for the pod template.", (object) => labelsText(object, "template", "metadata", "labels")),
  ],
};

function restartsText(pod: KubeObject, nowMs: number): string {
  const { restarts, lastRestartMs } = podStatus(pod);
  return restarts === 0 || lastRestartMs === undefined ? String(restarts) : `${restarts} (${since(lastRestartMs, nowMs)} ago)`;
}

function readinessGates(pod: KubeObject): string {
  const gates = itemsAt(pod, "spec", "readinessGates");
  if (gates.length === 0) return "<none>";
  const open = gates.filter((gate) => isConditionTrue(pod, text(gate, "conditionType")));
  return `${open.length}/${gates.length}`;
}

function completion(pod: KubeObject): readonly RowCondition[] {
  const phase = textAt(pod, "status", "phase");
  const completed = { type: "Completed", status: "True" } as const;
  if (phase === "Succeeded") return [{ ...completed, reason: phase, message: "The pod has completed successfully." }];
  return phase === "Failed" ? [{ ...completed, reason: phase, message: "The pod failed." }] : [];
}

function orNone(cell: string): string {
  return cell === "" ? "<none>" : cell;
}

function containers(object: KubeObject, field: string): string {
  return itemsAt(object, "template", "spec", "containers")
    .map((container) => text(container, field))
    .join(",");
}
