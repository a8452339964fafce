import { deletedStage, type Stage, stageOf } from "../lifecycle/stage.js";
import type { GapFrame, StrippedFrame } from "../model/frame.js";
import type { KubeObject } from "../model/kube-object.js";
import { changesOf } from "./frame-changes.js";

/** Something changed beyond noise; of Kubernetes Events, the first of its kind and every warning. Cheap enough for every frame of a search. */
export function isMeaningful(frame: StrippedFrame | GapFrame, before: KubeObject | undefined): boolean {
  if (frame.kind === "gap") return true;
  if (frame.ref.kind === "Event") return frame.type === "ADDED" || stageAfter(frame).tone === "bad";
  if (frame.type !== "MODIFIED" || before === undefined) return true;
  return changesOf(frame, before).length > 0;
}

/** Something went wrong with this frame, or in another way than before. */
export function isWarning(frame: StrippedFrame | GapFrame, before: KubeObject | undefined): boolean {
  if (frame.kind === "gap") return frame.possibleLoss;
  const stage = stageAfter(frame);
  if (stage.tone !== "bad") return false;
  const earlier = before === undefined ? undefined : stageOf(before);
  return frame.ref.kind === "Event" || earlier?.tone !== "bad" || earlier.name !== stage.name || earlier.detail !== stage.detail;
}

/** The stage that an object is in after this frame. */
export function stageAfter(frame: StrippedFrame): Stage {
  return frame.type === "DELETED" ? deletedStage : stageOf(frame.revision.object);
}
