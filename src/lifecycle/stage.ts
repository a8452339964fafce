import type { KubeObject } from "../model/kube-object.js";
import type { Stage } from "./kinds/kind-rules.js";
import { rulesFor } from "./kinds/kinds.js";

export type { Stage, Tone } from "./kinds/kind-rules.js";

/**
 * The stage of an object, judged by this one revision and nothing else: no clock, no history. Never throws, whatever the object
 * holds. Names and details can hold recorded text: whoever shows them makes them printable.
 */
export function stageOf(object: KubeObject): Stage {
  if (latest?.object !== object) latest = { object, stage: shaped(rulesFor(object).stage(object)) };
  return latest.stage;
}

/** Milestones and stretches of one revision ask for it, one after the other; a revision never changes. */
let latest: { readonly object: KubeObject; readonly stage: Stage } | undefined;

/** All have all fields: stages are looked at with every revision, and what is of one shape is looked at quickly. */
function shaped({ name, tone, detail }: Stage): Stage {
  return { name, tone, detail };
}

/** What stands for the stage of an object that is gone. */
export const deletedStage: Stage = { name: "Deleted", tone: "ended" };
