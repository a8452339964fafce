import type { PathSegment } from "./path.js";

/**
 * Fields that a diff leaves out by default. Concerns reading only: what is recorded never changes.
 *
 *   metadata.managedFields             which manager wrote which field: as long as the rest of the object, and changes with every write
 *   metadata.resourceVersion           differs in every revision by definition
 *   metadata.generation                counts changes of the spec; the change itself is shown
 *   metadata.selfLink                  removed in 1.20, a copy of the path
 *   last-applied-configuration         a copy of the manifest that was applied; the change itself is shown
 *   …/last-change-trigger-time,
 *   …/leader (annotations)             bookkeeping of controllers, rewritten on every sync
 *   the order of lists in the status
 *   and of ownerReferences             their items are known by their keys; controllers write them in any order
 *   conditions[*].observedGeneration   follows metadata.generation
 *   conditions[*].lastProbeTime        always null for most kinds
 *   conditions[*].lastHeartbeatTime,
 *   conditions[*].lastUpdateTime       change although nothing else does
 *   conditions[*].lastTransitionTime   changes with the status beside it, in whole seconds; the time of the frame is more precise
 *   volume kube-api-access-*,
 *   its mount, and tolerations for
 *   not-ready and unreachable          added to every Pod by the server, always the same
 */
export function isNoise(path: readonly PathSegment[]): boolean {
  const last = path.at(-1);
  if (last?.kind === "item" && injected.some(({ list, key }) => key.test(last.key) && matches([...list], path.slice(0, -1)))) return true;
  return patterns.some((pattern) => matches(pattern, path));
}

/** Whether the order of the items of this list says nothing. */
export function isOrderNoise([first, second, third]: readonly PathSegment[]): boolean {
  if (first?.kind !== "field") return false;
  if (first.name === "status") return second !== undefined;
  return first.name === "metadata" && second?.kind === "field" && second.name === "ownerReferences" && third === undefined;
}

/**
 * Values that are left out where a field is first seen: defaults of the API server (the same in nearly every object), empty values, and, of a whole
 * object, what its name contains. A later change of such a field is shown.
 */
export function isBoilerplate(path: readonly PathSegment[], value: unknown): boolean {
  const last = path.at(-1);
  if (last?.kind !== "field") return false;
  if (value === null || value === "" || isEmpty(value)) return !mayBeEmpty.has(last.name);
  if (path.length <= 2 && identity.some((pattern) => matches(pattern, path))) return true;
  return defaults.get(last.name)?.includes(value as string | number | boolean) === true;
}

const identity: readonly Pattern[] = [
  ["kind"],
  ["apiVersion"],
  ["metadata", "name"],
  ["metadata", "namespace"],
  ["metadata", "uid"],
  ["metadata", "creationTimestamp"],
];

/** Fields whose presence has a meaning: `emptyDir: {}`, a selector that selects everything. */
const mayBeEmpty = new Set(["emptyDir", "podSelector", "namespaceSelector", "selector", "running", "data", "spec"]);

const defaults: ReadonlyMap<string, readonly (string | number | boolean)[]> = new Map<string, readonly (string | number | boolean)[]>([
  ["terminationMessagePath", ["/dev/termination-log"]],
  ["terminationMessagePolicy", ["File"]],
  ["schedulerName", ["default-scheduler"]],
  ["dnsPolicy", ["ClusterFirst"]],
  ["serviceAccount", ["default"]],
  ["serviceAccountName", ["default"]],
  ["priority", [0]],
  ["enableServiceLinks", [true]],
  ["preemptionPolicy", ["PreemptLowerPriority"]],
  ["recursiveReadOnly", ["Disabled"]],
  ["sessionAffinity", ["None"]],
  ["internalTrafficPolicy", ["Cluster"]],
  ["revisionHistoryLimit", [10]],
  ["podReplacementPolicy", ["TerminatingOrFailed"]],
]);

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

const anyItem = Symbol("any item of a list");
type Pattern = readonly (string | typeof anyItem)[];

const patterns: readonly Pattern[] = [
  ["metadata", "managedFields"],
  ["metadata", "resourceVersion"],
  ["metadata", "generation"],
  ["metadata", "selfLink"],
  ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"],
  ["metadata", "annotations", "endpoints.kubernetes.io/last-change-trigger-time"],
  ["metadata", "annotations", "control-plane.alpha.kubernetes.io/leader"],
  ["status", "conditions", anyItem, "observedGeneration"],
  ["status", "conditions", anyItem, "lastProbeTime"],
  ["status", "conditions", anyItem, "lastHeartbeatTime"],
  ["status", "conditions", anyItem, "lastUpdateTime"],
  ["status", "conditions", anyItem, "lastTransitionTime"],
];

/** Items that the server adds to lists of every Pod and its containers. */
const injected: readonly { readonly list: Pattern; readonly key: RegExp }[] = [
  { list: ["spec", "volumes"], key: /^kube-api-access-[a-z0-9]{5}$/ },
  { list: ["spec", "containers", anyItem, "volumeMounts"], key: serviceAccountMount() },
  { list: ["spec", "initContainers", anyItem, "volumeMounts"], key: serviceAccountMount() },
  { list: ["status", "containerStatuses", anyItem, "volumeMounts"], key: serviceAccountMount() },
  { list: ["status", "initContainerStatuses", anyItem, "volumeMounts"], key: serviceAccountMount() },
  { list: ["spec", "tolerations"], key: /^node\.kubernetes\.io\/(not-ready|unreachable)\/Exists\/NoExecute\/300$/ },
];

function serviceAccountMount(): RegExp {
  return /^\/var\/run\/secrets\/kubernetes\.io\/serviceaccount$/;
}

function matches(pattern: Pattern, path: readonly PathSegment[]): boolean {
  return (
    pattern.length === path.length &&
    pattern.every((wanted, i) => {
      const segment = path[i];
      return wanted === anyItem ? segment?.kind !== "field" : segment?.kind === "field" && segment.name === wanted;
    })
  );
}
