import { jsonText } from "../../io/json-text.js";
import { at, countAt, numberAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { MilestoneStep } from "../kinds/kind-rules.js";
import { capital } from "../narration/words.js";
import { milestoneStep } from "./common-milestones.js";

/** The first milestones of every controller of Pods: observed, a Pod exists, a Pod is ready. */
export function firstPods(workload: KubeObject, total = "replicas", ready = "readyReplicas"): readonly MilestoneStep[] {
  return [
    ...(numberAt(workload, "status", "observedGeneration") === undefined ? [] : [milestoneStep("Observed")]),
    ...(countAt(workload, "status", total) > 0 ? [milestoneStep("First Pod made")] : []),
    ...(countAt(workload, "status", ready) > 0 ? [milestoneStep("First Pod ready")] : []),
  ];
}

/** Counts the rollouts of one incarnation: one for each Pod template that it had, including the first. */
export class Rollouts {
  #template: string | undefined;
  #count = 0;

  /** True if this revision has another template than the one before it. */
  observe(workload: KubeObject): boolean {
    const template = jsonText(at(workload, "spec", "template"));
    if (template === this.#template) return false;
    this.#template = template;
    this.#count++;
    return this.#count > 1;
  }

  get isFirst(): boolean {
    return this.#count <= 1;
  }

  /** "Complete" for the first rollout, "Rollout 2: complete" for the next: each is a milestone of its own. */
  named(step: string): string {
    return this.isFirst ? capital(step) : `Rollout ${this.#count}: ${step}`;
  }
}

/** The first change of `spec.replicas`, by a user or an autoscaler; and when the Pods match it. */
export class Scaling {
  #wanted: number | undefined;
  #isScaled = false;

  observe(workload: KubeObject, isReached: boolean): readonly MilestoneStep[] {
    const wanted = numberAt(workload, "spec", "replicas");
    this.#isScaled ||= this.#wanted !== undefined && wanted !== this.#wanted;
    this.#wanted = wanted;
    return this.#isScaled
      ? [milestoneStep("Scaled", undefined, { tone: "neutral" }), ...(isReached ? [milestoneStep("Scale reached")] : [])]
      : [];
  }
}
