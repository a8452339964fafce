import { isComposite } from "../../../diff/deep-equal.js";
import { type Change, diffObjects } from "../../../diff/diff-objects.js";
import { at, countAt, numberAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { templateImages } from "../../fields/pod-template.js";
import { replicasOf } from "../../fields/replica-counts.js";
import { clause, listed, plural } from "../../narration/words.js";
import type { Clause, ObjectChange } from "../kind-rules.js";

/** Clauses that the controllers of Pods share. */

/** "it wants 3 Pods of nginx:1.27": what a newly seen one is. */
export function wantedPods(workload: KubeObject, whose = ""): Clause {
  const images = templateImages(workload);
  const { wanted } = replicasOf(workload);
  return clause(60, `it wants ${plural(wanted, "Pod")}${images.length === 0 ? "" : ` of ${listed(images)}`}${whose}`, {
    brief: `${wanted} × ${listed(images, 2)}`,
  });
}

/** A number in the status of a controller of Pods, and its words: `["updatedReplicas", "up to date"]`. */
export type CountField = readonly [field: string, words: string];

/** The numbers that changed, in one clause: "of 3 wanted Pods, 2 are there (was 0) and 1 ready (was 0)". */
export function countChanges(
  before: KubeObject,
  after: KubeObject,
  wanted: number | undefined,
  fields: readonly CountField[],
): readonly Clause[] {
  const moved = fields.flatMap(([field, words]) => {
    const then = countAt(before, "status", field);
    const now = countAt(after, "status", field);
    return now === then ? [] : [{ words, then, now }];
  });
  if (moved.length === 0) return [];
  const lead = wanted === undefined ? "" : `of ${plural(wanted, "wanted Pod")}, `;
  const text = `${lead}${listed(
    moved.map(({ words, then, now }, i) => `${now}${i > 0 ? "" : now === 1 ? " is" : " are"} ${words} (was ${then})`),
    5,
  )}`;
  return [clause(60, text, { brief: moved.map(({ words, then, now }) => `${words} ${then}→${now}`).join(" ") })];
}

/** A change of `spec.replicas`. The API server fills in 1 where none is given. */
export function scaleChange(before: KubeObject, after: KubeObject): readonly Clause[] {
  const then = countAt(before, "spec", "replicas");
  const now = countAt(after, "spec", "replicas");
  if (then === now) return [];
  const why =
    now > then ? "Pods will be added" : now === 0 ? "all its Pods will be deleted" : "Pods will be deleted, those that are not ready first";
  return [clause(84, `it was scaled from ${then} to ${now}`, { brief: `scale ${then}→${now}`, why })];
}

/** Newer servers count terminating Pods. */
export function terminatingChange({ before, after }: ObjectChange): readonly Clause[] {
  const now = countAt(after, "status", "terminatingReplicas");
  if (now === countAt(before, "status", "terminatingReplicas")) return [];
  const text = now === 0 ? "no Pod of it is terminating any more" : `${plural(now, "Pod")} of it ${now === 1 ? "is" : "are"} terminating`;
  return [clause(20, text, { brief: `${now} terminating` })];
}

/** The controller has observed a newer spec: `status.observedGeneration` increased. */
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

/** A change of the Pod template: images by name, the rest by path. `effect`: what follows from it. */
export function templateChange({ before, after }: ObjectChange, effect: string): readonly Clause[] {
  const then = templateOf(before);
  const now = templateOf(after);
  if (then === undefined || now === undefined) return [];
  const changes = diffObjects(then, now).filter((change) => change.kind !== "moved");
  if (changes.length === 0) return [];
  const image = changes.find(isImageChange);
  const texts = changes.map((change) =>
    isImageChange(change) ? imageWords(change) : `${change.path} was ${change.kind === "text" ? "changed" : change.kind}`,
  );
  const brief = image === undefined ? `template ${changes[0]?.path ?? ""}` : `image ${image.before} → ${image.after}`;
  return [clause(85, `in its Pod template ${listed(texts, 3)}`, { brief, why: effect })];
}

type Replacement = Extract<Change, { kind: "changed" }>;

function isImageChange(change: Change): change is Replacement {
  return change.kind === "changed" && change.path.endsWith(".image");
}

function imageWords(change: Replacement): string {
  return `the image of ${containerOf(change.path)} was changed from ${change.before} to ${change.after}`;
}

function containerOf(path: string): string {
  const name = /\[([^\]]+)\]\.image$/.exec(path)?.[1];
  return name === undefined ? path : `container ${name}`;
}

/** The template in the shape of an object, so that it can be compared like one. */
function templateOf(object: KubeObject): KubeObject | undefined {
  const template = at(object, "spec", "template");
  return isComposite(template) && !Array.isArray(template) ? { metadata: {}, ...template } : undefined;
}
