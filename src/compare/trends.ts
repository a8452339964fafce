import { isTimeKnown, type MilestonePair } from "./differences/milestone-pairs.js";
import { elapsedMs } from "./elapsed-ms.js";
import { minSlowerMs, serverGrainMs, significance, trendGrainMs } from "./heuristics.js";
import { minP, rankTest, runsNeeded } from "./rank-test.js";

/** The milestone times of one run, by a key that is equal in all runs that were aligned with the same baseline. */
export type Timetable = ReadonlyMap<string, TimetableEntry>;

interface TimetableEntry {
  readonly row: { readonly role: string; readonly name: string; readonly container?: string };
  /** Since the object's `timeOriginMs`. */
  readonly atMs: number;
  /** Smaller differences can come from the clocks. */
  readonly grainMs: number;
}

/** The times of candidate B in a comparison; the roles are named by its baseline A. */
export function timetableOf(pairs: readonly MilestonePair[]): Timetable {
  const table = new Map<string, TimetableEntry>();
  for (const { role, name, container, b, grainMs } of pairs) {
    if (!isTimeKnown(b)) continue;
    const row = { role: withoutNamesOfB(role.title), name, ...(container === undefined ? {} : { container }) };
    table.set(JSON.stringify([row.role, name, container]), {
      row,
      atMs: b.atMs,
      grainMs: grainMs >= serverGrainMs ? grainMs : trendGrainMs,
    });
  }
  return table;
}

function withoutNamesOfB(title: string): string {
  return title.replace(/ \(B: [^)]*\)/g, "");
}

/** The times of one milestone in several runs. */
export interface Sample {
  readonly runs: number;
  /** How many of the runs reached it. */
  readonly reached: number;
  /** ms; absent when no run reached it. */
  readonly medianMs?: number;
  readonly leastMs?: number;
  readonly mostMs?: number;
  /** Of the runs that reached it, ascending. */
  readonly timesMs: readonly number[];
}

/**
 * `slower`, `faster`: the difference is significant. `noise`: it may be chance. `too-few`: with so few runs that reached the milestone, no
 * difference could be significant.
 */
type TrendVerdict = "slower" | "faster" | "noise" | "too-few";

/** Two samples and whether their difference is significant. */
interface Judgement {
  readonly baseline: Sample;
  readonly candidate: Sample;
  readonly verdict: TrendVerdict;
  /** Of the medians; missing where no run of one group reached the milestone. */
  readonly differenceMs?: number;
  /** How likely chance alone produces a difference as clear. */
  readonly p: number;
  /** For `noise` and `too-few`: how many runs of each would show a difference as clear as this one. Missing: more than anybody makes. */
  readonly runsNeeded?: number;
}

/** One milestone in several runs against several. */
export interface Trend extends Judgement {
  readonly role: string;
  readonly name: string;
  readonly container?: string;
  /**
   * The time from the milestone before, of those that every run reached; missing for a milestone that some runs did not reach. One that is only
   * late because of an earlier one has no slower step.
   */
  readonly step?: Judgement;
}

/** Judges each milestone of the roles of the first baseline, in the order of roles and of time. */
export function trendsOf(baseline: readonly Timetable[], candidate: readonly Timetable[]): readonly Trend[] {
  const all = [...baseline, ...candidate];
  const rows = new Map(all.flatMap((table) => [...table].map(([key, { row }]) => [key, row] as const)));
  const before = milestonesBefore([...rows.keys()], baseline, all);
  return [...rows].map(([key, row]): Trend => {
    const grainMs = all.reduce((most, table) => Math.max(most, table.get(key)?.grainMs ?? 0), 0);
    const sizes = { baseline: baseline.length, candidate: candidate.length };
    const times = (tables: readonly Timetable[]) => tables.flatMap((table) => table.get(key)?.atMs ?? []);
    const previous = before.get(key);
    const steps = (tables: readonly Timetable[]) => tables.map((table) => stepMs(table.get(key), table.get(previous ?? "")));
    return {
      ...row,
      ...judge(times(baseline), times(candidate), sizes, grainMs),
      ...(previous === undefined ? {} : { step: judge(steps(baseline), steps(candidate), sizes, grainMs) }),
    };
  });
}

/** For each milestone that all runs reached, the one before it in the same role; "" for the first, which follows the object's creation. */
function milestonesBefore(keys: readonly string[], baseline: readonly Timetable[], all: readonly Timetable[]): ReadonlyMap<string, string> {
  const reached = keys.filter((key) => all.every((table) => table.has(key)));
  const byRole = new Map<string, string[]>();
  for (const key of reached) {
    const role = all[0]?.get(key)?.row.role ?? "";
    byRole.set(role, [...(byRole.get(role) ?? []), key]);
  }
  const medians = new Map(reached.map((key) => [key, medianOf(sortedTimes(baseline, key)) ?? 0]));
  return new Map(
    [...byRole.values()].flatMap((own) => {
      const inTime = own.sort((x, y) => (medians.get(x) ?? 0) - (medians.get(y) ?? 0));
      return inTime.map((key, i) => [key, inTime[i - 1] ?? ""] as const);
    }),
  );
}

function sortedTimes(tables: readonly Timetable[], key: string): readonly number[] {
  return tables.flatMap((table) => table.get(key)?.atMs ?? []).sort((a, b) => a - b);
}

function stepMs(entry: TimetableEntry | undefined, previous: TimetableEntry | undefined): number {
  return Math.max(0, elapsedMs(previous?.atMs ?? 0, entry?.atMs ?? 0));
}

function judge(
  first: readonly number[],
  second: readonly number[],
  sizes: { readonly baseline: number; readonly candidate: number },
  grainMs: number,
): Judgement {
  const [baseline, candidate] = [sampleOf(first, sizes.baseline), sampleOf(second, sizes.candidate)];
  const { p, larger } = rankTest(first, second);
  const isKnown = baseline.medianMs !== undefined && candidate.medianMs !== undefined;
  const differenceMs = isKnown ? elapsedMs(baseline.medianMs, candidate.medianMs) : undefined;
  const verdict = verdictOf(first.length, second.length, p, differenceMs ?? 0, grainMs);
  const isOpen = verdict === "noise" || verdict === "too-few";
  const needed = isOpen && differenceMs !== undefined && Math.abs(differenceMs) >= grainMs ? runsNeeded(larger) : undefined;
  return {
    baseline,
    candidate,
    verdict,
    p,
    ...(differenceMs === undefined ? {} : { differenceMs }),
    ...(needed === undefined ? {} : { runsNeeded: needed }),
  };
}

/** A difference within the grain of the clocks is noise, however regular: no number of runs makes it significant. */
function verdictOf(n: number, m: number, p: number, differenceMs: number, grainMs: number): TrendVerdict {
  if (n === 0 || m === 0 || minP(n, m) > significance) return "too-few";
  if (p > significance || Math.abs(differenceMs) < grainMs) return "noise";
  return differenceMs > 0 ? "slower" : "faster";
}

function sampleOf(values: readonly number[], runs: number): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  const [leastMs, mostMs, medianMs] = [sorted[0], sorted.at(-1), medianOf(sorted)];
  if (leastMs === undefined || mostMs === undefined || medianMs === undefined) return { runs, reached: 0, timesMs: [] };
  return { runs, reached: sorted.length, medianMs, leastMs, mostMs, timesMs: sorted };
}

function medianOf(sorted: readonly number[]): number | undefined {
  const middle = sorted.length >> 1;
  const [below, above] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 || below === undefined || above === undefined ? above : (below + above) / 2;
}

/** The milestones that got significantly slower, by more than this share of their median. */
export function slowerTrends(trends: readonly Trend[], share: number): readonly Trend[] {
  return trends.filter(
    ({ verdict, differenceMs, baseline }) =>
      verdict === "slower" &&
      differenceMs !== undefined &&
      differenceMs > minSlowerMs &&
      differenceMs > Math.max(0, baseline.medianMs ?? 0) * share,
  );
}
