import type { Change } from "../diff/diff-objects.js";
import type { Stage } from "../lifecycle/stage.js";
import type { Role } from "./align.js";
import { type Knowledge, normalisedDiff } from "./normalised-diff.js";
import type { RunObject } from "./run.js";
import { type Both, sides } from "./sides.js";
import type { Load } from "./spec-differences.js";

/** How one role stood when it was last seen in each run. */
export interface FinalState extends Both<Stage> {
  readonly role: Role;
  readonly same: boolean;
  /** What differs in the status, where the ends do. */
  readonly changes: readonly Change[];
}

/** So many that differ are read again. */
const maxRead = 12;

export async function finalStates(roles: readonly Role[], known: Knowledge, load: Load): Promise<readonly FinalState[]> {
  const states: FinalState[] = [];
  let read = 0;
  for (const role of roles) {
    const last = { a: role.a?.object.stretches.at(-1), b: role.b?.object.stretches.at(-1) };
    const same = last.a?.key === last.b?.key;
    const isRead = !same && last.a !== undefined && last.b !== undefined && read < maxRead;
    if (isRead) read++;
    const changes = isRead ? await statusChanges(role, known, load) : [];
    const stages = sides.flatMap((side) => {
      const stage = role[side]?.object.finalStage;
      return stage === undefined ? [] : [[side, stage] as const];
    });
    states.push({ role, same, changes, ...Object.fromEntries(stages) });
  }
  return states;
}

async function statusChanges({ a, b }: Role, known: Knowledge, load: Load): Promise<readonly Change[]> {
  const read = async (side: "a" | "b", object: RunObject | undefined) =>
    object === undefined ? undefined : await load(side, object.lastSequence);
  const changes = normalisedDiff(await read("a", a?.object), await read("b", b?.object), known);
  return changes.filter(({ segments: [first] }) => first?.kind === "field" && first.name !== "spec" && first.name !== "metadata");
}
