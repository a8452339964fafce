import { textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionMilestones } from "../milestones/condition-milestones.js";
import { conditionChanges } from "../narration/condition-changes.js";
import { inShort, stageAs } from "../narration/words.js";
import { isAspect } from "./custom/field-names.js";
import { type Judgement, judge } from "./custom/judgement.js";
import type { Level, Signal } from "./custom/signal.js";
import type { KindRules, ProgressRules, Stage, Tone, Verdict } from "./kind-rules.js";
import { terminating } from "./terminating.js";

/** Any kind without rules of its own, mostly custom resources: stage and verdict follow from one judgement of the whole status. */
export const genericRules: KindRules = { stage, describe: () => [], changes: conditionChanges };

export const genericProgress: ProgressRules = { milestones: conditionMilestones, verdict };

function stage(object: KubeObject): Stage {
  return terminating(object) ?? stageOf(judge(object), object);
}

function stageOf({ worst, evidence }: Judgement, object: KubeObject): Stage {
  if (worst === undefined) return stageAs("Present", "neutral");
  const detail = detailOf(worst.level === "bad" ? (worst.reason ?? evidence?.reason) : worst.reason);
  switch (worst.level) {
    case "good":
    case "suspended":
      return stageAs(worst.name, tones[worst.level], worst.source === "state" ? syncOf(object) : undefined);
    default:
      return stageAs(
        worst.name,
        tones[worst.level],
        detail?.toLowerCase() === worst.name.toLowerCase() ? undefined : (detail ?? fieldOf(worst) ?? syncOf(object)),
      );
  }
}

const tones: Readonly<Record<Level, Tone>> = { bad: "bad", suspended: "neutral", progress: "progress", ended: "ended", good: "good" };

/** Some controllers write a sentence as the reason. */
function detailOf(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : inShort(reason, 60);
}

/** Where a state is that of one aspect, which: "operationState", "certificateStatus". */
function fieldOf({ source, from, part }: Signal): string | undefined {
  if (source === "part") return part;
  return source !== "condition" && isAspect(from) ? from : undefined;
}

/** Of an Argo CD Application, beside its health. */
function syncOf(object: KubeObject): string | undefined {
  return textAt(object, "status", "sync", "status");
}

/** Failed: only for good. What reads like an error, or is unhealthy, can recover. */
function verdict(object: KubeObject): Verdict {
  if (object.metadata.deletionTimestamp !== undefined) return { ready: false, failed: false, complete: false };
  const { worst, isFinal, gaveUp } = judge(object);
  const level = worst?.level;
  return {
    ready: level !== "bad" && level !== "progress",
    failed: isFinal || gaveUp !== undefined,
    complete: level === "ended",
    ...(gaveUp === undefined ? {} : { stuck: gaveUp }),
  };
}
