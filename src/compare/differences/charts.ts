import { type NumberPoint, NumberSeries } from "../../lifecycle/session/number-series.js";
import { elapsedMs } from "../elapsed-ms.js";
import { maxCharts, maxStageCharts } from "../heuristics.js";
import { type Role, rolesByUid } from "../match/align-runs.js";
import type { Run } from "../run/run.js";
import { sides } from "../sides.js";

/** One number of both runs over time. */
export interface Chart {
  /** "containers ready (all Pods)", "replicas available (ReplicaSet 2 of Deployment/web)". */
  readonly title: string;
  /** Offsets count from the first change of the run (`Run.firstChangeMs`); a run without the number has no points. */
  readonly a: readonly NumberPoint[];
  readonly b: readonly NumberPoint[];
}

/** Numbers that changed in one of the runs, and the Pods by stage where there are several and the runs differ. */
export function chartsOf(roles: readonly Role[], runs: { readonly a: Run; readonly b: Run }): readonly Chart[] {
  const charts = new Map<string, Chart>();
  for (const side of sides) {
    const byUid = rolesByUid(roles, side);
    for (const { name, uid, points } of runs[side].numbers) {
      const role = uid === undefined ? undefined : byUid.get(uid);
      if (uid !== undefined && role === undefined) continue;
      const title = `${name} (${role?.title ?? "all Pods"})`;
      charts.set(title, { ...(charts.get(title) ?? { title, a: [], b: [] }), [side]: sinceFirstChange(runs[side], points) });
    }
  }
  const numbers = [...charts.values()].sort((x, y) => placeOf(x) - placeOf(y));
  return [...numbers, ...podsByStage(runs)].slice(0, maxCharts);
}

/** All Pods first, then single workloads. */
function placeOf({ title }: Chart): number {
  return title.endsWith("(all Pods)") ? 0 : 1;
}

function sinceFirstChange({ firstChangeMs }: Run, points: readonly NumberPoint[]): readonly NumberPoint[] {
  return points.map(({ offsetMs, value }) => ({ offsetMs: elapsedMs(firstChangeMs, offsetMs), value }));
}

/** The length of a run on the time axis of its charts, in ms. */
export function chartedMs(run: Run): number {
  return Math.max(0, elapsedMs(run.firstChangeMs, run.durationMs));
}

/** How many Pods were in each stage over time. Empty when neither run has several Pods. */
function podsByStage(runs: { readonly a: Run; readonly b: Run }): readonly Chart[] {
  if (Math.max(podsOf(runs.a).length, podsOf(runs.b).length) < 2) return [];
  const [a, b] = [stageCounts(runs.a), stageCounts(runs.b)];
  const names = [...new Set([...a.keys(), ...b.keys()])].sort();
  return names
    .map((name) => ({ name, a: a.get(name) ?? [], b: b.get(name) ?? [] }))
    .map((counts) => ({ ...counts, apart: Math.abs(podMs(counts.a, runs.a) - podMs(counts.b, runs.b)) }))
    .filter(({ apart }) => apart > 0)
    .sort((x, y) => y.apart - x.apart)
    .slice(0, maxStageCharts)
    .map((counts) => ({ title: `Pods ${counts.name}`, a: sinceFirstChange(runs.a, counts.a), b: sinceFirstChange(runs.b, counts.b) }));
}

function podsOf(run: Run): Run["objects"] {
  return run.objects.filter(({ naming }) => naming.kind === "/Pod");
}

function stageCounts(run: Run): ReadonlyMap<string, readonly NumberPoint[]> {
  const moves: { readonly atMs: number; readonly to: string; readonly from: string | undefined }[] = [];
  for (const { stepIntervals } of podsOf(run)) {
    let from: string | undefined;
    for (const { stage, fromMs } of stepIntervals) {
      moves.push({ atMs: fromMs, to: stage.name, from });
      from = stage.name;
    }
  }
  const series = new Map<string, NumberSeries>();
  for (const { atMs, to, from } of moves.sort((x, y) => x.atMs - y.atMs)) {
    seriesOf(series, to).move(atMs, 1, false);
    if (from !== undefined) seriesOf(series, from).move(atMs, -1, false);
  }
  series.delete("Deleted");
  return new Map([...series].map(([name, { points }]) => [name, points]));
}

function seriesOf(all: Map<string, NumberSeries>, stage: string): NumberSeries {
  let series = all.get(stage);
  if (series === undefined) {
    series = new NumberSeries();
    all.set(stage, series);
  }
  return series;
}

/** Pods times milliseconds. */
function podMs(points: readonly NumberPoint[], { durationMs }: Run): number {
  return points.reduce((sum, { offsetMs, value }, i) => sum + value * ((points[i + 1]?.offsetMs ?? durationMs) - offsetMs), 0);
}
