import { isComposite } from "../../../diff/deep-equal.js";
import { type Change, diffObjects } from "../../../diff/diff-objects.js";
import { valueInShort } from "../../../diff/value-text.js";
import { at, countAt, numberAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { templateImages } from "../../fields/pod-template.js";
import { replicasOf } from "../../fields/replica-counts.js";
import { clause, listed, plural } from "../../narration/words.js";
import type { Clause, ObjectChange } from "../kind-rules.js";

/** Clauses that the controllers of Pods share. */

/** "3 replicas of nginx:1.27", for the first frame. */
export function desiredReplicas(workload: KubeObject, whose = ""): Clause {
  const images = templateImages(workload);
  const { wanted } = replicasOf(workload);
  return clause(60, `${plural(wanted, "replica")}${images.length === 0 ? "" : ` of ${listed(images)}`}${whose}`, {
    brief: `${wanted} × ${listed(images, 2)}`,
  });
}

/** A number in the status of a controller of Pods, and its name: `["updatedReplicas", "updated"]`. */
type CountField = readonly [field: string, name: string];

/** The numbers that changed, in one clause: "replicas 0→2, updated 0→2 (3 desired)". */
export function countChanges(before: KubeObject, after: KubeObject, desired: number, fields: readonly CountField[]): readonly Clause[] {
  const changed = fields.flatMap(([field, name]) => {
    const then = countAt(before, "status", field);
    const now = countAt(after, "status", field);
    return now === then ? [] : [`${name} ${then}→${now}`];
  });
  if (changed.length === 0) return [];
  const counts = changed.join(", ");
  return [clause(60, `${counts} (${desired} desired)`, { brief: counts })];
}

/** A change of `spec.replicas`. The API server fills in 1 where none is given. */
export function scaleChange(before: KubeObject, after: KubeObject): readonly Clause[] {
  const then = countAt(before, "spec", "replicas");
  const now = countAt(after, "spec", "replicas");
  if (then === now) return [];
  const why = now > then ? "Pods will be created" : now === 0 ? "all its Pods will be deleted" : "Pods will be deleted, unready ones first";
  return [clause(84, `it was scaled from ${plural(then, "replica")} to ${now}`, { brief: `scale ${then}→${now}`, why })];
}

/** Newer servers count terminating Pods. */
export function terminatingChange({ before, after }: ObjectChange): readonly Clause[] {
  const now = countAt(after, "status", "terminatingReplicas");
  const then = countAt(before, "status", "terminatingReplicas");
  if (now === then) return [];
  return [clause(20, `terminating Pods ${then}→${now}`, { brief: `terminating ${then}→${now}` })];
}

/** The controller has observed a newer spec: `status.observedGeneration` increased. */
export function observedChange({ before, after }: ObjectChange, controller: string): readonly Clause[] {
  const now = numberAt(after, "status", "observedGeneration");
  if (now === undefined || now === numberAt(before, "status", "observedGeneration")) return [];
  const first = numberAt(before, "status", "observedGeneration") === undefined;
  return [
    clause(34, first ? `${controller} observed it` : `${controller} observed generation ${now} of its spec`, {
      brief: `generation ${now} observed`,
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
  const texts = changes.map((change) => (isImageChange(change) ? imageText(change) : `${change.path} ${verbs[change.kind]}`));
  const brief = image === undefined ? `template ${changes[0]?.path ?? ""}` : `image ${valueText(image.before)} → ${valueText(image.after)}`;
  return [clause(85, `its Pod template changed: ${listed(texts, 3)}`, { brief, why: effect })];
}

const verbs: Readonly<Record<Exclude<Change["kind"], "moved">, string>> = {
  added: "added",
  removed: "removed",
  changed: "changed",
  text: "changed",
  "too-different": "changed too much to show in detail",
};

type Replacement = Extract<Change, { kind: "changed" }>;

function isImageChange(change: Change): change is Replacement {
  return change.kind === "changed" && change.path.endsWith(".image");
}

function imageText(change: Replacement): string {
  return `image of ${containerOf(change)} ${valueText(change.before)} → ${valueText(change.after)}`;
}

/** An image is a text; a recording may hold anything. */
function valueText(value: unknown): string {
  return typeof value === "string" ? value : valueInShort(value, 80);
}

function containerOf({ path, segments }: Change): string {
  const item = segments.at(-2);
  return item?.kind === "item" ? `container ${item.key}` : path;
}

/** The template in the shape of an object, so that it can be compared like one. */
function templateOf(object: KubeObject): KubeObject | undefined {
  const template = at(object, "spec", "template");
  return isComposite(template) && !Array.isArray(template) ? { metadata: {}, ...template } : undefined;
}
