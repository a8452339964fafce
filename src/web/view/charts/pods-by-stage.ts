import type { ObjectAnalysis } from "../../../interpret/session-analysis.js";
import { deletedStage, type Tone } from "../../../lifecycle/stage.js";
import type { TimeScale } from "../timeline/time-scale.js";
import { number } from "./step-line.js";

/** How many Pods are in each stage, over time. */
export interface PodStages {
  /** From the bottom of a stack: failing first. */
  readonly stages: readonly { readonly name: string; readonly tone: Tone }[];
  /** When any of the counts changes, ascending, and all counts from then on: one for each stage. */
  readonly times: Float64Array;
  readonly counts: Uint32Array;
  /** Pods that exist at the same time, at the most. */
  readonly max: number;
}

const order: readonly Tone[] = ["bad", "progress", "neutral", "good", "ended"];
/** Stages that few Pods are in share one entry. */
const maxStages = 9;
const otherStages = { name: "other stages", tone: "neutral" } as const;
/** Counts are kept for fewer moments where there are more. */
const maxTimes = 60_000;

export function podsByStage(objects: readonly ObjectAnalysis[]): PodStages {
  const pods = objects.filter(({ ref }) => ref.kind === "Pod" && ref.apiVersion === "v1");
  const stages = stagesOf(pods);
  const places = new Map(stages.map(({ name, tone }, place) => [`${tone} ${name}`, place]));
  const placeOf = ({ name, tone }: { readonly name: string; readonly tone: Tone }) =>
    name === deletedStage.name ? undefined : (places.get(`${tone} ${name}`) ?? places.get(`${otherStages.tone} ${otherStages.name}`));
  const steps: { readonly ms: number; readonly from: number | undefined; readonly to: number | undefined }[] = [];
  for (const { stageIntervals } of pods)
    for (const [index, { fromMs, stage }] of stageIntervals.entries()) {
      const before = stageIntervals[index - 1]?.stage;
      steps.push({ ms: fromMs, from: before === undefined ? undefined : placeOf(before), to: placeOf(stage) });
    }
  steps.sort((a, b) => a.ms - b.ms);
  return countsOf(steps, stages);
}

function countsOf(
  steps: readonly { readonly ms: number; readonly from: number | undefined; readonly to: number | undefined }[],
  stages: PodStages["stages"],
): PodStages {
  const size = stages.length;
  const every = Math.max(1, Math.ceil(steps.length / maxTimes));
  const times = new Float64Array(Math.ceil(steps.length / every));
  const counts = new Uint32Array(times.length * size);
  const now = new Uint32Array(size);
  let [max, total, kept] = [0, 0, 0];
  for (const [index, { ms, from, to }] of steps.entries()) {
    if (from !== undefined) now[from] = (now[from] as number) - 1;
    if (to !== undefined) now[to] = (now[to] as number) + 1;
    total += Number(to !== undefined) - Number(from !== undefined);
    max = Math.max(max, total);
    if (index % every !== every - 1 && index < steps.length - 1) continue;
    times[kept] = ms;
    counts.set(now, kept * size);
    kept++;
  }
  return { stages, times, counts, max };
}

/** The stages that most Pods take, failing first. */
function stagesOf(pods: readonly ObjectAnalysis[]): PodStages["stages"] {
  const found = new Map<string, { readonly name: string; readonly tone: Tone; count: number }>();
  for (const { stageIntervals } of pods)
    for (const { stage } of stageIntervals) {
      if (stage.name === deletedStage.name) continue;
      const key = `${stage.tone} ${stage.name}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { name: stage.name, tone: stage.tone, count: 1 });
      else known.count++;
    }
  // In the order of a life: a Map keeps the order in which they were first seen.
  const all = [...found.values()];
  const kept = new Set([...all].sort((a, b) => b.count - a.count).slice(0, maxStages));
  const stages = all.filter((stage) => kept.has(stage)).map(({ name, tone }) => ({ name, tone }));
  stages.sort((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone));
  return all.length > kept.size ? [...stages, otherStages] : stages;
}

/** The counts at a moment, one for each stage. */
export function countsAt({ stages, times, counts }: PodStages, ms: number): readonly number[] {
  const last = lastTimeBy(times, ms);
  return stages.map((_, place) => (last < 0 ? 0 : (counts[last * stages.length + place] ?? 0)));
}

/**
 * One area for each stage, stacked, as paths of SVG. A pixel in which counts change shows the moment at which most Pods fail, else the last.
 */
export function stackedAreas(pods: PodStages, scale: TimeScale, endMs: number, yOf: (value: number) => number): readonly string[] {
  const { stages, times, counts } = pods;
  const size = stages.length;
  const failing = stages.filter(({ tone }) => tone === "bad").length;
  const lows = stages.map((): string[] => []);
  const highs = stages.map(() => "");
  const add = (x: number, index: number) => {
    let sum = 0;
    for (let place = 0; place < size; place++) {
      // The lower edge goes back from right to left.
      lows[place]?.push(`V${number(yOf(sum))}H${number(x)}`);
      sum += index < 0 ? 0 : (counts[index * size + place] as number);
      highs[place] += `H${number(x)}V${number(yOf(sum))}`;
    }
  };
  const badAt = (index: number) => {
    let sum = 0;
    for (let place = 0; place < failing; place++) sum += counts[index * size + place] as number;
    return sum;
  };
  let index = lastTimeBy(times, scale.range.fromMs);
  add(0, index);
  const end = Math.min(scale.width, scale.xOf(endMs));
  for (index++; index < times.length; ) {
    const column = Math.floor(scale.xOf(times[index] as number));
    if (column > end) break;
    let chosen = index;
    for (; index < times.length && Math.floor(scale.xOf(times[index] as number)) === column; index++)
      if (badAt(index) >= badAt(chosen)) chosen = index;
    add(Math.max(0, column), chosen);
    // What is after that pixel is as it was left.
    if (chosen !== index - 1) add(column + 1, index - 1);
  }
  return stages.map((_, place) => `M0 ${number(yOf(0))}${highs[place]}H${number(end)}${lows[place]?.reverse().join("")}Z`);
}

function lastTimeBy(times: Float64Array, ms: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
