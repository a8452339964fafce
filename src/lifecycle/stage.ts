import type { KubeObject } from "../model/kube-object.js";
import type { Stage } from "./kinds/kind-rules.js";
import { rulesFor } from "./kinds/kinds.js";

export type { Stage, Tone } from "./kinds/kind-rules.js";

/**
 * The stage of an object, derived from this one revision and nothing else: no clock, no history. Never throws, whatever the object
 * holds. Names and details can hold recorded text: make them printable before showing them.
 */
export function stageOf(object: KubeObject): Stage {
  if (latest?.object !== object) latest = { object, stage: sameShape(rulesFor(object).stage(object)) };
  return latest.stage;
}

/** Milestones and stage intervals of one revision both ask for its stage; a revision never changes. */
let latest: { readonly object: KubeObject; readonly stage: Stage } | undefined;

/** Every stage has every field: objects of one shape are faster to read, and this one is read for every revision. */
function sameShape({ name, tone, detail, status }: Stage): Stage {
  return { name, tone, detail, status };
}

/** One word for a stage, where there is room for one: "CrashLoopBackOff", not "Running". Can hold recorded text. */
export function stageLabel({ name, status }: Stage): string {
  return status ?? name;
}

/** Whether two stages are one interval of a timeline. Details (a count, a reason in a sentence) change too often to begin another one. */
export function isSameInterval(a: Stage | undefined, b: Stage): boolean {
  return a?.name === b.name && a.tone === b.tone && a.status === b.status;
}

/** The stage of an object that no longer exists. */
export const deletedStage: Stage = { name: "Deleted", tone: "ended" };

/** The stages of a ladder between two others: passed although no revision shows them. Empty unless `to` is above `from`. */
export function passedBetween(from: Stage | undefined, to: Stage, ladder: readonly string[] = []): readonly string[] {
  if (from === undefined || from.name === to.name) return none;
  const start = ladder.indexOf(from.name);
  return start < 0 ? none : ladder.slice(start + 1, Math.max(start + 1, ladder.indexOf(to.name)));
}

const none: readonly string[] = [];
