import { at, countAt, numberAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { MilestoneStep } from "../kinds/kind-rules.js";
import { capital } from "../narration/words.js";
import { milestoneStep } from "./common-milestones.js";

/** What the controllers of Pods have in common: their controller has looked at them, a Pod is there, a Pod is ready. */
export function firstPods(workload: KubeObject, there = "replicas", ready = "readyReplicas"): readonly MilestoneStep[] {
  return [
    ...(numberAt(workload, "status", "observedGeneration") === undefined ? [] : [milestoneStep("Observed")]),
    ...(countAt(workload, "status", there) > 0 ? [milestoneStep("First Pod made")] : []),
    ...(countAt(workload, "status", ready) > 0 ? [milestoneStep("First Pod ready")] : []),
  ];
}

/** Counts the rollouts of one incarnation: one for each Pod template that it was given, the first among them. */
export class Rollouts {
  #template: string | undefined;
  #count = 0;

  /** True when this revision has another template than the one before it. */
  observe(workload: KubeObject): boolean {
    const template = JSON.stringify(at(workload, "spec", "template")) ?? "";
    if (template === this.#template) return false;
    this.#template = template;
    this.#count++;
    return this.#count > 1;
  }

  get isFirst(): boolean {
    return this.#count <= 1;
  }

  /** "Complete" of the first rollout, "Rollout 2: complete" of the next: each is a milestone of its own. */
  named(step: string): string {
    return this.isFirst ? capital(step) : `Rollout ${this.#count}: ${step}`;
  }
}

/** Somebody, or an autoscaler, asked for another number of Pods, for the first time; and it was reached. */
export class Scaling {
  #wanted: number | undefined;
  #asked = false;

  steps(workload: KubeObject, isReached: boolean): readonly MilestoneStep[] {
    const wanted = numberAt(workload, "spec", "replicas");
    this.#asked ||= this.#wanted !== undefined && wanted !== this.#wanted;
    this.#wanted = wanted;
    return this.#asked
      ? [milestoneStep("Scaled", undefined, { tone: "neutral" }), ...(isReached ? [milestoneStep("Scale reached")] : [])]
      : [];
  }
}
