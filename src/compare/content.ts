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

/** 64 bits and the length of the text: enough to tell the contents of one comparison apart. Two lanes of multiply-and-xor (cyrb53). */
function digestOf(value: unknown): string {
  const text = JSON.stringify(value);
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return `${text.length}.${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`;
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
