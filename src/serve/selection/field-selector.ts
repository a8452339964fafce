import type { KubeObject } from "../../model/kube-object.js";
import { SelectorError } from "../../model/label-selector.js";
import type { ResourceType } from "../../model/resource-type.js";

/**
 * Field selectors: `a=b`, `a==b`, `a!=b`, joined by commas. Supports only the few fields that the API server indexes and rejects others as
 * the server does, because a client that relied on more would fail on a real cluster.
 */
type FieldPredicate = (object: KubeObject) => boolean;

/** Throws `SelectorError`. `custom`: fields that the recording itself selected by (the `selectableFields` of a CRD). */
export function parseFieldSelector(
  text: string,
  type: Pick<ResourceType, "group" | "resource">,
  custom: readonly string[] = [],
): FieldPredicate {
  const terms = splitUnescaped(text, ",").filter((term) => term !== "");
  const requirements = terms.map((term) => parseTerm(term, type, custom));
  return (object) => requirements.every((holds) => holds(object));
}

/** The field names in a selector; the values are irrelevant here. */
export function selectedFields(text: string): readonly string[] {
  return splitUnescaped(text, ",").flatMap((term) => /^(.*?)(?:!=|==|=)/s.exec(term)?.[1] ?? []);
}

function parseTerm(term: string, type: Pick<ResourceType, "group" | "resource">, custom: readonly string[]): FieldPredicate {
  const parts = /^(.*?)(!=|==|=)(.*)$/s.exec(term);
  if (parts === null) throw new SelectorError(`invalid selector: '${term}'; can't understand '${term}'`);
  const [, field = "", operator, escaped = ""] = parts;
  const read = readerOf(field, type, custom);
  if (read === undefined) throw new SelectorError(`field label not supported: ${field}`);
  const value = escaped.replace(/\\([\\,=])/g, "$1");
  return operator === "!=" ? (object) => read(object) !== value : (object) => read(object) === value;
}

type FieldReader = (object: KubeObject) => string;

function readerOf(field: string, type: Pick<ResourceType, "group" | "resource">, custom: readonly string[]): FieldReader | undefined {
  if (field === "metadata.name" || field === "metadata.namespace") return at(field);
  const key = type.group === "" ? type.resource : `${type.resource}.${type.group}`;
  const own = byResource[key];
  if (own !== undefined && Object.hasOwn(own, field)) return own[field];
  return custom.includes(field) ? at(field) : undefined;
}

/** Reads a dotted path; absent becomes the empty string; numbers and booleans are formatted as in Go. */
function at(path: string, absent = ""): FieldReader {
  const steps = path.split(".").filter((step) => step !== "");
  return (object) => {
    let value: unknown = object;
    for (const step of steps) value = isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    return typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : absent;
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

const fields = (paths: readonly string[]): Record<string, FieldReader> => Object.fromEntries(paths.map((path) => [path, at(path)]));
const involved = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

/** From the conversions in `pkg/apis/<group>/<version>/conversion.go` of Kubernetes. */
const byResource: Readonly<Record<string, Readonly<Record<string, FieldReader>>>> = {
  pods: {
    ...fields(["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName"]),
    ...fields(["status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName"]),
    "spec.hostNetwork": at("spec.hostNetwork", "false"),
  },
  events: {
    ...fields([...involved.map((field) => `involvedObject.${field}`), "reason", "reportingComponent", "type"]),
    source: (event) => at("source.component")(event) || at("reportingComponent")(event),
  },
  "events.events.k8s.io": fields([...involved.map((field) => `regarding.${field}`), "reason", "reportingController", "type"]),
  secrets: fields(["type"]),
  services: fields(["spec.clusterIP", "spec.type"]),
  nodes: { "spec.unschedulable": at("spec.unschedulable", "false") },
  namespaces: fields(["status.phase"]),
  replicationcontrollers: { "status.replicas": at("status.replicas", "0") },
  "replicasets.apps": { "status.replicas": at("status.replicas", "0") },
  "jobs.batch": { "status.successful": at("status.succeeded", "0") },
  "certificatesigningrequests.certificates.k8s.io": fields(["spec.signerName"]),
};

/** Splits at separators that are not escaped by a backslash. */
function splitUnescaped(text: string, separator: string): string[] {
  const parts = [""];
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? "";
    if (character === separator) parts.push("");
    else parts[parts.length - 1] += character === "\\" ? character + (text[++i] ?? "") : character;
  }
  return parts;
}
