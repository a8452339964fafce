import { at, itemsAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionOf, conditionsOf } from "../fields/conditions.js";
import { conditionMilestones } from "../milestones/condition-milestones.js";
import { asOneLine, clause, listed, nounFor, stageAs } from "../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Stage } from "./kind-rules.js";
import { badConditionsOf, isBadCondition } from "./node-conditions.js";
import { terminating } from "./terminating.js";

/** A Node: Ready, Not ready, Unknown (its kubelet does not respond), Created, Terminating; cordoning and other bad conditions are details. */
export const nodeRules: KindRules = {
  stage,
  describe: (node) => [
    clause(60, `kubelet ${textAt(node, "status", "nodeInfo", "kubeletVersion") ?? "of unknown version"}`, {
      brief: textAt(node, "status", "nodeInfo", "kubeletVersion"),
    }),
  ],
  changes,
};

export const nodeProgress: ProgressRules = {
  milestones: conditionMilestones,
  verdict: (node) => ({
    ready: stage(node).name === "Ready",
    failed: false,
    complete: false,
    ...(stage(node).name === "Unknown" ? { stuck: "NodeStatusUnknown" } : {}),
  }),
};

function stage(node: KubeObject): Stage {
  const notes = [
    ...(isCordoned(node) ? ["SchedulingDisabled"] : []),
    ...badConditionsOf(node)
      .filter(({ type }) => type !== "Ready")
      .map(({ type, status }) => (status === "True" ? type : `${type} ${status}`)),
  ];
  const detail = notes.length === 0 ? undefined : notes.join(", ");
  const ready = conditionOf(node, "Ready");
  const deleting = terminating(node, detail);
  if (deleting !== undefined) return deleting;
  if (ready === undefined) return stageAs("Created", "progress", detail);
  if (ready.status === "Unknown") return stageAs("Unknown", "bad", detail ?? ready.reason);
  if (ready.status === "False") return stageAs("Not ready", "bad", detail ?? ready.reason);
  return stageAs("Ready", notes.some((note) => note !== "SchedulingDisabled") ? "bad" : "good", detail);
}

function changes({ before, after }: ObjectChange): readonly Clause[] {
  return [...cordoning(before, after), ...taints(before, after), ...conditions(before, after)];
}

function cordoning(before: KubeObject, after: KubeObject): readonly Clause[] {
  const now = isCordoned(after);
  if (now === isCordoned(before)) return [];
  return [
    clause(84, now ? "it was cordoned" : "it was uncordoned", {
      brief: now ? "cordoned" : "uncordoned",
      why: now ? "the scheduler assigns no new Pods to it; running Pods stay" : "the scheduler can assign Pods to it again",
    }),
  ];
}

function taints(before: KubeObject, after: KubeObject): readonly Clause[] {
  const words = (node: KubeObject) =>
    itemsAt(node, "spec", "taints").map((taint) => `${textAt(taint, "key") ?? "?"}:${textAt(taint, "effect") ?? "?"}`);
  const then = new Set(words(before));
  const now = new Set(words(after));
  const added = [...now].filter((taint) => !then.has(taint));
  const removed = [...then].filter((taint) => !now.has(taint));
  return [
    ...(added.length > 0 ? [clause(74, `${nounFor(added.length, "taint")} added: ${listed(added)}`, { brief: `+${added[0]}` })] : []),
    ...(removed.length > 0
      ? [clause(73, `${nounFor(removed.length, "taint")} removed: ${listed(removed)}`, { brief: `-${removed[0]}` })]
      : []),
  ];
}

/** Heartbeats rewrite the conditions all the time; only a changed status counts, and a new condition that is bad. */
function conditions(before: KubeObject, after: KubeObject): readonly Clause[] {
  return conditionsOf(after).flatMap((now) => {
    const then = conditionOf(before, now.type);
    if (then === undefined ? !isBadCondition(now) : then.status === now.status) return [];
    const message = now.message === undefined ? "" : `: ${asOneLine(now.message)}`;
    return [
      clause(now.type === "Ready" ? 86 : 64, `condition ${now.type} is now ${now.status}${message}`, {
        brief: `${now.type}=${now.status}`,
      }),
    ];
  });
}

function isCordoned(node: KubeObject): boolean {
  return at(node, "spec", "unschedulable") === true;
}
