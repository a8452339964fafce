import type { NumberPoint } from "../lifecycle/session/number-series.js";
import { NumberSeries } from "../lifecycle/session/number-series.js";
import type { Run } from "./run.js";

interface StageCounts {
  readonly title: string;
  readonly a: readonly NumberPoint[];
  readonly b: readonly NumberPoint[];
}

/** Of so many stages, those in which the runs differ most. */
const maxStages = 3;

/** How many Pods were in each stage over time. Nothing when no run has several. */
export function podsByStage(runs: { readonly a: Run; readonly b: Run }): readonly StageCounts[] {
  if (Math.max(podsOf(runs.a).length, podsOf(runs.b).length) < 2) return [];
  const [a, b] = [countsOf(runs.a), countsOf(runs.b)];
  const names = [...new Set([...a.keys(), ...b.keys()])].sort();
  const charts = names.map((name) => ({ title: `Pods ${name}`, a: a.get(name) ?? [], b: b.get(name) ?? [] }));
  return charts
    .map((chart) => ({ chart, apart: Math.abs(sizeOf(chart.a, runs.a) - sizeOf(chart.b, runs.b)) }))
    .filter(({ apart }) => apart > 0)
    .sort((x, y) => y.apart - x.apart)
    .slice(0, maxStages)
    .map(({ chart }) => chart);
}

function podsOf(run: Run): Run["objects"] {
  return run.objects.filter(({ naming }) => naming.kind === "/Pod");
}

function countsOf(run: Run): ReadonlyMap<string, readonly NumberPoint[]> {
  const moves: { readonly atMs: number; readonly stage: string; readonly by: number }[] = [];
  for (const { stretches } of podsOf(run)) {
    for (const [i, { stage, fromMs }] of stretches.entries()) {
      moves.push({ atMs: fromMs, stage: stage.name, by: 1 });
      if (i > 0) moves.push({ atMs: fromMs, stage: stretches[i - 1]?.stage.name ?? "", by: -1 });
    }
  }
  const series = new Map<string, NumberSeries>();
  for (const { atMs, stage, by } of moves.sort((x, y) => x.atMs - y.atMs)) {
    const known = series.get(stage) ?? new NumberSeries();
    series.set(stage, known);
    known.move(atMs, by, false);
  }
  series.delete("Deleted");
  return new Map([...series].map(([name, { points }]) => [name, points]));
}

/** Pods times milliseconds. */
function sizeOf(points: readonly NumberPoint[], { durationMs }: Run): number {
  return points.reduce((sum, { offsetMs, value }, i) => sum + value * ((points[i + 1]?.offsetMs ?? durationMs) - offsetMs), 0);
}
