import { isTrue } from "../../lifecycle/fields/conditions.js";
import type { Resolution, RuleContext } from "../engine/symptom.js";

/** Whether the Job that created this Pod has completed without it: then its failure no longer matters. */
export function isSupersededByOwner(context: RuleContext): boolean {
  return completedJobOf(context) !== undefined;
}

export function supersedingOwner(context: RuleContext): Resolution | undefined {
  const job = completedJobOf(context);
  return job === undefined ? undefined : { text: `Job ${job} completed with another Pod`, isFinal: true };
}

function completedJobOf({ ref, world }: RuleContext): string | undefined {
  const [controller] = world.controllersOf(ref.uid);
  const owner = controller === undefined ? undefined : world.get(controller);
  return owner?.ref.kind === "Job" && isTrue(owner.object, "Complete") ? owner.ref.name : undefined;
}
