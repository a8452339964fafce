import { at, numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { conditionOf, isFalse, isTrue } from "../../fields/conditions.js";
import { isObserved, isUnobserved } from "../../fields/observed.js";
import { replicasOf } from "../../fields/replica-counts.js";
import { deploymentMilestones } from "../../milestones/deployment-milestones.js";
import { conditionChanges } from "../../narration/condition-changes.js";
import { clause, stageAs } from "../../narration/words.js";
import type { Clause, KindRules, ObjectChange, Stage, Verdict } from "../kind-rules.js";
import { terminating } from "../terminating.js";
import { countChanges, observedChange, scaleChange, templateChange, terminatingChange, wantedPods } from "./workload-changes.js";

/**
 * A Deployment: Created (its controller has not looked at it), Updating (nor at the newest spec), Rolling out (not all Pods are of the
 * newest template, or old ones are left), Scaling (down), Partly available, Unavailable, Available; Stalled (ProgressDeadlineExceeded), Blocked (its Pods
 * cannot be made), Paused, Scaled to zero, Terminating.
 */
export const deploymentRules: KindRules = {
  stage,
  milestones: deploymentMilestones,
  verdict,
  describe: (deployment) => [wantedPods(deployment)],
  changes,
};

function stage(deployment: KubeObject): Stage {
  return terminating(deployment) ?? living(deployment);
}

function living(deployment: KubeObject): Stage {
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

/** True once the rollout was complete at some time: what is missing now was lost, not awaited. */
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
      "this starts a rollout: the controller makes a ReplicaSet for the new template and moves the Pods over, step by step",
    ),
    ...scaleChange(before, after),
    ...pausing(change),
    ...progress(change),
    ...countChanges(before, after, replicasOf(after).wanted, [
      ["replicas", "there"],
      ["updatedReplicas", "up to date"],
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
  return [clause(83, now ? "its rollout was paused" : "its rollout was resumed", { brief: now ? "paused" : "resumed" })];
}

/** The condition Progressing is the diary of a rollout: each reason is a step of it. */
function progress({ before, after }: ObjectChange): readonly Clause[] {
  const now = conditionOf(after, "Progressing");
  const then = conditionOf(before, "Progressing");
  if (now === undefined || (now.reason === then?.reason && now.status === then?.status)) return [];
  const step = steps.get(now.reason ?? "");
  const name = /"([^"]+)"/.exec(now.message ?? "")?.[1];
  const which = name === undefined ? "its new ReplicaSet" : `ReplicaSet ${name}`;
  if (step === undefined) return conditionChanges({ before, after, times: {} }, ["Available", "ReplicaFailure"]);
  return [clause(step.weight, step.text(which), { brief: step.brief, why: step.why })];
}

interface Step {
  readonly weight: number;
  readonly text: (which: string) => string;
  readonly brief: string;
  readonly why?: string;
}

const steps: ReadonlyMap<string, Step> = new Map<string, Step>([
  ["NewReplicaSetCreated", { weight: 70, text: (rs) => `${rs} was made for the newest template`, brief: "new ReplicaSet" }],
  [
    "FoundNewReplicaSet",
    { weight: 70, text: (rs) => `${rs}, which was there already, fits the newest template`, brief: "ReplicaSet found" },
  ],
  ["ReplicaSetUpdated", { weight: 46, text: (rs) => `the rollout to ${rs} goes on`, brief: "progressing" }],
  [
    "NewReplicaSetAvailable",
    { weight: 76, text: (rs) => `the rollout is complete: all Pods belong to ${rs} and are available`, brief: "rollout complete" },
  ],
  [
    "ProgressDeadlineExceeded",
    {
      weight: 88,
      text: (rs) => `the rollout to ${rs} made no progress within its deadline`,
      brief: "ProgressDeadlineExceeded",
      why: "nothing is undone by this: old Pods keep serving, and the controller goes on trying; it only says that somebody should look",
    },
  ],
  ["DeploymentPaused", { weight: 50, text: () => "the controller has noticed the pause", brief: "paused" }],
  ["DeploymentResumed", { weight: 50, text: () => "the controller has noticed that it goes on", brief: "resumed" }],
]);

function revision({ before, after }: ObjectChange): readonly Clause[] {
  const key = "deployment.kubernetes.io/revision";
  const now = textAt(after, "metadata", "annotations", key);
  if (now === undefined || now === textAt(before, "metadata", "annotations", key)) return [];
  return [clause(42, `this is revision ${now} of its template`, { brief: `revision ${now}` })];
}
