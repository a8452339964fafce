import type { Role } from "./align.js";
import { isKnown, type MilestonePair } from "./milestone-pairs.js";

/** When one run reached what, by a key that is the same for all runs that were aligned with one. */
export type Timetable = ReadonlyMap<string, TimetableEntry>;

export interface TimetableEntry {
  readonly row: { readonly role: string; readonly name: string; readonly container?: string };
  /** Since the object was created. */
  readonly atMs: number;
  /** Differences below this can come from the clocks. */
  readonly grainMs: number;
}

/** The server's times tell seconds; ours are good to some milliseconds, and what is smaller nobody waits for. */
const ownGrainMs = 20;

/** The times of the run that stands as B beside the one that names the roles. */
export function timetableOf(pairs: readonly MilestonePair[]): Timetable {
  const table = new Map<string, TimetableEntry>();
  for (const { role, name, container, b, grainMs } of pairs) {
    if (!isKnown(b)) continue;
    const row = { role: titleOf(role), name, ...(container === undefined ? {} : { container }) };
    table.set(JSON.stringify([row.role, name, container]), { row, atMs: b.atMs, grainMs: grainMs >= 1000 ? grainMs : ownGrainMs });
  }
  return table;
}

/** What the other run calls it is of no interest here. */
function titleOf({ title }: Role): string {
  return title.replace(/ \(B: [^)]*\)/g, "");
}
