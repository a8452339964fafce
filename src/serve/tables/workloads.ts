import { countAt, itemsAt, numberAt } from "../../model/fields.js";
import { groupOf, type KubeObject } from "../../model/kube-object.js";
import { ageColumn, column, countColumn, nameColumn, type TableKind, text, wide } from "./column.js";
import { documentation } from "./documentation.js";
import { containerColumns } from "./pod-template.js";
import { labelsText, selectorText } from "./selector-text.js";

export const deployments: TableKind = {
  columns: [
    nameColumn,
    column("Ready", "string", "Number of the pod with ready state", readyOfDesired),
    // The server sends numbers in columns of type "string".
    column("Up-to-date", "string", documentation.deploymentStatus.updatedReplicas, (object) =>
      countAt(object, "status", "updatedReplicas"),
    ),
    column("Available", "string", documentation.deploymentStatus.availableReplicas, (object) =>
      countAt(object, "status", "availableReplicas"),
    ),
    ageColumn,
    ...containerColumns("spec", "template"),
    wide("Selector", documentation.deploymentSpec.selector, (object) => selectorText(object, "spec", "selector")),
  ],
};

export const replicaSets: TableKind = {
  columns: [
    nameColumn,
    countColumn("Desired", documentation.replicaSetSpec.replicas, "spec", "replicas"),
    countColumn("Current", documentation.replicaSetStatus.replicas, "status", "replicas"),
    countColumn("Ready", documentation.replicaSetStatus.readyReplicas, "status", "readyReplicas"),
    ageColumn,
    ...containerColumns("spec", "template"),
    wide("Selector", documentation.replicaSetSpec.selector, selector),
  ],
};

export const replicationControllers: TableKind = {
  columns: [
    nameColumn,
    countColumn("Desired", documentation.replicationControllerSpec.replicas, "spec", "replicas"),
    countColumn("Current", documentation.replicationControllerStatus.replicas, "status", "replicas"),
    countColumn("Ready", documentation.replicationControllerStatus.readyReplicas, "status", "readyReplicas"),
    ageColumn,
    ...containerColumns("spec", "template"),
    wide("Selector", documentation.replicationControllerSpec.selector, (object) => labelsText(object, "spec", "selector")),
  ],
};

export const statefulSets: TableKind = {
  columns: [
    nameColumn,
    column("Ready", "string", "Number of the pod with ready state", readyOfDesired),
    ageColumn,
    ...containerColumns("spec", "template"),
  ],
};

export const daemonSets: TableKind = {
  columns: [
    nameColumn,
    countColumn("Desired", documentation.daemonSetStatus.desiredNumberScheduled, "status", "desiredNumberScheduled"),
    countColumn("Current", documentation.daemonSetStatus.currentNumberScheduled, "status", "currentNumberScheduled"),
    countColumn("Ready", documentation.daemonSetStatus.numberReady, "status", "numberReady"),
    countColumn("Up-to-date", documentation.daemonSetStatus.updatedNumberScheduled, "status", "updatedNumberScheduled"),
    countColumn("Available", documentation.daemonSetStatus.numberAvailable, "status", "numberAvailable"),
    column("Node Selector", "string", documentation.podSpec.nodeSelector, (object) =>
      labelsText(object, "spec", "template", "spec", "nodeSelector"),
    ),
    ageColumn,
    ...containerColumns("spec", "template"),
    wide("Selector", documentation.daemonSetSpec.selector, selector),
  ],
};

export const controllerRevisions: TableKind = {
  columns: [
    nameColumn,
    column("Controller", "string", "Controller of the object", controllerOf),
    column("Revision", "string", documentation.controllerRevision.revision, (object) => numberAt(object, "revision") ?? 0),
    ageColumn,
  ],
};

function readyOfDesired(object: KubeObject): string {
  return `${countAt(object, "status", "readyReplicas")}/${countAt(object, "spec", "replicas")}`;
}

function selector(object: KubeObject): string {
  return selectorText(object, "spec", "selector") || "<none>";
}

/** "statefulset.apps/web" */
function controllerOf(object: KubeObject): string {
  const owner = itemsAt(object, "metadata", "ownerReferences").find(
    (reference) => (reference as { controller?: unknown })?.controller === true,
  );
  if (owner === undefined) return "<none>";
  const group = groupOf(text(owner, "apiVersion"));
  const kind = text(owner, "kind").toLowerCase();
  return `${group === "" ? kind : `${kind}.${group}`}/${text(owner, "name")}`;
}
