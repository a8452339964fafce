import { type Change, diffObjects } from "../diff/diff-objects.js";
import { isKubeEvent } from "../lifecycle/fields/kube-event.js";
import type { StrippedFrame } from "../model/frame.js";
import type { KubeObject } from "../model/kube-object.js";

export interface FrameChangeOptions {
  /** Also what a diff leaves out as noise (`managedFields`, `resourceVersion`, ...). */
  readonly noise?: boolean;
  /** Also of Kubernetes Events: their message says all that a person needs, and their other fields only count. */
  readonly kubeEvents?: boolean;
  /** Also all fields of an object that existed when recording began. */
  readonly initial?: boolean;
}

/**
 * The changes that a frame shows. A deletion without a state before it changes nothing, and what existed when recording began is no change
 * (unless noise is shown as well).
 */
export function changesOf(
  frame: StrippedFrame,
  before: KubeObject | undefined,
  { noise = false, kubeEvents = false, initial = noise }: FrameChangeOptions = {},
): readonly Change[] {
  if (!noise && !kubeEvents && isKubeEvent(frame.revision.object)) return [];
  if (before === undefined && (frame.type === "DELETED" || (frame.initial && !initial))) return [];
  return diffObjects(before, frame.revision.object, { noise });
}
