import type { TrendData, TrendRowData } from "./comparison-data.js";

/** The milestones of one role over several runs. */
interface TrendGroup {
  readonly title: string;
  readonly rows: readonly TrendRow[];
}

/** One milestone: where each run reached it, on a line from 0 (the fastest) to 1 (the slowest). */
export interface TrendRow {
  readonly trend: TrendRowData;
  readonly baseline: PlottedSample;
  readonly candidate: PlottedSample;
}

export interface PlottedSample {
  readonly dots: readonly number[];
  readonly median?: number;
}

/** In the order of the trends: roles, then time. `changed`: only what became slower or faster. */
export function trendGroups({ trends }: TrendData, changed: boolean): readonly TrendGroup[] {
  const groups = new Map<string, TrendRowData[]>();
  for (const trend of trends) {
    if (changed && trend.verdict !== "slower" && trend.verdict !== "faster") continue;
    const own = groups.get(trend.role);
    if (own === undefined) groups.set(trend.role, [trend]);
    else own.push(trend);
  }
  return [...groups].map(([title, own]) => ({ title, rows: own.map(rowOf) }));
}

function rowOf(trend: TrendRowData): TrendRow {
  const samples = [trend.baseline, trend.candidate];
  const least = samples.reduce((low, { leastMs }) => Math.min(low, leastMs ?? low), Number.POSITIVE_INFINITY);
  const most = samples.reduce((high, { mostMs }) => Math.max(high, mostMs ?? high), Number.NEGATIVE_INFINITY);
  const placeOf = (ms: number) => (most > least ? (ms - least) / (most - least) : 0.5);
  const plotted = ({ timesMs, medianMs }: TrendRowData["baseline"]): PlottedSample => ({
    dots: timesMs.map(placeOf),
    ...(medianMs === undefined ? {} : { median: placeOf(medianMs) }),
  });
  return { trend, baseline: plotted(trend.baseline), candidate: plotted(trend.candidate) };
}
