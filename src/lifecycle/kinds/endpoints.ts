import { itemsAt, textAt } from "../../model/fields.js";
import type { KubeObject, Uid } from "../../model/kube-object.js";
import { type Endpoint, endpointsOf, serviceOf } from "../fields/endpoints.js";
import { milestoneStep } from "../milestones/common-milestones.js";
import { clause, listed, plural, stageAs } from "../narration/words.js";
import type { Clause, DetectedMilestone, KindRules, MilestoneStep, ObjectChange, Stage } from "./kind-rules.js";
import { terminating } from "./terminating.js";

/** EndpointSlices, and Endpoints of old: who answers for a Service. Empty, Not ready, Partly ready, Ready, Terminating. */
export const endpointsRules: KindRules = {
  stage,
  milestones: () => firstEndpoints,
  milestonesOfOthers: milestonesOfService,
  verdict: (object) => ({ ready: stage(object).tone !== "progress", failed: false, complete: false }),
  describe: (object) => [clause(60, summary(object), { brief: counts(object) })],
  changes,
};

function stage(object: KubeObject): Stage {
  return terminating(object) ?? living(object);
}

function living(object: KubeObject): Stage {
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
  if (all.length === 0) return `no Pod answers${service === undefined ? "" : ` for Service ${service}`} yet`;
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
  const come = names((name) => !then.has(name));
  const gone = names((name) => !now.has(name));
  const ready = names((name) => now.get(name)?.ready === true && then.get(name)?.ready === false);
  const unready = names((name) => now.get(name)?.ready === false && then.get(name)?.ready === true);
  const terminating = new Set(unready.filter((name) => now.get(name)?.terminating));
  const others = unready.filter((name) => !terminating.has(name));
  return [
    ...tell(
      72,
      ready,
      "ready",
      "became ready and takes traffic",
      "became ready and take traffic",
      "this is the moment from which the Service leads to it",
    ),
    ...tell(71, others, "not ready", "is no longer ready and takes no more traffic", "are no longer ready and take no more traffic"),
    ...tell(
      70,
      [...terminating],
      "terminating",
      "is being deleted and takes no more traffic",
      "are being deleted and take no more traffic",
    ),
    ...tell(68, come, "added", addedWords(come, now, "was added"), addedWords(come, now, "were added")),
    ...tell(66, gone, "removed", "was removed", "were removed"),
  ];
}

function addedWords(names: readonly string[], now: ReadonlyMap<string, Endpoint>, verb: string): string {
  return names.some((name) => now.get(name)?.ready) ? `${verb}, ready` : `${verb}, not ready yet`;
}

function tell(weight: number, names: readonly string[], brief: string, one: string, several: string, why?: string): readonly Clause[] {
  if (names.length === 0) return [];
  return [
    clause(weight, `${names.length === 1 ? "endpoint" : "endpoints"} ${listed(names)} ${names.length === 1 ? one : several}`, {
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
