import { elapsedMs } from "./elapsed-ms.js";
import { leastP, rankTest } from "./rank-test.js";
import { alpha, runsNeeded } from "./runs-needed.js";
import { type Sample, sampleOf } from "./sample.js";
import type { Timetable, TimetableEntry } from "./timetable.js";

/**
 * `slower`, `faster`: more than chance. `noise`: what is seen may well be chance. `too-few`: with so few runs that got there, no difference
 * could be told from chance.
 */
export type Verdict = "slower" | "faster" | "noise" | "too-few";

/** Two samples and what the difference between them is worth. */
export interface Judgement {
  readonly baseline: Sample;
  readonly candidate: Sample;
  readonly verdict: Verdict;
  /** Of the medians; missing where one group never got there. */
  readonly differenceMs?: number;
  /** How likely so clear a difference is by chance alone. */
  readonly p: number;
  /** For `noise` and `too-few`: runs of each that it would take to tell a difference as clear as this. Missing: more than anybody makes. */
  readonly runsNeeded?: number;
}

/** One milestone in several runs against several: its times since the object was created. */
export interface Trend extends Judgement {
  readonly role: string;
  readonly name: string;
  readonly container?: string;
  /** The way to it from the milestone before, of those that every run reached; missing for one that some did not. What is only late after it has no slower step. */
  readonly step?: Judgement;
}

/** Judges each milestone that the first baseline run has a role for, in the order of roles and of time. */
export function trendsOf(baseline: readonly Timetable[], candidate: readonly Timetable[]): readonly Trend[] {
  const all = [...baseline, ...candidate];
  const rows = new Map(all.flatMap((table) => [...table].map(([key, { row }]) => [key, row] as const)));
  const before = stepsOf([...rows.keys()], baseline, all);
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

/** For each milestone that all runs reached, the one before it; "" for the creation of the object. */
function stepsOf(keys: readonly string[], baseline: readonly Timetable[], all: readonly Timetable[]): ReadonlyMap<string, string> {
  const medianMs = (key: string) =>
    sampleOf(
      baseline.flatMap((table) => table.get(key)?.atMs ?? []),
      baseline.length,
    ).medianMs ?? 0;
  const roleOf = (key: string) => all[0]?.get(key)?.row.role ?? "";
  const reached = keys.filter((key) => all.every((table) => table.has(key)));
  const byRole = new Map<string, string[]>();
  for (const key of reached) byRole.set(roleOf(key), [...(byRole.get(roleOf(key)) ?? []), key]);
  return new Map(
    [...byRole.values()].flatMap((own) => {
      const inTime = own.sort((x, y) => medianMs(x) - medianMs(y));
      return inTime.map((key, i) => [key, inTime[i - 1] ?? ""] as const);
    }),
  );
}

function stepMs(entry: TimetableEntry | undefined, previous: TimetableEntry | undefined): number {
  return Math.max(0, elapsedMs(previous?.atMs ?? 0, entry?.atMs ?? 0));
}

function judge(
  first: readonly number[],
  second: readonly number[],
  sizes: { baseline: number; candidate: number },
  grainMs: number,
): Judgement {
  const [baseline, candidate] = [sampleOf(first, sizes.baseline), sampleOf(second, sizes.candidate)];
  const { p, larger } = rankTest(first, second);
  const isKnown = baseline.medianMs !== undefined && candidate.medianMs !== undefined;
  const differenceMs = isKnown ? elapsedMs(baseline.medianMs, candidate.medianMs) : undefined;
  const verdict = verdictOf(first.length, second.length, p, differenceMs ?? 0, grainMs);
  const needed = verdict === "noise" || verdict === "too-few" ? neededFor(larger, differenceMs, grainMs) : undefined;
  return {
    baseline,
    candidate,
    verdict,
    p,
    ...(differenceMs === undefined ? {} : { differenceMs }),
    ...(needed === undefined ? {} : { runsNeeded: needed }),
  };
}

/** A difference that the grain of the clocks can make is none, however regular: no number of runs makes it one. */
function verdictOf(n: number, m: number, p: number, differenceMs: number, grainMs: number): Verdict {
  if (n === 0 || m === 0 || leastP(n, m) > alpha) return "too-few";
  if (p > alpha || Math.abs(differenceMs) < grainMs) return "noise";
  return differenceMs > 0 ? "slower" : "faster";
}

function neededFor(larger: number, differenceMs: number | undefined, grainMs: number): number | undefined {
  return differenceMs === undefined || Math.abs(differenceMs) < grainMs ? undefined : runsNeeded(larger);
}
