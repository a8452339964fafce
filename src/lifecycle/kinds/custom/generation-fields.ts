import { numberAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { type Signal, signal } from "./signal.js";

/** The controller has not observed the newest spec, by a field other than `observedGeneration`: `lastEvaluatedGeneration`. */
export function isUnobservedBy(object: KubeObject, key: string, value: number): boolean {
  return /^(last(Evaluated|Observed|Reconciled)|reconciled|evaluated)Generation$/.test(key) && value < generationOf(object);
}

/**
 * One component has not observed the newest spec (`schedulerObservedGeneration`); what the others report can be about it. A spec can also be that of
 * another object: `workloadObservedGeneration` is of the one that the annotation "rollout.argoproj.io/workload-generation" is about.
 */
export function componentSignal(object: KubeObject, key: string, value: unknown): Signal | undefined {
  const component = /^([a-z]+)ObservedGeneration$/.exec(key)?.[1];
  const observed = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (component === undefined || typeof observed !== "number") return undefined;
  const wanted = generationOfOther(object, component) ?? (component === "workload" ? 0 : generationOf(object));
  return observed < wanted ? unobserved(key) : undefined;
}

export function unobserved(from: string): Signal {
  return signal({ level: "progress", name: "Updating", reason: "new spec not observed yet", from, source: "state", rank: 4 });
}

function generationOf(object: KubeObject): number {
  return numberAt(object, "metadata", "generation") ?? 0;
}

function generationOfOther({ metadata: { annotations } }: KubeObject, component: string): number | undefined {
  if (typeof annotations !== "object" || annotations === null) return undefined;
  const key = Object.keys(annotations).find((name) => name.endsWith(`/${component}-generation`));
  const generation = key === undefined ? Number.NaN : Number(annotations[key]);
  return Number.isNaN(generation) ? undefined : generation;
}
