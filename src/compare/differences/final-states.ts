import type { Change } from "../../diff/diff-objects.js";
import type { Stage } from "../../lifecycle/stage.js";
import { maxFinalStatusesRead } from "../heuristics.js";
import type { Role } from "../match/align-runs.js";
import type { RunObject } from "../run/run.js";
import { type Side, type Sided, sides } from "../sides.js";
import type { NameSubstitutions } from "./name-substitutions.js";
import { normalisedDiff } from "./normalised-diff.js";
import type { LoadRevision } from "./spec-differences.js";

/** The stage of one role when it was last seen in each run. */
export interface FinalState extends Sided<Stage> {
  readonly role: Role;
  readonly same: boolean;
  /** What differs in the status, where the stages do. */
  readonly changes: readonly Change[];
}

export async function finalStates(roles: readonly Role[], names: NameSubstitutions, load: LoadRevision): Promise<readonly FinalState[]> {
  const states: FinalState[] = [];
  let read = 0;
  for (const role of roles) {
    const last = { a: role.a?.object.stepIntervals.at(-1), b: role.b?.object.stepIntervals.at(-1) };
    const same = last.a?.key === last.b?.key;
    const isRead = !same && last.a !== undefined && last.b !== undefined && read < maxFinalStatusesRead;
    if (isRead) read++;
    const changes = isRead ? await statusChanges(role, names, load) : [];
    const stages = sides.flatMap((side) => {
      const stage = role[side]?.object.finalStage;
      return stage === undefined ? [] : [[side, stage] as const];
    });
    states.push({ role, same, changes, ...Object.fromEntries(stages) });
  }
  return states;
}

async function statusChanges({ a, b }: Role, names: NameSubstitutions, load: LoadRevision): Promise<readonly Change[]> {
  const read = async (side: Side, object: RunObject | undefined) =>
    object === undefined ? undefined : await load(side, object.lastSequence);
  const changes = normalisedDiff(await read("a", a?.object), await read("b", b?.object), names);
  return changes.filter(
    ({ kind, segments: [first] }) =>
      kind === "too-different" || (first?.kind === "field" && first.name !== "spec" && first.name !== "metadata"),
  );
}
