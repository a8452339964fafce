import { asOneLine } from "../../../lifecycle/narration/words.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { DiagnosisRule, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";

/**
 * Lifecycle hooks that fail without delaying anything:
 *
 *   FailedPreStopHook    the kubelet stops the container all the same, but what the hook should do was not done (drain connections, hand over)
 *
 * A postStart hook that fails has its container killed: see PostStartHookError.
 */
export const hooksRule: DiagnosisRule = { kinds: ["Pod"], needsEvents: true, symptoms };

function symptoms(context: RuleContext): readonly Symptom[] {
  const events = context.events.all((e) => e.reason === "FailedPreStopHook");
  const latest = events.at(-1);
  if (latest === undefined) return [];
  const { container, message } = latest;
  const { name, namespace } = context.ref;
  return [
    {
      class: "FailedPreStopHook",
      severity: "info",
      container,
      message: `the preStop hook of ${container === undefined ? "a container" : `container ${container}`} failed, and the kubelet stops the container without it: ${asOneLine(message)}`,
      evidence: sequencesOf(events).slice(-2),
      events: countsOf(events),
      advice: [
        `check the command of the hook, and that the image contains it: ${kubectl(["get", "pod", name, "-o", "jsonpath={.spec.containers[*].lifecycle}"], namespace)}`,
      ],
    },
  ];
}
