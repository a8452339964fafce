import { isTrue } from "../../lifecycle/fields/conditions.js";
import type { Ending, RuleContext } from "../engine/symptom.js";
import type { World } from "../engine/world.js";

/** The Job that made this Pod has completed without it: that one try failed is past. */
export function isSupersededByOwner({ ref, world }: RuleContext): boolean {
  return completedJobAbove(ref.uid, world) !== undefined;
}

/** How a failure ended that its Job has made up for; undefined where none has. */
export function supersedingOwner({ ref, world }: RuleContext): Ending | undefined {
  const job = completedJobAbove(ref.uid, world);
  return job === undefined ? undefined : { text: `Job ${job} has completed all the same`, final: true };
}

function completedJobAbove(uid: string, world: World): string | undefined {
  const [nearest] = world.controllersOf(uid);
  const owner = nearest === undefined ? undefined : world.get(nearest);
  return owner?.ref.kind === "Job" && isTrue(owner.object, "Complete") ? owner.ref.name : undefined;
}
