import { createHash } from "node:crypto";
import { deepEqual, isComposite } from "../diff/deep-equal.js";
import { at, numberAt } from "../model/fields.js";
import type { KubeObject } from "../model/kube-object.js";
import { ownersOf } from "../model/owners.js";
import { type Normalising, normalised, nothingKnown } from "./normalise.js";

/**
 * What an object asks for, in the shape of an object: all but its status, and of its metadata what people write there. Left out is what others
 * decide for it: the node of a Pod, how many Pods a ReplicaSet is to have while its Deployment rolls, the endpoints of a Service.
 */
export function contentOf(object: KubeObject): KubeObject {
  const metadata = Object.fromEntries(["labels", "annotations", "finalizers"].map((field) => [field, at(object, "metadata", field)]));
  const fields = Object.entries(object).filter(([field]) => !decided.has(field));
  return { ...Object.fromEntries(fields), metadata, ...(isComposite(object["spec"]) ? { spec: specOf(object, object["spec"]) } : {}) };
}

const decided: ReadonlySet<string> = new Set(["status", "metadata", "endpoints", "subsets"]);

function specOf(object: KubeObject, spec: object): object {
  const field = object.kind === "Pod" ? "nodeName" : isRolled(object) ? "replicas" : undefined;
  return Object.fromEntries(Object.entries(spec).filter(([name]) => name !== field));
}

function isRolled(object: KubeObject): boolean {
  return object.kind === "ReplicaSet" && ownersOf(object).some(({ controller }) => controller);
}

/** Equal for objects that ask for the same, whatever they are called and wherever they run. Not cheap: it walks through the object. */
export function fingerprintsOf(object: KubeObject): { readonly fingerprint: string; readonly template?: string } {
  const { apiVersion: _version, ...content } = normalised(contentOf(object), canonical);
  const template = at(content, "spec", "template") ?? at(content, "spec", "jobTemplate");
  return { fingerprint: digestOf(content), ...(template === undefined ? {} : { template: digestOf(template) }) };
}

/** Key order means nothing in JSON. */
const canonical: Normalising = { ...nothingKnown, sorted: true };

function digestOf(value: unknown): string {
  return createHash("sha1").update(JSON.stringify(value)).digest("base64");
}

/** What it takes to see at little cost whether the content of an object may have changed. */
export interface ContentMark {
  readonly generation: number | undefined;
  readonly labels: unknown;
  /** Only of kinds whose generation does not tell. */
  readonly parts: KubeObject | undefined;
}

export function contentMark(object: KubeObject): ContentMark {
  const generation = numberAt(object, "metadata", "generation");
  const parts = generation === undefined ? contentOf(object) : undefined;
  return { generation, labels: at(object, "metadata", "labels"), parts };
}

export function sameMark(a: ContentMark, b: ContentMark): boolean {
  return a.generation === b.generation && deepEqual(a.labels, b.labels) && deepEqual(a.parts, b.parts);
}
