import type { Narration } from "../../lifecycle/narration/narrate.js";
import { deletedStage, type Stage, stageOf } from "../../lifecycle/stage.js";
import type { Frame, GapFrame, ObjectFrame } from "../../model/frame.js";
import type { Revision } from "../../model/revision.js";
import { changesOf } from "../../report/replay/step-changes.js";

/** One recorded step, told: what the list of changes and the detail are drawn from. */
export type NarratedRow = NarratedObject | NarratedGap;

export interface NarratedObject {
  readonly kind: "object";
  readonly frame: ObjectFrame;
  readonly before: Revision | undefined;
  readonly narration: Narration;
  /** Something changed beyond noise; of Kubernetes Events, the first of its kind and every warning. */
  readonly meaningful: boolean;
  /** Something has gone wrong with this step, or goes wrong in another way than before. */
  readonly warning: boolean;
}

export interface NarratedGap {
  readonly kind: "gap";
  readonly frame: GapFrame;
  readonly meaningful: true;
  readonly warning: boolean;
}

export function narratedGap(frame: GapFrame): NarratedGap {
  return { kind: "gap", frame, meaningful: true, warning: frame.possibleLoss };
}

export function narratedObject(frame: ObjectFrame, before: Revision | undefined, narration: Narration): NarratedObject {
  return {
    kind: "object",
    frame,
    before,
    narration,
    meaningful: isMeaningful(frame, before),
    warning: isWarning(frame, before),
  };
}

/** Cheap enough to be asked of every frame on the way to the next one that is. */
export function isMeaningful(frame: Frame, before: Revision | undefined): boolean {
  if (frame.kind === "gap") return true;
  if (frame.ref.kind === "Event") return frame.type === "ADDED" || stageAfter(frame).tone === "bad";
  if (frame.type !== "MODIFIED" || before === undefined) return true;
  return changesOf(frame, before.object, { noise: false }).length > 0;
}

export function isWarning(frame: Frame, before: Revision | undefined): boolean {
  if (frame.kind === "gap") return frame.possibleLoss;
  const stage = stageAfter(frame);
  if (stage.tone !== "bad") return false;
  const was = before === undefined ? undefined : stageOf(before.object);
  return frame.ref.kind === "Event" || was === undefined || was.tone !== "bad" || was.name !== stage.name || was.detail !== stage.detail;
}

/** The stage that an object is in after this frame. */
export function stageAfter(frame: ObjectFrame): Stage {
  return frame.type === "DELETED" ? deletedStage : stageOf(frame.revision.object);
}

/** What a search looks through: the words about a step, and what changed in it. */
export function searchText(row: NarratedRow): string {
  if (row.kind === "gap") return `gap ${row.frame.stream} ${row.frame.reason}`.toLowerCase();
  const { frame, before, narration } = row;
  const changes = changesOf(frame, before?.object, { noise: false }).map((change) => {
    const { segments: _segments, ...told } = change;
    return JSON.stringify(told);
  });
  const { stage, sentence } = narration;
  return [frame.ref.kind, "/", frame.ref.name, " ", stage.name, " ", stage.detail ?? "", " ", sentence, " ", ...changes]
    .join("")
    .toLowerCase();
}
