import { isComposite } from "../../diff/deep-equal.js";
import type { KubeObject } from "../../model/kube-object.js";
import { maxNormalisedDepth, maxNormalisedText } from "../heuristics.js";
import { hashLabels } from "./naming.js";

/**
 * Values that differ between any two runs are replaced by a word for them, in a copy that is only compared and shown:
 *
 *   uids; hashes of templates; API times                          everywhere
 *   generated names, as words of any text                         by the names that this run is known to have generated
 *   addresses (of Pods, Services, endpoints), node ports          in the status, and where the server assigns them in the spec
 *   digests that images were resolved to                          in the status; a digest in the spec is kept
 *   the node (and its zone among the labels of a Pod)             unless nodes are to be kept
 *   generations, resourceVersions, revisions of a rollout         left out: they only count
 *   ids of containers and of their images                         left out: the container states say more
 *
 * Whether such a value is present is kept: a Pod with an address differs from one without.
 */
export interface Substitutions {
  /** The word for each generated name: `web-697578869` → `‹ReplicaSet 2 of Deployment/web›`. */
  readonly names: ReadonlyMap<string, string>;
  readonly keepNodes: boolean;
  /** Keys in alphabetical order, so that equal objects have equal texts. Default: as in the object. */
  readonly sorted?: true;
}

export const noSubstitutions: Substitutions = { names: new Map(), keepNodes: false };

export function normalise(object: KubeObject, substitutions: Substitutions): KubeObject {
  return copy(object, { ...substitutions, zone: "top" }, "", 0) as KubeObject;
}

type Zone = "top" | "metadata" | "spec" | "status";
type Place = Substitutions & { readonly zone: Zone };

function copy(value: unknown, place: Place, key: string, depth: number): unknown {
  if (typeof value === "string") return normaliseText(value, key, place);
  if (typeof value === "number") return assignedPorts.has(key) ? "‹port›" : value;
  if (!isComposite(value) || depth > maxNormalisedDepth) return value;
  if (Array.isArray(value)) return value.map((item) => copy(item, place, key, depth + 1));
  const copied: Record<string, unknown> = {};
  for (const name of place.sorted ? Object.keys(value).sort() : Object.keys(value)) {
    if (isCounter(name, place.zone)) continue;
    const member = copy(value[name], depth === 0 ? placeOf(name, place) : place, name, depth + 1);
    if (name === "__proto__") Object.defineProperty(copied, name, { value: member, enumerable: true });
    else copied[name] = member;
  }
  return copied;
}

/** Kinds without a spec hold theirs at the top: a ConfigMap what a person wrote, Endpoints what was assigned. */
function placeOf(name: string, place: Place): Place {
  if (name === "metadata") return { ...place, zone: "metadata" };
  return { ...place, zone: observed.has(name) ? "status" : "spec" };
}

const observed: ReadonlySet<string> = new Set(["status", "endpoints", "subsets", "involvedObject", "regarding"]);

function normaliseText(value: string, key: string, { zone, names, keepNodes }: Place): string {
  if (hashLabels.includes(key) || hashFields.has(key)) return value === "" ? value : "‹hash›";
  if (nodeFields.has(key) || (zone === "metadata" && nodeLabels.has(key))) return keepNodes || value === "" ? value : "‹node›";
  if (apiTime.test(value)) return "‹time›";
  if (assignedAddresses.has(key) && zone === "spec") return value.length <= maxAddress && isAddress.test(value) ? "‹address›" : value;
  const withoutIds = value.length > maxNormalisedText ? value : value.replace(uids, "‹uid›").replace(tokenVolumes, "kube-api-access");
  const withoutAddresses = zone === "status" ? withoutIds.replace(digests, "‹digest›").replace(addresses, "‹address›") : withoutIds;
  return names.size === 0 || withoutAddresses.length > maxNormalisedText
    ? withoutAddresses
    : withoutAddresses.replace(words, (word) => names.get(word) ?? word);
}

/** The ServiceAccount admission controller generates these names. */
const tokenVolumes = /\bkube-api-access-[a-z0-9]{5}\b/g;
const words = /[a-z0-9](?:[-a-z0-9]*[a-z0-9])?/g;
const uids = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const digests = /\bsha(?:256|512):[0-9a-f]{32,128}\b/g;
const addresses = /\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,6}(?![\w:])/g;
const isAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]+)$/;
/** Characters of the longest address with its mask. */
const maxAddress = 64;
const apiTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

const hashFields: ReadonlySet<string> = new Set(["currentRevision", "updateRevision", "pod-template-generation"]);
const nodeFields: ReadonlySet<string> = new Set(["nodeName", "nominatedNodeName", "hostIP", "hostIPs"]);
const nodeLabels: ReadonlySet<string> = new Set(["topology.kubernetes.io/zone", "topology.kubernetes.io/region", "kubernetes.io/hostname"]);
const assignedAddresses: ReadonlySet<string> = new Set(["clusterIP", "clusterIPs", "podIP", "podIPs", "podCIDR", "podCIDRs"]);
const assignedPorts: ReadonlySet<string> = new Set(["nodePort", "healthCheckNodePort"]);

const counters: ReadonlySet<string> = new Set([
  "imageID",
  "containerID",
  "resourceVersion",
  "generation",
  "observedGeneration",
  "collisionCount",
  "selfLink",
  "managedFields",
]);
const countingAnnotations: ReadonlySet<string> = new Set([
  "deployment.kubernetes.io/revision",
  "deployment.kubernetes.io/revision-history",
  "deployment.kubernetes.io/desired-replicas",
  "deployment.kubernetes.io/max-replicas",
  "deprecated.daemonset.template.generation",
  "kubectl.kubernetes.io/last-applied-configuration",
]);

/** A ConfigMap may hold any name: nothing in it is a counter. */
function isCounter(name: string, zone: Zone): boolean {
  return zone !== "spec" && (counters.has(name) || (zone === "metadata" && countingAnnotations.has(name)));
}
