import { type Side, sides } from "../../../compare/sides.js";
import type { ComparisonData, MilestoneData, TimeData } from "./comparison-data.js";

/** The milestones of one role, with the places of both times on a line from 0 to 1. */
interface MilestoneGroup {
  readonly title: string;
  readonly rows: readonly MilestoneRow[];
}

export interface MilestoneRow {
  readonly milestone: MilestoneData;
  readonly places: { readonly [side in Side]?: number };
  /** Apart by more than the grain of the times, or only in one run. */
  readonly differs: boolean;
}

/** In the order of the comparison: owners first, then by time. `differing`: only rows that differ; a role without one is left out. */
export function milestoneGroups({ milestones, roles }: ComparisonData, differing: boolean): readonly MilestoneGroup[] {
  const groups = new Map<number, MilestoneData[]>();
  for (const milestone of milestones) {
    const own = groups.get(milestone.role);
    if (own === undefined) groups.set(milestone.role, [milestone]);
    else own.push(milestone);
  }
  return [...groups].flatMap(([role, own]) => {
    const endMs = own.reduce((most, each) => sides.reduce((end, side) => Math.max(end, knownMs(each[side]) ?? 0), most), 1);
    const rows = own.map((milestone) => rowOf(milestone, endMs)).filter(({ differs }) => differs || !differing);
    return rows.length === 0 ? [] : [{ title: roles[role]?.title ?? "", rows }];
  });
}

function rowOf(milestone: MilestoneData, endMs: number): MilestoneRow {
  const placeOf = (side: Side) => {
    const atMs = knownMs(milestone[side]);
    return atMs === undefined ? {} : { [side]: Math.max(0, Math.min(1, atMs / endMs)) };
  };
  const { differenceMs, grainMs } = milestone;
  return {
    milestone,
    places: { ...placeOf("a"), ...placeOf("b") },
    differs: differenceMs === undefined || Math.abs(differenceMs) > grainMs,
  };
}

/** Undefined where a time is only known to be earlier. */
function knownMs(time: TimeData | undefined): number | undefined {
  return time === undefined || time.before === true || (time.how === "found" && time.timeSource === "receipt") ? undefined : time.atMs;
}
