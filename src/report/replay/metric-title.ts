import type { StatusMetric } from "../../lifecycle/session/status-metrics.js";
import { objectTitle } from "./object-title.js";

/** "containers ready (all Pods)", "replicas available (Deployment/web)". Printable. */
export function metricTitle({ name, ref }: StatusMetric, withNamespace = false): string {
  return `${name} (${ref === undefined ? "all Pods" : objectTitle(ref, withNamespace)})`;
}

/** "0 at the start, 3 at most, 2 at the end". */
export function metricRange({ points }: Pick<StatusMetric, "points">): string {
  const most = points.reduce((highest, { value }) => Math.max(highest, value), 0);
  return `${points[0]?.value ?? 0} at the start, ${most} at most, ${points.at(-1)?.value ?? 0} at the end`;
}
