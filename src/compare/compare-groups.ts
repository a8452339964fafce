import type { CompareOptions } from "./compare-runs.js";
import type { Comparison } from "./comparison.js";
import { compareLoaded, type LoadedRun } from "./loaded-run.js";
import type { Run } from "./run/run.js";
import { type Timetable, type Trend, timetableOf, trendsOf } from "./trends.js";

/** Several runs against several. */
export interface GroupComparison {
  readonly baseline: readonly Run[];
  readonly candidate: readonly Run[];
  readonly trends: readonly Trend[];
  /** The runs that diverge from the first baseline. */
  readonly diverged: readonly DivergedRun[];
}

interface DivergedRun {
  readonly group: "baseline" | "candidate";
  readonly run: string;
  readonly comparison: Comparison;
}

/** Aligns every run with the first baseline, which names the roles; the times of roles that it does not have are left out. */
export async function compareGroups(
  baseline: readonly LoadedRun[],
  candidate: readonly LoadedRun[],
  options: CompareOptions = {},
): Promise<GroupComparison> {
  const first = baseline[0];
  if (first === undefined) throw new RangeError("no baseline to compare with");
  const diverged: DivergedRun[] = [];
  const timetables = async (group: DivergedRun["group"], runs: readonly LoadedRun[]): Promise<readonly Timetable[]> => {
    const tables: Timetable[] = [];
    for (const loaded of runs) {
      const comparison = await compareLoaded(first, loaded, options);
      if (comparison.divergence !== undefined) diverged.push({ group, run: loaded.run.name, comparison });
      tables.push(timetableOf(comparison.milestones));
    }
    return tables;
  };
  const trends = trendsOf(await timetables("baseline", baseline), await timetables("candidate", candidate));
  return { baseline: baseline.map(({ run }) => run), candidate: candidate.map(({ run }) => run), trends, diverged };
}
