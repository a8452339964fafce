import { textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { containerOfEvent, countOf, messageOf, sourceOf } from "../fields/kube-event.js";
import { detectEventMilestones } from "../milestones/event-milestones.js";
import { clause, stageAs } from "../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Stage } from "./kind-rules.js";

/** Kubernetes Events, of both groups. */
export const kubeEventRules: KindRules = {
  stage,
  describe: (event) => [messageClause(event)],
  changes,
};

export const kubeEventProgress: ProgressRules = {
  milestonesOfOthers: detectEventMilestones,
  verdict: () => ({ ready: true, failed: false, complete: true }),
};

/** An Event has no lifecycle: its reason takes the place of a stage. */
function stage(event: KubeObject): Stage {
  const isWarning = textAt(event, "type") === "Warning";
  const count = countOf(event);
  return stageAs(textAt(event, "reason") ?? "Event", isWarning ? "bad" : "neutral", count > 1 ? `×${count}` : undefined);
}

function messageClause(event: KubeObject): Clause {
  const text = messageOf(event);
  return clause(100, `${text}${origin(event)}`, { brief: text });
}

/** " (kubelet, container nginx)": the component that reported it, and the container that it is about. */
function origin(event: KubeObject): string {
  const container = containerOfEvent(event);
  const words = [sourceOf(event), container === undefined ? undefined : `container ${container}`].filter((word) => word !== undefined);
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

function changes({ before, after }: ObjectChange): readonly Clause[] {
  const now = countOf(after);
  const then = countOf(before);
  if (messageOf(after) !== messageOf(before)) return [messageClause(after)];
  if (now === then) return [];
  return [clause(60, `${messageOf(after)} (×${now})${origin(after)}`, { brief: messageOf(after) })];
}
