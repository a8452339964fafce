import type { KubeObject } from "../model/kube-object.js";
import { conditionChanges } from "./condition-changes.js";
import { conditionOf, isTrue } from "./conditions.js";
import { at, numberAt, textAt } from "./fields.js";
import type { KindRules, Stage, Verdict } from "./kind-rules.js";
import { conditionSteps } from "./steps/condition-steps.js";
import { stageAs } from "./words.js";

/**
 * Any kind that has no rules of its own, custom resources above all. As kstatus reads them: what the controller has not observed is
 * in progress; then the conditions that controllers agree on, the worst first; then `status.phase`; an object without a status just is.
 */
export const genericRules: KindRules = { stage, steps: conditionSteps, verdict, describe: () => [], changes: conditionChanges };

/** Condition types that mean trouble when True. */
const badWhenTrue = ["Stalled", "Failed", "Degraded"] as const;
/** Those that mean "as it should be" when True, in the order in which they are asked. */
const goodWhenTrue = ["Ready", "Available", "Healthy", "Established", "Synced", "Accepted", "Programmed", "Reconciled"] as const;
const onTheWay = ["Reconciling", "Progressing"] as const;

function stage(object: KubeObject): Stage {
  if (object.metadata.deletionTimestamp !== undefined) return stageAs("Terminating", "progress");
  const bad = badWhenTrue.map((type) => conditionOf(object, type)).find((c) => c?.status === "True");
  if (bad !== undefined) return stageAs(bad.type, "bad", bad.reason);
  if (isUnobserved(object)) return stageAs("Updating", "progress", "the new spec is not observed yet");
  const moving = isTrue(object, onTheWay[0]);
  const complete = conditionOf(object, "Complete") ?? conditionOf(object, "Succeeded");
  if (complete?.status === "True") return stageAs("Completed", "ended", complete.reason);
  if (moving) return stageAs("Reconciling", "progress", conditionOf(object, "Reconciling")?.reason);
  return byGoodConditions(object) ?? byPhase(object);
}

function byGoodConditions(object: KubeObject): Stage | undefined {
  const present = goodWhenTrue.flatMap((type) => conditionOf(object, type) ?? []);
  const wrong = present.find((c) => c.status !== "True");
  if (wrong !== undefined) return stageAs(`Not ${wrong.type.toLowerCase()}`, "progress", wrong.reason);
  const first = present[0];
  return first === undefined ? undefined : stageAs(first.type, "good");
}

function byPhase(object: KubeObject): Stage {
  const phase = textAt(object, "status", "phase") ?? textAt(object, "status", "state");
  if (phase === undefined) return stageAs("Present", "neutral");
  if (/fail|error|lost|invalid/i.test(phase)) return stageAs(phase, "bad");
  if (/^(succeeded|complete|completed)$/i.test(phase)) return stageAs(phase, "ended");
  return stageAs(phase, /^(pending|creating|provisioning|progressing|unknown)$/i.test(phase) ? "progress" : "good");
}

function verdict(object: KubeObject): Verdict {
  const { tone, name, detail } = stage(object);
  const stalled = conditionOf(object, "Stalled");
  const stuck = stalled?.status === "True" ? (stalled.reason ?? "Stalled") : undefined;
  return {
    ready: tone === "good" || tone === "neutral" || tone === "ended",
    failed: tone === "bad",
    complete: tone === "ended",
    ...(stuck === undefined ? (tone === "bad" ? { stuck: detail ?? name } : {}) : { stuck }),
  };
}

/** True while the controller says that it has not yet looked at the newest spec. */
export function isUnobserved(object: KubeObject): boolean {
  const observed = numberAt(object, "status", "observedGeneration");
  const wanted = numberAt(at(object, "metadata"), "generation");
  return observed !== undefined && wanted !== undefined && observed < wanted;
}
