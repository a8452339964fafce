import { missingObject } from "./missing-object.js";
import { commonKeys, type SkeletonNames } from "./skeleton-names.js";

/**
 * The scheduler's message with its numbers, and each of its reasons in fixed words: "0/3 nodes are available: 2 Insufficient cpu, 1 node(s) had
 * untolerated taint". Taints, resources and labels that are not Kubernetes' own are left out. Undefined for other messages.
 */
export function schedulerSentence(message: string, names: SkeletonNames): string | undefined {
  const [, nodes, rest = ""] = /^0\/(\d{1,6}) nodes are available:? ?(.*)$/s.exec(message) ?? [];
  if (nodes === undefined) return undefined;
  const [own = ""] = rest.split(/\.(?=\s|$)/, 1);
  const refusals = own.split(/, (?=\d)/).map((part) => /^(\d{1,6}) (.+)$/s.exec(part));
  const reasons = refusals.flatMap((match) => (match === null ? [] : `${match[1]} ${reasonOf(match[2] ?? "")}`));
  const general = reasons.length > 0 ? reasons.join(", ") : (missingObject(own, names) ?? (unbound.test(own) ? unboundClaims : undefined));
  return `0/${nodes} nodes are available${general === undefined ? "" : `: ${general}`}.`;
}

const unbound = /^pod has unbound immediate PersistentVolumeClaims/i;
const unboundClaims = "pod has unbound immediate PersistentVolumeClaims";

function reasonOf(text: string): string {
  const taint = /taint \{([A-Za-z0-9./_-]{1,253}):/.exec(text)?.[1];
  if (taint !== undefined && commonKeys.has(taint)) return `node(s) had untolerated taint {${taint}: }`;
  const resource = /^Insufficient (cpu|memory|ephemeral-storage|pods)$/.exec(text)?.[0];
  return resource ?? reasons.find(([pattern]) => pattern.test(text))?.[1] ?? "other";
}

/** Of pkg/scheduler/framework/plugins, over the versions. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^too many pods/i, "Too many pods"],
  [/^insufficient /i, "Insufficient resources"],
  [/untolerated taint\(s\)/, "node(s) had untolerated taint(s)"],
  [/taint/i, "node(s) had untolerated taint"],
  [/were unschedulable/, "node(s) were unschedulable"],
  [/volume node affinity|PersistentVolume's node affinity/i, "node(s) had volume node affinity conflict"],
  [/available volume zone/i, "node(s) had no available volume zone"],
  [/volume|persistent|pvc|storage|csi/i, "node(s) did not find available persistent volumes to bind"],
  [/anti-?affinity/i, "node(s) didn't match pod anti-affinity rules"],
  [/pod affinity/i, "node(s) didn't match pod affinity rules"],
  [/node affinity|node ?selector|affinity\/selector/i, "node(s) didn't match Pod's node affinity/selector"],
  [/hostname|node ?name/i, "node(s) didn't match the requested node name"],
  [/topology spread.*missing required label/i, "node(s) didn't match pod topology spread constraints (missing required label)"],
  [/topology spread/i, "node(s) didn't match pod topology spread constraints"],
  [/free ports/i, "node(s) didn't have free ports for the requested pod ports"],
  [/claim|device/i, "cannot allocate all claims"],
];

/** All replacements of a refusal or of refusals, for tests. */
export const schedulerReasons: readonly string[] = [...reasons.map(([, reason]) => reason), unboundClaims, "other"];
