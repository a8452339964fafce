import { isTrue } from "../../lifecycle/fields/conditions.js";
import { type ContainerFacts, containersOf } from "../../lifecycle/kinds/pod/containers.js";
import { at, itemsAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { CauseRef, RuleContext, Symptom } from "../engine/symptom.js";
import { kubectl } from "./kubectl.js";

/** Neither completed nor being deleted. */
export function isPodActive(pod: KubeObject): boolean {
  const phase = textAt(pod, "status", "phase");
  return pod.metadata.deletionTimestamp === undefined && phase !== "Succeeded" && phase !== "Failed";
}

/** Its sandbox exists and its volumes are mounted: what every container needs first was there at least once. */
export function hasStarted(pod: KubeObject): boolean {
  const conditions = ["PodReadyToStartContainers", "PodHasNetwork"];
  if (conditions.some((type) => isTrue(pod, type))) return true;
  return containersOf(pod).some(({ state, last }) => state.kind === "running" || state.kind === "terminated" || last !== undefined);
}

/** The symptoms of each container. Most revisions of most Pods have none: then nothing is allocated. */
export function perContainer(
  context: RuleContext,
  symptomsOf: (container: ContainerFacts, context: RuleContext) => readonly Symptom[],
): readonly Symptom[] {
  let all: Symptom[] | undefined;
  for (const container of containersOf(context.object)) {
    const symptoms = symptomsOf(container, context);
    if (symptoms.length === 0) continue;
    all ??= [];
    for (const symptom of symptoms) all.push(symptom);
  }
  return all ?? none;
}

const none: readonly Symptom[] = [];

/** The claims that a Pod uses, by volume: those it names, and those created for its ephemeral volumes, named after Pod and volume. */
export function claimsOf(pod: KubeObject): readonly { readonly volume: string; readonly name: string }[] {
  return itemsAt(pod, "spec", "volumes").flatMap((spec) => {
    const volume = textAt(spec, "name") ?? "";
    const ephemeral = at(spec, "ephemeral") === undefined ? undefined : `${pod.metadata.name}-${volume}`;
    const name = textAt(spec, "persistentVolumeClaim", "claimName") ?? ephemeral;
    return name === undefined ? [] : [{ volume, name }];
  });
}

/** Findings on the node of a Pod may explain those on the Pod; where classes are given, only those. */
export function causedByNode(pod: KubeObject, classes?: readonly string[]): readonly CauseRef[] {
  const name = textAt(pod, "spec", "nodeName");
  return name === undefined ? [] : [{ kind: "object", of: "Node", name, ...(classes === undefined ? {} : { classes }) }];
}

/** Where the Pod is bound to a node, the command that shows it. */
export function nodeAdvice(pod: KubeObject): readonly string[] {
  const name = textAt(pod, "spec", "nodeName");
  return name === undefined ? [] : [`check the node: ${kubectl(["describe", "node", name])}`];
}
