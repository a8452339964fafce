import type { KubeObject } from "../../../model/kube-object.js";
import { conditionOf } from "../../fields/conditions.js";
import { itemsAt, textAt } from "../../fields/fields.js";
import { podSteps } from "../../milestones/pod-milestones.js";
import { clause, inShort, listed, plural } from "../../narration/words.js";
import type { Clause, KindRules, ObjectChange } from "../kind-rules.js";
import { containerChanges } from "./container-changes.js";
import { type ContainerFacts, containersOf } from "./containers.js";
import { podChanges } from "./pod-changes.js";
import { resizeChanges } from "./resize-changes.js";
import { specEdits } from "./spec-edits.js";
import { podStage } from "./stage.js";
import { podVerdict } from "./verdict.js";

/** What is known about Pods. */
export const podRules: KindRules = {
  ladder: ["Created", "Scheduled", "Creating", "Running", "Ready"],
  stage: podStage,
  steps: podSteps,
  verdict: podVerdict,
  describe,
  changes,
};

/** "1 container (nginx:1.27), bound to node-1". */
function describe(pod: KubeObject): readonly Clause[] {
  const containers = containersOf(pod).filter((c) => c.role !== "ephemeral");
  const node = textAt(pod, "spec", "nodeName");
  return [
    clause(60, groups(containers), { brief: listed([...new Set(containers.map((c) => c.image ?? c.name))], 2) }),
    node === undefined ? unbound(pod) : clause(55, `bound to ${node}`, { brief: node }),
  ];
}

function groups(containers: readonly ContainerFacts[]): string {
  const counts = [
    { noun: "init container", of: containers.filter((c) => c.role === "init") },
    { noun: "sidecar", of: containers.filter((c) => c.role === "sidecar") },
    { noun: "container", of: containers.filter((c) => c.role === "container") },
  ].filter(({ of }) => of.length > 0);
  return listed(counts.map(({ noun, of }) => `${plural(of.length, noun)} (${listed(of.map(labelOf))})`));
}

function labelOf({ name, image }: ContainerFacts): string {
  return image === undefined ? name : `${name}: ${image}`;
}

function unbound(pod: KubeObject): Clause {
  const gates = itemsAt(pod, "spec", "schedulingGates").length;
  const scheduled = conditionOf(pod, "PodScheduled");
  if (gates > 0) return clause(55, `held back by ${plural(gates, "scheduling gate")}`);
  if (scheduled?.status === "False") return clause(55, `no node fits: ${inShort(scheduled.message ?? scheduled.reason ?? "")}`);
  return clause(55, "not bound to a node yet");
}

function changes(change: ObjectChange): readonly Clause[] {
  const earlier = new Map(containersOf(change.before).map((c) => [c.name, c]));
  return [
    ...podChanges(change),
    ...specEdits(change),
    ...resizeChanges(change),
    ...containersOf(change.after).flatMap((c) => containerChanges(earlier.get(c.name), c)),
  ];
}
