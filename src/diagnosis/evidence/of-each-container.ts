import { type ContainerFacts, containersOf } from "../../lifecycle/kinds/pod/containers.js";
import type { RuleContext, Symptom } from "../engine/symptom.js";

/** What a rule says of each container of a Pod. Of almost all it says nothing, in every revision anew: then nothing is made. */
export function ofEachContainer(
  sight: RuleContext,
  rule: (container: ContainerFacts, sight: RuleContext) => readonly Symptom[],
): readonly Symptom[] {
  let all = none;
  for (const container of containersOf(sight.object)) {
    const symptoms = rule(container, sight);
    if (symptoms.length > 0) all = all.length === 0 ? symptoms : [...all, ...symptoms];
  }
  return all;
}

const none: readonly Symptom[] = [];
