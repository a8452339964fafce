import { type Change, diffObjects } from "../../diff/diff-objects.js";
import { isKubeEvent } from "../../lifecycle/fields/kube-event.js";
import type { ObjectFrame } from "../../model/frame.js";
import type { KubeObject } from "../../model/kube-object.js";

export interface StepChangeOptions {
  /** Also what a diff leaves out as noise. */
  readonly noise: boolean;
  /** Also of Kubernetes Events: for people their message tells all, and their other fields only count. */
  readonly events?: boolean;
}

/** What changed in a step, for its diff. An object that is gone changed no more, and what was there before recording began is no change. */
export function changesOf(
  frame: ObjectFrame,
  before: KubeObject | undefined,
  { noise, events = false }: StepChangeOptions,
): readonly Change[] {
  if (!noise && !events && isKubeEvent(frame.revision.object)) return [];
  if (frame.initial && before === undefined && !noise) return [];
  if (frame.type === "DELETED" && before === undefined) return [];
  return diffObjects(before, frame.revision.object, { noise });
}
