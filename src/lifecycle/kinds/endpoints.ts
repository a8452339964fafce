import { itemsAt, textAt } from "../../model/fields.js";
import type { KubeObject, Uid } from "../../model/kube-object.js";
import { type Endpoint, endpointsOf, serviceOf } from "../fields/endpoints.js";
import { milestoneStep } from "../milestones/common-milestones.js";
import { clause, listed, nounFor, plural, stageAs } from "../narration/words.js";
import type { Clause, DetectedMilestone, KindRules, MilestoneStep, ObjectChange, ProgressRules, Stage } from "./kind-rules.js";
import { terminating } from "./terminating.js";

/** EndpointSlices and the older Endpoints: Empty, Not ready, Partly ready, Ready, Terminating. */
export const endpointsRules: KindRules = {
  stage,
  describe: (object) => [clause(60, summary(object), { brief: counts(object) })],
  changes,
};

export const endpointsProgress: ProgressRules = {
  milestones: () => firstEndpoints,
  milestonesOfOthers: milestonesOfService,
  verdict: (object) => ({ ready: stage(object).tone !== "progress", failed: false, complete: false }),
};

function stage(object: KubeObject): Stage {
  return terminating(object) ?? currentStage(object);
}

function currentStage(object: KubeObject): Stage {
  const all = endpointsOf(object);
  const ready = all.filter((e) => e.ready).length;
  if (all.length === 0) return stageAs("Empty", "progress");
  if (ready === 0) return stageAs("Not ready", "progress", counts(object));
  return ready < all.length ? stageAs("Partly ready", "progress", counts(object)) : stageAs("Ready", "good", counts(object));
}

function summary(object: KubeObject): string {
  const all = endpointsOf(object);
  const service = serviceOf(object);
  const whose = service === undefined ? "" : ` of Service ${service}`;
  if (all.length === 0) return `no endpoints${service === undefined ? "" : ` for Service ${service}`} yet`;
  return `${plural(all.length, "endpoint")}${whose}: ${listed(all.map((e) => `${e.name}${e.ready ? "" : " (not ready)"}`))}`;
}

function counts(object: KubeObject): string {
  const all = endpointsOf(object);
  return `${all.filter((e) => e.ready).length}/${all.length} ready`;
}

function changes({ before, after }: ObjectChange): readonly Clause[] {
  const then = new Map(endpointsOf(before).map((e) => [e.name, e]));
  const now = new Map(endpointsOf(after).map((e) => [e.name, e]));
  const names = (wanted: (name: string) => boolean) => [...new Set([...then.keys(), ...now.keys()])].filter(wanted);
  const added = names((name) => !then.has(name));
  const removed = names((name) => !now.has(name));
  const ready = names((name) => now.get(name)?.ready === true && then.get(name)?.ready === false);
  const unready = names((name) => now.get(name)?.ready === false && then.get(name)?.ready === true);
  const terminating = new Set(unready.filter((name) => now.get(name)?.terminating));
  const others = unready.filter((name) => !terminating.has(name));
  return [
    ...endpointClause(
      72,
      ready,
      "ready",
      "became ready and receives traffic",
      "became ready and receive traffic",
      "the Service routes traffic to it from now on",
    ),
    ...endpointClause(
      71,
      others,
      "not ready",
      "is no longer ready and receives no more traffic",
      "are no longer ready and receive no more traffic",
    ),
    ...endpointClause(70, [...terminating], "terminating", "is terminating and no longer ready", "are terminating and no longer ready"),
    ...endpointClause(68, added, "added", addedWords(added, now, "was added"), addedWords(added, now, "were added")),
    ...endpointClause(66, removed, "removed", "was removed", "were removed"),
  ];
}

function addedWords(names: readonly string[], now: ReadonlyMap<string, Endpoint>, verb: string): string {
  return names.some((name) => now.get(name)?.ready) ? `${verb}, ready` : `${verb}, not ready yet`;
}

function endpointClause(
  weight: number,
  names: readonly string[],
  brief: string,
  one: string,
  several: string,
  why?: string,
): readonly Clause[] {
  if (names.length === 0) return [];
  return [
    clause(weight, `${nounFor(names.length, "endpoint")} ${listed(names)} ${names.length === 1 ? one : several}`, {
      brief: `${names[0]} ${brief}`,
      why,
    }),
  ];
}

/** First endpoint, First endpoint ready: milestones of a slice, and of the Service that owns it. */
function firstEndpoints(object: KubeObject): readonly MilestoneStep[] {
  const all = endpointsOf(object);
  return [
    ...(all.length > 0 ? [milestoneStep("First endpoint")] : []),
    ...(all.some(({ ready }) => ready) ? [milestoneStep("First endpoint ready", undefined, { tone: "good" })] : []),
  ];
}

function milestonesOfService(slice: KubeObject): readonly DetectedMilestone[] {
  return itemsAt(slice, "metadata", "ownerReferences").flatMap((owner) => {
    const [uid, name] = [textAt(owner, "uid"), textAt(owner, "name")];
    if (textAt(owner, "kind") !== "Service" || uid === undefined || name === undefined) return [];
    const { namespace } = slice.metadata;
    const subject = { uid: uid as Uid, apiVersion: "v1", kind: "Service", name, ...(namespace === undefined ? {} : { namespace }) };
    return firstEndpoints(slice).map((step) => ({ subject, step }));
  });
}
