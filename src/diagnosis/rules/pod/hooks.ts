import { inShort } from "../../../lifecycle/narration/words.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";

/**
 * A preStop hook that failed: the container is ended all the same, so it is worth knowing, no more; what the hook should have done (let
 * connections end, hand over) was not done. A postStart hook that fails gets its container killed: that is told with containers that cannot start.
 */
export const hooksFamily: FailureFamily = { name: "hooks", kinds: ["Pod"], onlyEvents: true, symptoms };

function symptoms({ told, ref }: RuleContext): readonly Symptom[] {
  const events = told.all((e) => e.reason === "FailedPreStopHook");
  const latest = events.at(-1);
  if (latest === undefined) return [];
  const container = latest.container;
  return [
    {
      class: "FailedPreStopHook",
      severity: "info",
      ...(container === undefined ? {} : { container }),
      message: `the preStop hook of ${container === undefined ? "a container" : `container ${container}`} failed, and it is ended without: ${inShort(latest.message)}`,
      shownBy: sequencesOf(events).slice(-2),
      events: countsOf(events),
      advice: [
        `see what the hook runs, and whether it is in the image: ${advise(["get", "pod", ref.name, "-o", "jsonpath={.spec.containers[*].lifecycle}"], ref.namespace)}`,
      ],
    },
  ];
}
