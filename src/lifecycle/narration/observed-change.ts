import { numberAt } from "../fields/fields.js";
import type { Clause, ObjectChange } from "../kinds/kind-rules.js";
import { clause } from "./words.js";

/** The controller has caught up with a newer spec: it says so in `status.observedGeneration`. */
export function observedChange({ before, after }: ObjectChange, who: string): readonly Clause[] {
  const now = numberAt(after, "status", "observedGeneration");
  if (now === undefined || now === numberAt(before, "status", "observedGeneration")) return [];
  const first = numberAt(before, "status", "observedGeneration") === undefined;
  return [
    clause(34, first ? `${who} has begun to look after it` : `${who} has seen generation ${now} of its spec`, {
      brief: `generation ${now} seen`,
    }),
  ];
}
