import type { StatusMetric } from "../../../lifecycle/session/status-metrics.js";
import { metricTitle } from "../../../report/replay/metric-title.js";
import type { TimeRange } from "../timeline/time-scale.js";
import { countsAt, type PodStages } from "./pods-by-stage.js";
import { valueAt } from "./step-line.js";

/** The numbers of the charts at the moments at which they change. */
interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly ms: number; readonly values: readonly (number | undefined)[] }[];
  /** Moments that were left out, evenly. */
  readonly left: number;
}

const maxRows = 60;

export function chartTable(metrics: readonly StatusMetric[], pods: PodStages, { fromMs, toMs }: TimeRange): ChartTable {
  const times = new Set([fromMs]);
  for (const { points } of metrics) for (const { offsetMs } of points) times.add(offsetMs);
  for (const time of pods.times) times.add(time);
  const all = [...times].filter((ms) => ms >= fromMs && ms <= toMs).sort((a, b) => a - b);
  const every = Math.ceil(all.length / maxRows);
  const kept = all.filter((_, index) => index % every === 0 || index === all.length - 1);
  return {
    columns: [...metrics.map((metric) => metricTitle(metric)), ...pods.stages.map(({ name }) => name)],
    rows: kept.map((ms) => ({ ms, values: [...metrics.map(({ points }) => valueAt(points, ms)), ...countsAt(pods, ms)] })),
    left: all.length - kept.length,
  };
}
