import { isComposite } from "../../diff/deep-equal.js";
import { type Change, diffObjects } from "../../diff/diff-objects.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { Clause, ObjectChange } from "../kinds/kind-rules.js";
import { clause, listed } from "../narration/words.js";
import { at, itemsAt, textAt } from "./fields.js";

/** Images of the containers in `spec.template` (or, for a CronJob, deeper): "nginx:1.27". */
export function templateImages(object: KubeObject, ...path: readonly string[]): readonly string[] {
  const template = path.length === 0 ? ["spec", "template"] : path;
  const images = ["initContainers", "containers"].flatMap((field) =>
    itemsAt(object, ...template, "spec", field).map((c) => textAt(c, "image")),
  );
  return [...new Set(images.filter((image) => image !== undefined))];
}

/** A change of the Pod template: images by name, the rest by path. `effect` says what follows from it. */
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
