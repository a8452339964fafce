import { at, countAt, itemsAt, numberAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { ageColumn, column, nameColumn, type TableKind, text } from "./column.js";
import { documentation } from "./documentation.js";

const { horizontalPodAutoscalerSpec: spec, horizontalPodAutoscalerStatus: status } = documentation;

export const horizontalPodAutoscalers: TableKind = {
  columns: [
    nameColumn,
    column("Reference", "string", spec.scaleTargetRef, (object) => {
      return `${text(object, "spec", "scaleTargetRef", "kind")}/${text(object, "spec", "scaleTargetRef", "name")}`;
    }),
    column("Targets", "string", spec.metrics, targetsText),
    column("MinPods", "string", spec.minReplicas, (object) => String(numberAt(object, "spec", "minReplicas") ?? "<unset>")),
    column("MaxPods", "string", spec.maxReplicas, (object) => countAt(object, "spec", "maxReplicas")),
    column("Replicas", "string", status.currentReplicas, (object) => countAt(object, "status", "currentReplicas")),
    ageColumn,
  ],
};

/** "cpu: 12%/80%, 3/5 (avg) + 1 more..." */
function targetsText(object: KubeObject): string {
  const metrics = itemsAt(object, "spec", "metrics");
  const all = metrics.map((metric, i) => metricText(metric, at(object, "status", "currentMetrics", i)));
  if (all.length === 0) return legacyTarget(object);
  return all.length > 2 ? `${all.slice(0, 2).join(", ")} + ${all.length - 2} more...` : all.join(", ");
}

/** `autoscaling/v1` has one metric, in separate fields. */
function legacyTarget(object: KubeObject): string {
  const target = numberAt(object, "spec", "targetCPUUtilizationPercentage");
  if (target === undefined) return "<none>";
  return `cpu: ${percent(numberAt(object, "status", "currentCPUUtilizationPercentage"), "<unknown>")}/${target}%`;
}

function metricText(metric: unknown, current: unknown): string {
  switch (textAt(metric, "type")) {
    case "External":
      return valueText(at(metric, "external"), at(current, "external"));
    case "Object":
      return valueText(at(metric, "object"), at(current, "object"));
    case "Pods":
      return `${quantity(current, "pods", "current", "averageValue")}/${quantity(metric, "pods", "target", "averageValue")}`;
    case "Resource":
      return resourceText(at(metric, "resource"), at(current, "resource"));
    case "ContainerResource":
      return resourceText(at(metric, "containerResource"), at(current, "containerResource"));
    default:
      return "<unknown type>";
  }
}

function valueText(metric: unknown, current: unknown): string {
  const isAverage = at(metric, "target", "averageValue") !== undefined;
  const field = isAverage ? "averageValue" : "value";
  return `${quantity(current, "current", field)}/${quantity(metric, "target", field)}${isAverage ? " (avg)" : ""}`;
}

function resourceText(metric: unknown, current: unknown): string {
  const name = text(metric, "name");
  if (at(metric, "target", "averageValue") !== undefined)
    return `${name}: ${quantity(current, "current", "averageValue")}/${quantity(metric, "target", "averageValue")}`;
  const now = percent(numberAt(current, "current", "averageUtilization"), "<unknown>");
  return `${name}: ${now}/${percent(numberAt(metric, "target", "averageUtilization"), "<auto>")}`;
}

function quantity(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" || typeof found === "number" ? String(found) : "<unknown>";
}

function percent(value: number | undefined, absent: string): string {
  return value === undefined ? absent : `${value}%`;
}
