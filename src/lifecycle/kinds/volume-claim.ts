import { textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { isTrue } from "../fields/conditions.js";
import { finalizersOf } from "../fields/finalizers.js";
import { conditionMilestones } from "../milestones/condition-milestones.js";
import { conditionChanges } from "../narration/condition-changes.js";
import { clause, stageAs } from "../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Stage } from "./kind-rules.js";
import { terminating } from "./terminating.js";

/** PersistentVolumeClaims and PersistentVolumes: Pending, Bound, Resizing, Modifying, Lost; Available, Released, Failed. */
export const volumeRules: KindRules = {
  stage,
  describe,
  changes,
};

export const volumeProgress: ProgressRules = {
  milestones: conditionMilestones,
  verdict: (object) => ({
    ready: ["Bound", "Available", "Resizing", "Modifying"].includes(stage(object).name),
    failed: ["Lost", "Failed"].includes(stage(object).name),
    complete: false,
  }),
};

function stage(object: KubeObject): Stage {
  const deleting = terminating(object, isInUse(object) ? "still in use" : undefined);
  if (deleting !== undefined) return deleting;
  const phase = textAt(object, "status", "phase") ?? "Pending";
  if (phase === "Lost" || phase === "Failed") return stageAs(phase, "bad");
  const wrong = changeFailures.find((type) => isTrue(object, type));
  if (wrong !== undefined) return stageAs(phase, "bad", wrong);
  if (isTrue(object, "ModifyingVolume")) return stageAs("Modifying", "progress");
  if (isTrue(object, "Resizing") || isTrue(object, "FileSystemResizePending")) return stageAs("Resizing", "progress");
  if (phase === "Released") return stageAs(phase, "ended");
  return stageAs(phase, phase === "Pending" ? "progress" : "good", textAt(object, "spec", "volumeName"));
}

/** Set by the resizer and by the attributes controller when a change of a bound claim fails; the claim stays as it was. */
const changeFailures = ["ControllerResizeError", "NodeResizeError", "ModifyVolumeError"];

function isInUse(object: KubeObject): boolean {
  return finalizersOf(object).some((name) => /^kubernetes\.io\/pv.?-protection$/.test(name));
}

function describe(object: KubeObject): readonly Clause[] {
  const size = textAt(object, "spec", "resources", "requests", "storage") ?? textAt(object, "spec", "capacity", "storage") ?? "?";
  const storageClass = textAt(object, "spec", "storageClassName");
  return [
    clause(
      60,
      `${object.kind === "PersistentVolumeClaim" ? "it requests" : "capacity"} ${size}${storageClass === undefined ? "" : `, storage class ${storageClass}`}`,
      { brief: size },
    ),
  ];
}

function changes(change: ObjectChange): readonly Clause[] {
  const { before, after } = change;
  const then = textAt(before, "status", "phase");
  const now = textAt(after, "status", "phase");
  const volume = textAt(after, "spec", "volumeName");
  const size = textAt(after, "status", "capacity", "storage");
  return [
    ...(then === now
      ? []
      : [
          clause(80, phaseWords(after, now ?? "unknown", volume), {
            brief: now,
            why: now === "Bound" ? "Pods that use it can be scheduled and started now" : undefined,
          }),
        ]),
    ...(then === now && volume !== textAt(before, "spec", "volumeName")
      ? [clause(70, `volume ${volume ?? "none"} was selected for it`, { brief: volume })]
      : []),
    ...(size === undefined || size === textAt(before, "status", "capacity", "storage")
      ? []
      : [clause(60, `its capacity is ${size}`, { brief: size })]),
    ...conditionChanges(change),
  ];
}

function phaseWords(object: KubeObject, phase: string, volume: string | undefined): string {
  if (phase === "Bound")
    return object.kind === "PersistentVolume"
      ? `it is bound to claim ${textAt(object, "spec", "claimRef", "name") ?? "?"}`
      : `it is bound to volume ${volume ?? "?"}`;
  return `it is now ${phase}`;
}
