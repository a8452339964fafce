import { isPlaceholder } from "../placeholders.js";
import { isDigest } from "../secret-digests.js";
import { isSecretName } from "../secret-names.js";
import { isDescribingName, nameVerdict } from "./name-verdicts.js";
import type { Place } from "./place.js";
import {
  containerAt,
  isEnvironmentField,
  isHeaderField,
  isReferenceAt,
  type JsonRecord,
  jsonMembersOf,
  judgedOnce,
  nameBefore,
  namedFieldOf,
} from "./place-shapes.js";
import { looksLikeKey } from "./plain-values.js";

/** That a value goes because of where it stands. */
export interface Removal {
  /** For people and for counts: "environment variable", "ConfigMap data". */
  readonly what: string;
  /** The value stays where it is plainly harmless: a shape of `harmlessShapes`, or a name that the recording shows elsewhere. */
  readonly unlessHarmless: boolean;
}

/**
 * Whether the value at a place is or may be a credential, by its place alone. The rules go by the shape of what is around the value and hardly by kinds,
 * because custom resources hold anything anywhere. The first that applies decides:
 *
 *  1. Digests, placeholders, booleans and empty texts stay. (Documents and command lines are for `isDocument`, `isCommandAt` and `textParts`.)
 *  2. `data`, `binaryData` and `stringData` of ConfigMaps and Secrets, also of those within another object: always. The `encryptedData` of a SealedSecret
 *     too: it is ciphertext, but nobody debugs by it, and searches for random texts would report it.
 *  3. Files within objects, as ConfigMaps hold them: docker configurations (`.dockerconfigjson`, below `auths`), values of Helm as one text (`helm.values`,
 *     `valuesContent`), kubeconfigs, data of cloud-init, `content` of a `path`, `data:` URLs, texts of several lines that are called configuration: always. So does
 *     what is compressed (gzip and its like in base64): nobody sees what it holds.
 *  4. Annotations: snippets of Ingress controllers always, others by their names; checksums by which Pods are rolled out stay. Labels and selectors:
 *     by names that say "credential", unless harmless.
 *  5. Below `headers` and its like: the value of each header, always.
 *  6. Below `env` and its like: values of items `{name, value}` and of maps, unless harmless; always where the name is that of a credential.
 *  7. `value` (`stringValue`, `default`...) of an item whose `name` or `key` is that of a credential. Taints, tolerations and selectors stay.
 *  8. A field whose own name is that of a credential, and the items of a list or the texts of a map with such a name. References stay: `key` of
 *     a `secretKeyRef` or a selector, `secretKey` beside `remoteRef`, names of Secrets.
 *
 * Names are judged by `nameVerdict`: a value of a name that says "credential" always goes, one of a name that says "likely" unless it is harmless.
 */
export function removalAt(value: string | number | boolean, place: Place): Removal | undefined {
  if (typeof value === "boolean" || value === "" || place.path.length === 0) return undefined;
  if (typeof value === "string" && (isDigest(value) || isPlaceholder(value))) return undefined;
  const text = `${value}`;
  for (const rule of rules) {
    const verdict = rule(text, place);
    if (verdict !== undefined) return verdict === "stays" ? undefined : verdict;
  }
  return undefined;
}

/** "stays": no later rule is asked. */
type Verdict = Removal | "stays" | undefined;
type Rule = (text: string, place: Place) => Verdict;

const rules: readonly Rule[] = [dataRule, fileRule, metadataRule, headerRule, environmentRule, namedItemRule, fieldRule];

const always = (what: string): Removal => ({ what, unlessHarmless: false });
const unlessHarmless = (what: string): Removal => ({ what, unlessHarmless: true });

function dataRule(_: string, place: Place): Verdict {
  for (const [i, field] of place.path.entries()) {
    if (typeof field !== "string" || !dataFields.has(field)) continue;
    if (field === "encryptedData") return always("sealed data");
    const kind = kindOf(place, i);
    if (field === "stringData" || (field === "data" && isOf(place, i, kind, /(^|[^A-Za-z]|[a-z])secrets?(list|template)?$/i)))
      return always("Secret data");
    if (isOf(place, i, kind, /^config-?maps?(list)?$/i)) return always(isHelmRelease(place.parents[i]) ? "Helm release" : "ConfigMap data");
  }
  return undefined;
}

const dataFields: ReadonlySet<string> = new Set(["data", "binaryData", "stringData", "encryptedData"]);

/** Of the object that has the member `path[i]`. Only documents and items of lists have a kind of their own; a part of one is of no kind. */
function kindOf({ kind, path, parents }: Place, i: number): string {
  const own = jsonMembersOf(parents[i])["kind"];
  if (typeof own === "string") return own;
  const isDocument = i > 0 && typeof jsonMembersOf(parents[i - 1])[path[i - 1] ?? ""] === "string";
  return i === 0 || isDocument || path[i - 2] === "items" ? kind : "";
}

/** By its kind, or by the field that it is the value of: `configMap: {data: {...}}`, `secretTemplate: {data: {...}}`. */
function isOf(place: Place, i: number, kind: string, name: RegExp): boolean {
  // Their `data` is a list of references.
  if (/^(ClusterExternal|External|Push)Secret$/.test(kind)) return false;
  const parent = nameBefore(place.path, i);
  // `spec.target.template.data` of an ExternalSecret.
  return name.test(kind) || name.test(parent) || (parent === "template" && name.test(place.kind));
}

function isHelmRelease(owner: unknown): boolean {
  const { labels, name } = jsonMembersOf(jsonMembersOf(owner)["metadata"]);
  return jsonMembersOf(labels)["owner"] === "helm" || (typeof name === "string" && name.startsWith("sh.helm.release."));
}

function fileRule(text: string, place: Place): Verdict {
  const { field, owner, at } = namedFieldOf(place);
  if (isDockerField(field) || containerAt(place.path, (name) => name === "auths") >= 0) return always("docker configuration");
  if (field === "valuesContent" || (field === "values" && nameBefore(place.path, at) === "helm")) return always("Helm values");
  if (isCloudInitField(field)) return always("cloud-init data");
  if ((field === "content" || field === "contents") && typeof owner["path"] === "string") return always("content of a file");
  if (compressed.test(text)) return always("compressed data");
  if (text.startsWith("data:") && /^data:(?!image\/)[^,\s]{0,100},/.test(text)) return always("content of a file");
  return text.includes("\n") && isConfigurationField(field) && text.trim().includes("\n") ? always("configuration text") : undefined;
}

/** By the first bytes of gzip, zstd, bzip2 and xz in base64, and of gzip in base64 twice, as Helm has it. */
const compressed = /^\s{0,8}(H4sI|KLUv\/|QlpoO|\/Td6WFo|SDRzSU)[\w+/-]{16}/;
const isDockerField = judgedOnce((field) => /^\.?docker(configjson|cfg)$/.test(field));
const isCloudInitField = judgedOnce((field) => /^(user|network|vendor)-?data(base64)?$/i.test(field));
const isConfigurationField = judgedOnce((field) => /(config|configuration|conf|settings|properties|yaml|yml|toml|ini)$/i.test(field));

/** Maps whose names and values are those of labels. */
const labelMaps: ReadonlySet<string | number> = new Set(["labels", "matchLabels", "nodeSelector", "podLabels", "commonLabels", "selector"]);

function metadataRule(text: string, place: Place): Verdict {
  const { path } = place;
  const field = path.at(-1);
  const parent = path.at(-2);
  if (typeof field !== "string")
    return path.includes("matchExpressions") ? labelRule(itemName(namedFieldOf(place).owner) ?? "") : undefined;
  if (typeof parent !== "string") return undefined;
  if (isAnnotations(parent)) return annotationRule(field, text);
  return labelMaps.has(parent) && text.length <= 63 ? labelRule(field) : undefined;
}

function labelRule(label: string): Verdict {
  return nameVerdict(ownName(label)) === "credential" ? unlessHarmless("label") : "stays";
}

const isAnnotations = judgedOnce((field) => /annotations$/i.test(field));

/** Without the prefix of a domain. */
function ownName(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

function annotationRule(annotation: string, text: string): Verdict {
  if (isChecksum(annotation) && digest.test(text)) return "stays";
  const name = ownName(annotation);
  if (/snippets?$/.test(name)) return always("Ingress snippet");
  // Of Ingress controllers: the name of a Secret and how to ask for a password. Of Vault: where a secret is.
  if (/^auth-(tls-)?(secret|realm|keepalive.*)$/.test(name) || /^agent-inject-secret-/.test(name)) return "stays";
  return byName(name, "annotation") ?? "stays";
}

/** `checksum/secret`, `config-hash`: of a whole ConfigMap or Secret, not of one value such as `password-hash`. */
const isChecksum = judgedOnce(
  (annotation) =>
    /(^|[./-])(checksum|hash)s?([-.][\w.-]{0,64})?\//i.test(annotation) ||
    (/[./-](checksum|hash|digest|sha256|sha1|md5)$/i.test(annotation) && !/pass|pwd|token|user|pin|otp|key/i.test(ownName(annotation))),
);
const digest = /^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/;

function headerRule(text: string, place: Place): Verdict {
  const at = containerAt(place.path, isHeaderField);
  if (at < 0 || isReferenceAt(place)) return undefined;
  const { field, owner, at: fieldAt } = namedFieldOf(place);
  // `headers: ["Accept"]`, `headers: {remove: ["Accept"]}`: names, and "Name: value".
  if ((fieldAt === at || field === "remove") && !/[:=]/.test(text)) return "stays";
  const isItem = itemName(owner) !== undefined && (itemValue(owner) ?? owner["valueFrom"]) !== undefined;
  if (isItem && !valueFields.has(field)) return "stays";
  if (place.path.includes("httpGet")) return always("probe header");
  return always(/webhook/i.test(place.kind) || place.path.some((name) => /webhook/i.test(`${name}`)) ? "webhook header" : "header");
}

function environmentRule(_: string, place: Place): Verdict {
  const at = containerAt(place.path, isEnvironmentField);
  if (at < 0 || isReferenceAt(place)) return undefined;
  const { field, owner, at: fieldAt } = namedFieldOf(place);
  // "NAME=value" is for `textParts`.
  if (fieldAt === at) return undefined;
  const name = itemName(owner);
  if (name !== undefined && itemValue(owner) !== undefined) return valueFields.has(field) ? environmentVariable(name) : undefined;
  const isMap = typeof place.path[at + 1] === "string";
  if (isMap && fieldAt === at + 1) return environmentVariable(field);
  return valueFields.has(field) ? environmentVariable(nameBefore(place.path, fieldAt)) : undefined;
}

function environmentVariable(name: string): Removal {
  const isCredential = (isSecretName(name) || nameVerdict(name) !== undefined) && !isDescribingName(name);
  return isCredential ? always("environment variable") : unlessHarmless("environment variable");
}

const valueFields: ReadonlySet<string> = new Set([
  "value",
  "values",
  "val",
  "content",
  "stringValue",
  "default",
  "defaultValue",
  "rawValue",
  "plainText",
]);

function itemValue(item: JsonRecord): unknown {
  for (const field of valueFields) if (item[field] !== undefined) return item[field];
  return undefined;
}

/** Of an item `{name, value}`, `{key, value}` or `{id, value}`. */
function itemName(item: JsonRecord): string | undefined {
  const name = item["name"] ?? item["key"] ?? item["id"];
  return typeof name === "string" ? name : undefined;
}

function namedItemRule(_: string, place: Place): Verdict {
  const { field, owner } = namedFieldOf(place);
  if (!valueFields.has(field)) return undefined;
  const name = itemName(owner);
  if (name === undefined) return undefined;
  // A taint, a toleration, a requirement of a selector.
  if (owner["effect"] !== undefined || owner["operator"] !== undefined) return "stays";
  return byName(name, "value with the name of a credential");
}

function fieldRule(text: string, place: Place): Verdict {
  const { field, at } = namedFieldOf(place);
  const own = byName(field, "credential field");
  if (own === undefined) return belowCredential(place, field, at);
  if (isReferenceAt(place)) return undefined;
  return own.unlessHarmless && /keys?$/i.test(field) && looksLikeKey(text) ? undefined : own;
}

/** `password: {value: x}`, `tokens: {ci: x}`. */
function belowCredential(place: Place, field: string, at: number): Verdict {
  const parent = nameBefore(place.path, at);
  if (nameVerdict(parent) !== "credential" || isReferenceAt(place)) return undefined;
  if (inlineFields.has(field)) return always("credential field");
  return /s$/i.test(parent) && !referenceFields.has(field) && !isDescribingName(field) ? unlessHarmless("credential field") : undefined;
}

const inlineFields: ReadonlySet<string> = new Set(
  "value values inline inlineString literal plaintext plainText plain raw content stringValue data".split(" "),
);
const referenceFields: ReadonlySet<string> = new Set(
  (
    "name namespace key kind apiVersion apiGroup type source path file fieldPath resource operator mountPath url uid description secretName " +
    "property conversionStrategy decodingStrategy metadataPolicy"
  ).split(" "),
);

function byName(name: string, what: string): Removal | undefined {
  const verdict = nameVerdict(name);
  if (verdict === undefined) return undefined;
  return verdict === "credential" ? always(what) : unlessHarmless(what);
}
