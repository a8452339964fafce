import { type CompareOptions, compareRuns } from "./compare-runs.js";
import type { Comparison } from "./comparison.js";
import type { Run } from "./run.js";
import type { Load } from "./spec-differences.js";
import { type Timetable, timetableOf } from "./timetable.js";
import { type Trend, trendsOf } from "./trends.js";

/** A run, and the way to read revisions of it again. */
export interface LoadedRun {
  readonly run: Run;
  readonly object: (sequence: number) => ReturnType<Load>;
}

/** Several runs against several. */
export interface GroupComparison {
  readonly baseline: readonly Run[];
  readonly candidate: readonly Run[];
  readonly trends: readonly Trend[];
  /** The runs that went another way than the first baseline, each with where they part. */
  readonly parted: readonly PartedRun[];
}

export interface PartedRun {
  readonly group: "baseline" | "candidate";
  readonly run: string;
  readonly comparison: Comparison;
}

/** Every run is aligned with the first baseline, which names the roles; what that one does not have is left out of the times. */
export async function compareGroups(
  baseline: readonly LoadedRun[],
  candidate: readonly LoadedRun[],
  options: CompareOptions = {},
): Promise<GroupComparison> {
  const first = baseline[0];
  if (first === undefined) throw new RangeError("no baseline to compare with");
  const parted: PartedRun[] = [];
  const tabled = async (group: PartedRun["group"], runs: readonly LoadedRun[]): Promise<readonly Timetable[]> => {
    const tables: Timetable[] = [];
    for (const loaded of runs) {
      const comparison = await compareRuns(
        first.run,
        loaded.run,
        (side, sequence) => (side === "a" ? first : loaded).object(sequence),
        options,
      );
      if (comparison.divergence !== undefined) parted.push({ group, run: loaded.run.name, comparison });
      tables.push(timetableOf(comparison.milestones));
    }
    return tables;
  };
  const tables = [await tabled("baseline", baseline), await tabled("candidate", candidate)] as const;
  return { baseline: baseline.map(({ run }) => run), candidate: candidate.map(({ run }) => run), trends: trendsOf(...tables), parted };
}
