import type { NumberPoint } from "../lifecycle/session/number-series.js";
import type { Role } from "./align.js";
import { elapsedMs } from "./elapsed-ms.js";
import { rolesByUid } from "./finding-pairs.js";
import { podsByStage } from "./pods-by-stage.js";
import type { Run } from "./run.js";
import { type Side, sides } from "./sides.js";

/** One number of both runs over the time since each began. */
export interface Chart {
  /** "containers ready (all Pods)", "replicas available (ReplicaSet 2 of Deployment/web)". */
  readonly title: string;
  /** ms since something first happened in the run; one that never had the number has no points. */
  readonly a: readonly NumberPoint[];
  readonly b: readonly NumberPoint[];
}

const maxCharts = 12;

/** Numbers that moved in one of the runs, and the Pods by stage where there are several and the runs differ. */
export function chartsOf(roles: readonly Role[], runs: { readonly a: Run; readonly b: Run }): readonly Chart[] {
  const charts = new Map<string, Chart>();
  for (const side of sides) {
    const players = rolesByUid(roles, side);
    for (const { name, uid, points } of runs[side].numbers) {
      const role = uid === undefined ? undefined : players.get(uid);
      if (uid !== undefined && role === undefined) continue;
      const title = `${name} (${role?.title ?? "all Pods"})`;
      charts.set(title, { ...(charts.get(title) ?? { title, a: [], b: [] }), [side]: since(runs[side], points) });
    }
  }
  const numbers = [...charts.values()].sort((x, y) => placeOf(x) - placeOf(y));
  return [...numbers, ...podsByStage(runs).map((chart) => ({ ...chart, ...inOwnTime(chart, runs) }))].slice(0, maxCharts);
}

/** What all Pods do first, then what workloads do. */
function placeOf({ title }: Chart): number {
  return title.endsWith("(all Pods)") ? 0 : 1;
}

function inOwnTime(chart: Chart, runs: Record<Side, Run>): Pick<Chart, Side> {
  return { a: since(runs.a, chart.a), b: since(runs.b, chart.b) };
}

function since(run: Run, points: readonly NumberPoint[]): readonly NumberPoint[] {
  const { originMs } = run;
  return points.map(({ offsetMs, value }) => ({ offsetMs: elapsedMs(originMs, offsetMs), value }));
}

/** How long a run is on the axis of its charts, in ms. */
export function chartedMs(run: Run): number {
  return Math.max(0, elapsedMs(run.originMs, run.durationMs));
}
