import { elapsedMs } from "./elapsed-ms.js";
import { leastP, rankTest } from "./rank-test.js";
import { alpha, runsNeeded } from "./runs-needed.js";
import { type Sample, sampleOf } from "./sample.js";
import type { Timetable } from "./timetable.js";

/**
 * `slower`, `faster`: more than chance. `noise`: what is seen may well be chance. `too-few`: with so few runs that got there, no difference
 * could be told from chance.
 */
export type Verdict = "slower" | "faster" | "noise" | "too-few";

/** One milestone in several runs against several. */
export interface Trend {
  readonly role: string;
  readonly name: string;
  readonly container?: string;
  /** Since the object was created. */
  readonly baseline: Sample;
  readonly candidate: Sample;
  readonly verdict: Verdict;
  /** Of the medians; missing where one group never got there. */
  readonly differenceMs?: number;
  /** How likely so clear a difference is by chance alone. */
  readonly p: number;
  /** For `noise` and `too-few`: runs of each that it would take to tell a difference as clear as this. Missing: more than anybody makes. */
  readonly runsNeeded?: number;
  /** The step that leads here from the milestone before it, judged in the same way: what is late only because something before was has `noise` here. */
  readonly step: {
    readonly baseline: Sample;
    readonly candidate: Sample;
    readonly verdict: Verdict;
    readonly differenceMs?: number;
    readonly p: number;
  };
}

/** Judges each milestone that the first baseline run has a role for. */
export function trendsOf(baseline: readonly Timetable[], candidate: readonly Timetable[]): readonly Trend[] {
  const rows = new Map([...baseline, ...candidate].flatMap((table) => [...table].map(([key, { row }]) => [key, row] as const)));
  return [...rows].map(([key, row]) => {
    const times = (tables: readonly Timetable[]) => tables.flatMap((table) => table.get(key)?.atMs ?? []);
    const steps = (tables: readonly Timetable[]) => tables.flatMap((table) => table.get(key)?.stepMs ?? []);
    const grainMs = Math.max(...[...baseline, ...candidate].map((table) => table.get(key)?.grainMs ?? 0));
    const sizes = [baseline.length, candidate.length] as const;
    const { needed, ...whole } = judged(times(baseline), times(candidate), sizes, grainMs);
    const { needed: _needed, ...step } = judged(steps(baseline), steps(candidate), sizes, grainMs);
    const isOpen = whole.verdict === "noise" || whole.verdict === "too-few";
    return { ...row, ...whole, ...(isOpen && needed !== undefined ? { runsNeeded: needed } : {}), step };
  });
}

function judged(first: readonly number[], second: readonly number[], sizes: readonly [number, number], grainMs: number) {
  const [baseline, candidate] = [sampleOf(first, sizes[0]), sampleOf(second, sizes[1])];
  const { p, larger } = rankTest(first, second);
  const differenceMs =
    baseline.medianMs === undefined || candidate.medianMs === undefined ? undefined : elapsedMs(baseline.medianMs, candidate.medianMs);
  const verdict = verdictOf(first.length, second.length, p, differenceMs ?? 0, grainMs);
  const needed = runsNeeded(larger);
  return {
    baseline,
    candidate,
    verdict,
    p,
    ...(differenceMs === undefined ? {} : { differenceMs }),
    ...(needed === undefined ? {} : { needed }),
  };
}

/** A difference that the grain of the clocks can make is none, however regular. */
function verdictOf(n: number, m: number, p: number, differenceMs: number, grainMs: number): Verdict {
  if (n === 0 || m === 0 || leastP(n, m) > alpha) return "too-few";
  if (p > alpha || Math.abs(differenceMs) < grainMs) return "noise";
  return differenceMs > 0 ? "slower" : "faster";
}
