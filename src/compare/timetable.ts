import type { Role } from "./align.js";
import { elapsedMs } from "./elapsed-ms.js";
import type { MilestonePair } from "./milestone-pairs.js";

/** When one run reached what, by a key that is the same for all runs that were aligned with one. */
export type Timetable = ReadonlyMap<string, TimetableEntry>;

export interface TimetableEntry {
  readonly row: { readonly role: string; readonly name: string; readonly container?: string };
  /** Since the object was created. */
  readonly atMs: number;
  /** Since the milestone before it in this run; of one object. */
  readonly stepMs: number;
  /** Differences below this can come from the clocks. */
  readonly grainMs: number;
}

/** The server's times tell seconds; ours are good to some milliseconds, and what is smaller nobody waits for. */
const ownGrainMs = 20;

/** The times of the run that stands as B beside the one that names the roles. */
export function timetableOf(pairs: readonly MilestonePair[]): Timetable {
  const table = new Map<string, TimetableEntry>();
  let [role, lastMs]: [Role | undefined, number] = [undefined, 0];
  const reached = pairs.filter(({ b }) => b !== undefined);
  for (const { role: own, name, container, b, grainMs } of inTime(reached)) {
    if (b === undefined) continue;
    if (own !== role) [role, lastMs] = [own, 0];
    const row = { role: titleOf(own), name, ...(container === undefined ? {} : { container }) };
    const key = JSON.stringify([row.role, name, container]);
    table.set(key, { row, atMs: b.atMs, stepMs: Math.max(0, elapsedMs(lastMs, b.atMs)), grainMs: grainMs >= 1000 ? grainMs : ownGrainMs });
    lastMs = Math.max(lastMs, b.atMs);
  }
  return table;
}

/** Within each role by the time of this run. */
function inTime(pairs: readonly MilestonePair[]): readonly MilestonePair[] {
  const places = new Map([...new Set(pairs.map(({ role }) => role))].map((role, i) => [role, i]));
  return [...pairs].sort((x, y) => (places.get(x.role) ?? 0) - (places.get(y.role) ?? 0) || (x.b?.atMs ?? 0) - (y.b?.atMs ?? 0));
}

/** What the other run calls it is of no interest here. */
function titleOf({ title }: Role): string {
  return title.replace(/ \(B: [^)]*\)/g, "");
}
