import { deepEqual, isComposite } from "../../diff/deep-equal.js";
import { jsonText } from "../../io/json-text.js";
import { at, numberAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { ownersOf } from "../../model/owners.js";
import { normalise, noSubstitutions, type Substitutions } from "./normalise.js";

/**
 * What an object asks for, in the shape of an object: all but its status, and of its metadata what people write. Left out is what others decide
 * for it: the node of a Pod, the replicas of a ReplicaSet that its Deployment scales, the endpoints of a Service.
 */
export function desiredStateOf(object: KubeObject): KubeObject {
  const metadata = Object.fromEntries(["labels", "annotations", "finalizers"].map((field) => [field, at(object, "metadata", field)]));
  const fields = Object.entries(object).filter(([field]) => !decidedByOthers.has(field));
  return { ...Object.fromEntries(fields), metadata, ...(isComposite(object["spec"]) ? { spec: specOf(object, object["spec"]) } : {}) };
}

const decidedByOthers: ReadonlySet<string> = new Set(["status", "metadata", "endpoints", "subsets"]);

function specOf(object: KubeObject, spec: object): object {
  const field = object.kind === "Pod" ? "nodeName" : isScaledByOwner(object) ? "replicas" : undefined;
  return Object.fromEntries(Object.entries(spec).filter(([name]) => name !== field));
}

function isScaledByOwner(object: KubeObject): boolean {
  return object.kind === "ReplicaSet" && ownersOf(object).some(({ controller }) => controller);
}

/** Equal for objects that ask for the same, whatever their names and nodes. Expensive: it copies the object. */
export function fingerprintsOf(object: KubeObject): { readonly fingerprint: string; readonly template?: string } {
  const { apiVersion: _version, ...state } = normalise(desiredStateOf(object), canonical);
  const template = at(state, "spec", "template") ?? at(state, "spec", "jobTemplate");
  return { fingerprint: hashOf(state), ...(template === undefined ? {} : { template: hashOf(template) }) };
}

/** Key order means nothing in JSON. */
const canonical: Substitutions = { ...noSubstitutions, sorted: true };

/**
 * 64 bits of the value's JSON by two multiplicative hashes (those of cyrb53): the platform's digests are asynchronous in a browser. Only the
 * objects of two recordings are compared, so chance never makes two of these equal; who forges one fools nobody but their own comparison.
 */
function hashOf(value: unknown): string {
  const text = jsonText(value);
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  const mixedHigh = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  const mixedLow = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return `${text.length}-${(mixedHigh >>> 0).toString(36)}-${(mixedLow >>> 0).toString(36)}`;
}

/** Shows cheaply whether the desired state of an object may have changed. */
export interface DesiredStateMark {
  readonly generation: number | undefined;
  readonly labels: unknown;
  /** Only of kinds without a generation. */
  readonly state: KubeObject | undefined;
}

export function markOf(object: KubeObject): DesiredStateMark {
  const generation = numberAt(object, "metadata", "generation");
  const state = generation === undefined ? desiredStateOf(object) : undefined;
  return { generation, labels: at(object, "metadata", "labels"), state };
}

export function isSameMark(a: DesiredStateMark, b: DesiredStateMark): boolean {
  return a.generation === b.generation && deepEqual(a.labels, b.labels) && deepEqual(a.state, b.state);
}
