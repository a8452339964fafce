import { groupOf, type KubeObject } from "../../model/kube-object.js";
import type { Clause, KindRules, ObjectChange, Stage } from "../kinds/kind-rules.js";
import { detectEventMilestones } from "../milestones/event-milestones.js";
import { clause, stageAs } from "../narration/words.js";
import { containerOfEvent, countOf, messageOf, sourceOf } from "./event-fields.js";
import { textAt } from "./fields.js";

/** Kubernetes Events, of both groups. */
export const kubeEventRules: KindRules = {
  stage,
  tellsOf: detectEventMilestones,
  verdict: () => ({ ready: true, failed: false, complete: true }),
  describe: (event) => [told(event)],
  changes,
};

export function isKubeEvent(object: KubeObject): boolean {
  const group = groupOf(typeof object.apiVersion === "string" ? object.apiVersion : "");
  return object.kind === "Event" && (group === "" || group === "events.k8s.io");
}

/** An Event has no life of its own: what stands for its stage is its reason. */
function stage(event: KubeObject): Stage {
  const isWarning = textAt(event, "type") === "Warning";
  const count = countOf(event);
  return stageAs(textAt(event, "reason") ?? "Event", isWarning ? "bad" : "neutral", count > 1 ? `×${count}` : undefined);
}

function told(event: KubeObject): Clause {
  const text = messageOf(event);
  return clause(100, `${text}${saidBy(event)}`, { brief: text });
}

/** " (kubelet, container nginx)": who said it, and of which container. */
function saidBy(event: KubeObject): string {
  const container = containerOfEvent(event);
  const words = [sourceOf(event), container === undefined ? undefined : `container ${container}`].filter((word) => word !== undefined);
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

function changes({ before, after }: ObjectChange): readonly Clause[] {
  const now = countOf(after);
  const then = countOf(before);
  if (messageOf(after) !== messageOf(before)) return [told(after)];
  if (now === then) return [];
  const again = now === then + 1 ? `again, the ${ordinal(now)} time` : `again, now ${now} times`;
  return [clause(60, `${again}: ${messageOf(after)}${saidBy(after)}`, { brief: messageOf(after) })];
}

function ordinal(n: number): string {
  const suffix = n % 100 >= 11 && n % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${suffix}`;
}
