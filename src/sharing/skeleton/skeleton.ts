import { jsonText } from "../../io/json-text.js";
import type { KubeObject } from "../../model/kube-object.js";
import { knownWord } from "./known-words.js";
import { kubernetesReasons } from "./kubernetes-reasons.js";
import { creationError, failure, fixedSentence, saysFailure } from "./kubernetes-sentences.js";
import { isPlainShape } from "./plain-shapes.js";
import { conditionRole, customRole, customSpecRole, type FieldRole, fieldRole, metadataRole } from "./skeleton-fields.js";
import { apiVersionIn, fieldPathIn, groupIsBuiltIn, keyIn, kindIn, nameIn, type SkeletonNames } from "./skeleton-names.js";

/**
 * Level "skeleton": kinds, stages, times, Kubernetes' own reasons; no free text. What is not listed here is left out. Kept are
 *
 *   kind, apiVersion     groups that are not Kubernetes' own as stand-ins (pseudonyms or placeholders)
 *   metadata             name, generateName, namespace, uid, owners, finalizers, labels and their values: Kubernetes' own, else stand-ins, so that owners are
 *                        found and selectors select the same; times, generation, resourceVersion. Of annotations only deployment.kubernetes.io/revision
 *   of Kubernetes' kinds fields by `skeleton-fields.ts`: numbers, booleans, times, durations, quantities, settings in Kubernetes' words; names of containers,
 *                        volumes, ports, nodes, images (with their tag) and addresses as stand-ins
 *   of other kinds       status.conditions, phase, state, health, flags, counts of replicas, observedGeneration; of the spec replicas and whether it is paused
 *   Pod templates        besides, a stand-in for the whole template as its name: rollouts are found by templates that differ
 *   words                phases, reasons, types of conditions that Kubernetes has (`kubernetes-reasons.ts`); of others only the words that Kubernetes uses,
 *                        "Other" for the rest, so that it shows that there was one
 *   messages             only which sentence of Kubernetes it is, in fixed words (`kubernetes-sentences.ts`), where stages, milestones or findings depend on it
 *
 * No env, command, args, data, contents of volumes (but for the name of a claim), actions of probes, annotations, managedFields. Stages, milestones and their times stay as they were.
 */
export function skeletonOf(object: KubeObject, names: SkeletonNames): KubeObject {
  const isBuiltIn = groupIsBuiltIn(object.apiVersion);
  const skeleton = new Skeleton(names).fields(object, (field) => (isBuiltIn ? fieldRole(field) : customTop.get(field)), 0);
  return { ...skeleton, metadata: isRecord(skeleton["metadata"]) ? skeleton["metadata"] : {} };
}

type RoleOf = (field: string) => FieldRole | undefined;
type Fields = Readonly<Record<string, unknown>>;

const customTop: ReadonlyMap<string, FieldRole> = new Map<string, FieldRole>([
  ["apiVersion", "apiVersion"],
  ["kind", "kind"],
  ["metadata", "metadata"],
  ["spec", "customSpec"],
  ["status", "customStatus"],
]);

/** No object of Kubernetes is nested this deep. */
const maxDepth = 40;

class Skeleton {
  readonly #names: SkeletonNames;

  constructor(names: SkeletonNames) {
    this.#names = names;
  }

  fields(fields: Fields, roleOf: RoleOf, depth: number): Fields {
    const members: [string, unknown][] = [];
    for (const [field, value] of Object.entries(fields)) {
      const role = roleOf(field);
      const kept = role === undefined ? undefined : this.#value(value, role, roleOf, depth + 1);
      if (kept !== undefined) members.push([field, kept]);
    }
    return Object.fromEntries(members);
  }

  #value(value: unknown, role: FieldRole, roleOf: RoleOf, depth: number): unknown {
    if (value === null || typeof value === "number" || typeof value === "boolean") return value;
    if (typeof value === "string") return this.#text(value, role);
    if (depth > maxDepth || typeof value !== "object") return undefined;
    if (Array.isArray(value)) return value.map((item) => this.#value(item, role, roleOf, depth + 1)).filter((item) => item !== undefined);
    return this.#record(value as Fields, role, roleOf, depth);
  }

  #record(fields: Fields, role: FieldRole, roleOf: RoleOf, depth: number): Fields {
    switch (role) {
      case "metadata":
        return this.#metadata(fields, depth);
      case "labels":
        return this.#labels(fields, roleOf, depth);
      case "quantities":
        return this.#renamed(fields, (value) => this.#value(value, "value", roleOf, maxDepth));
      case "template":
        return this.#template(fields, roleOf, depth);
      case "conditions":
        // Of an endpoint they are no list.
        return "type" in fields ? this.#condition(fields, roleOf, depth) : this.fields(fields, roleOf, depth);
      case "customSpec":
        return this.fields(fields, (field) => customSpecRole.get(field), depth);
      case "customStatus":
        return this.fields(fields, (field) => customRole.get(field), depth);
      default:
        return this.fields(fields, roleOf, depth);
    }
  }

  #text(text: string, role: FieldRole): string | undefined {
    const names = this.#names;
    switch (role) {
      case "name":
        return nameIn(text, names);
      case "version":
        return isPlainShape(text) ? text : nameIn(text, names);
      case "key":
        return keyIn(text, names);
      case "kind":
        return kindIn(text, names);
      case "apiVersion":
        return apiVersionIn(text, names);
      case "word":
        return text === "" ? text : knownWord(text);
      case "message":
        return fixedSentence(text, names);
      case "outcome":
        return saysFailure(text) ? failure : undefined;
      case "fieldPath":
        return fieldPathIn(text, names);
      default:
        return text === "" || isPlainShape(text) || kubernetesReasons.has(text) ? text : undefined;
    }
  }

  #metadata(fields: Fields, depth: number): Fields {
    const { annotations } = fields;
    const revision = isRecord(annotations) ? annotations[revisionAnnotation] : undefined;
    const isNumber = typeof revision === "string" && /^\d{1,10}$/.test(revision);
    const { ownerReferences: owners } = fields;
    return {
      ...this.fields(fields, (field) => metadataRole.get(field), depth),
      ...(Array.isArray(owners) ? { ownerReferences: this.#value(owners, "value", fieldRole, depth + 1) } : {}),
      ...(isNumber ? { annotations: { [revisionAnnotation]: revision } } : {}),
    };
  }

  /** Keys and values; a selector can hold `matchLabels` and `matchExpressions` instead. */
  #labels(labels: Fields, roleOf: RoleOf, depth: number): Fields {
    if (Object.values(labels).some((value) => typeof value === "object" && value !== null)) return this.fields(labels, roleOf, depth);
    return this.#renamed(labels, (value) =>
      typeof value === "string" ? nameIn(value, this.#names) : this.#value(value, "value", roleOf, depth),
    );
  }

  #renamed(fields: Fields, map: (value: unknown) => unknown): Fields {
    const members = Object.entries(fields).map(([key, value]) => [keyIn(key, this.#names), map(value)] as const);
    return Object.fromEntries(members.filter(([, value]) => value !== undefined));
  }

  #template(template: Fields, roleOf: RoleOf, depth: number): Fields {
    const skeleton = this.fields(template, roleOf, depth);
    const metadata = isRecord(skeleton["metadata"]) ? skeleton["metadata"] : {};
    return { ...skeleton, metadata: { ...metadata, name: this.#names.standInFor(jsonText(withoutHash(template))) } };
  }

  /** Which ReplicaSet a Deployment progresses to is in the message alone. */
  #condition(condition: Fields, roleOf: RoleOf, depth: number): Fields {
    const kept = this.fields(condition, (field) => (field === "message" ? roleOf(field) : conditionRole.get(field)), depth);
    const { type, message } = condition;
    if (type === "ReplicaFailure" && message !== undefined) return { message: creationError, ...kept };
    if (type !== "Progressing" || typeof message !== "string") return kept;
    const name = /"([^"]{1,253})"/.exec(message.slice(0, maxQuoted))?.[1];
    return name === undefined ? kept : { ...kept, message: `ReplicaSet "${nameIn(name, this.#names)}"` };
  }
}

const maxQuoted = 1000;
const revisionAnnotation = "deployment.kubernetes.io/revision";

/** The ReplicaSet's template has a label that its Deployment's has not. */
function withoutHash(template: Fields): Fields {
  const { metadata } = template;
  if (!isRecord(metadata) || !isRecord(metadata["labels"])) return template;
  const { "pod-template-hash": _, ...labels } = metadata["labels"];
  return { ...template, metadata: { ...metadata, labels } };
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
