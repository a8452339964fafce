import { at, numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { conditionOf, isFalse, isTrue } from "../../fields/conditions.js";
import { isObserved, isUnobserved } from "../../fields/observed.js";
import { replicasOf } from "../../fields/replica-counts.js";
import { deploymentMilestones } from "../../milestones/deployment-milestones.js";
import { conditionChanges } from "../../narration/condition-changes.js";
import { clause, stageAs } from "../../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Stage, Verdict } from "../kind-rules.js";
import { terminating } from "../terminating.js";
import { countChanges, desiredReplicas, observedChange, scaleChange, templateChange, terminatingChange } from "./workload-changes.js";

/**
 * A Deployment: Created (not observed by its controller), Updating (its newest spec is not observed), Rolling out (Pods not updated or old
 * ones left), Scaling (down), Partly available, Unavailable, Available; Stalled (ProgressDeadlineExceeded), Blocked (its Pods cannot be
 * created), Paused, Scaled to zero, Terminating.
 */
export const deploymentRules: KindRules = {
  stage,
  describe: (deployment) => [desiredReplicas(deployment)],
  changes,
};

export const deploymentProgress: ProgressRules = {
  milestones: deploymentMilestones,
  verdict,
};

function stage(deployment: KubeObject): Stage {
  return terminating(deployment) ?? currentStage(deployment);
}

function currentStage(deployment: KubeObject): Stage {
  const { wanted, total, updated, available } = replicasOf(deployment);
  if (numberAt(deployment, "status", "observedGeneration") === undefined) return stageAs("Created", "progress");
  const counts = `${updated}/${wanted} updated`;
  if (isUnobserved(deployment)) return stageAs("Updating", "progress", "new spec");
  if (conditionOf(deployment, "Progressing")?.reason === "ProgressDeadlineExceeded")
    return stageAs("Stalled", "bad", "ProgressDeadlineExceeded");
  if (isTrue(deployment, "ReplicaFailure")) return stageAs("Blocked", "bad", conditionOf(deployment, "ReplicaFailure")?.reason);
  if (at(deployment, "spec", "paused") === true && (updated < wanted || total > updated)) return stageAs("Paused", "neutral", counts);
  if (updated < wanted || total > updated) return stageAs("Rolling out", "progress", counts);
  if (total > wanted) return stageAs("Scaling", "progress", `${total}/${wanted} Pods`);
  if (wanted === 0) return stageAs("Scaled to zero", "neutral");
  if (available >= wanted) return stageAs("Available", "good", `${available}/${wanted}`);
  if (!rolledOut(deployment)) return stageAs("Rolling out", "progress", `${available}/${wanted} available`);
  return isFalse(deployment, "Available")
    ? stageAs("Unavailable", "bad", `${available}/${wanted}`)
    : stageAs("Partly available", "progress", `${available}/${wanted}`);
}

/** True once the rollout was complete: Pods that are missing now were lost since. */
function rolledOut(deployment: KubeObject): boolean {
  return conditionOf(deployment, "Progressing")?.reason === "NewReplicaSetAvailable";
}

function verdict(deployment: KubeObject): Verdict {
  const { wanted, total, updated, available } = replicasOf(deployment);
  const seen = isObserved(deployment);
  const failed = seen && conditionOf(deployment, "Progressing")?.reason === "ProgressDeadlineExceeded";
  const blocked = conditionOf(deployment, "ReplicaFailure");
  const stuck = failed ? "ProgressDeadlineExceeded" : blocked?.status === "True" ? (blocked.reason ?? "ReplicaFailure") : undefined;
  const ready = seen && !failed && updated >= wanted && total <= updated && available >= updated && !isFalse(deployment, "Available");
  return { ready, failed, complete: false, ...(stuck === undefined ? {} : { stuck }) };
}

function changes(change: ObjectChange): readonly Clause[] {
  const { before, after } = change;
  return [
    ...templateChange(
      change,
      "this starts a rollout: the controller creates a ReplicaSet for the template, or reuses the one that has it, and replaces the Pods step by step",
    ),
    ...scaleChange(before, after),
    ...pausing(change),
    ...progress(change),
    ...countChanges(before, after, replicasOf(after).wanted, [
      ["replicas", "replicas"],
      ["updatedReplicas", "updated"],
      ["readyReplicas", "ready"],
      ["availableReplicas", "available"],
    ]),
    ...conditionChanges(change, ["Progressing"]),
    ...observedChange(change, "the Deployment controller"),
    ...revision(change),
    ...terminatingChange(change),
  ];
}

function pausing({ before, after }: ObjectChange): readonly Clause[] {
  const now = at(after, "spec", "paused") === true;
  if (now === (at(before, "spec", "paused") === true)) return [];
  return [clause(83, now ? "the rollout was paused" : "the rollout was resumed", { brief: now ? "paused" : "resumed" })];
}

/** Each reason of the condition Progressing is a step of the rollout. */
function progress({ before, after }: ObjectChange): readonly Clause[] {
  const now = conditionOf(after, "Progressing");
  const then = conditionOf(before, "Progressing");
  if (now === undefined || (now.reason === then?.reason && now.status === then?.status)) return [];
  const step = steps.get(now.reason ?? "");
  const name = /"([^"]+)"/.exec(now.message ?? "")?.[1];
  const replicaSet = name === undefined ? "its new ReplicaSet" : `ReplicaSet ${name}`;
  if (step === undefined) return conditionChanges({ before, after, times: {} }, ["Available", "ReplicaFailure"]);
  return [clause(step.weight, step.text(replicaSet), { brief: step.brief, why: step.why })];
}

interface Step {
  readonly weight: number;
  readonly text: (replicaSet: string) => string;
  readonly brief: string;
  readonly why?: string;
}

const steps: ReadonlyMap<string, Step> = new Map<string, Step>([
  ["NewReplicaSetCreated", { weight: 70, text: (rs) => `${rs} was created for the new template`, brief: "new ReplicaSet" }],
  ["FoundNewReplicaSet", { weight: 70, text: (rs) => `${rs} already exists for the new template`, brief: "ReplicaSet found" }],
  ["ReplicaSetUpdated", { weight: 46, text: (rs) => `the rollout to ${rs} is progressing`, brief: "progressing" }],
  [
    "NewReplicaSetAvailable",
    { weight: 76, text: (rs) => `the rollout is complete: all Pods belong to ${rs} and are available`, brief: "rollout complete" },
  ],
  [
    "ProgressDeadlineExceeded",
    {
      weight: 88,
      text: (rs) => `the rollout to ${rs} exceeded its progress deadline`,
      brief: "ProgressDeadlineExceeded",
      why: "the controller does not roll back: old Pods keep running while it keeps trying",
    },
  ],
  ["DeploymentPaused", { weight: 50, text: () => "the controller observed that the rollout is paused", brief: "paused" }],
  ["DeploymentResumed", { weight: 50, text: () => "the controller observed that the rollout is resumed", brief: "resumed" }],
]);

function revision({ before, after }: ObjectChange): readonly Clause[] {
  const key = "deployment.kubernetes.io/revision";
  const now = textAt(after, "metadata", "annotations", key);
  if (now === undefined || now === textAt(before, "metadata", "annotations", key)) return [];
  return [clause(42, `the template is now revision ${now}`, { brief: `revision ${now}` })];
}
