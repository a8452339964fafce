import type { KubeObject } from "../../model/kube-object.js";
import { type Condition, conditionsOf } from "../fields/conditions.js";

/**
 * Conditions of a Node, of any reporter: the kubelet, the node controller, node-problem-detector and its kin. Whether True is good or bad follows
 * from the name of the type; where that says nothing, from the value that is usual, else from the reason:
 *
 *   Ready, StorageReady, GPUHealthy, ConfigOK                                     good when True
 *   MemoryPressure, KernelDeadlock, ReadonlyFilesystem, FrequentKubeletRestart    bad when True
 *   StorageNotReady, NoDeadlock                                                   a negation turns it round
 *   VMEventScheduled, EtcdIsVoter                                                 by what other nodes, or this one earlier, report
 */
export function badConditionsOf(node: KubeObject, usual?: UsualStatus): readonly Condition[] {
  return conditionsOf(node).filter((condition) => isBadCondition(condition, usual));
}

/** The status that a condition of this type usually has; undefined where that is not known. */
type UsualStatus = (type: string) => string | undefined;

export function isBadCondition({ type, status, reason = "" }: Condition, usual?: UsualStatus): boolean {
  // Unknown: its reporter does not know, or the kubelet is silent, of which Ready says so.
  if (status === "Unknown") return type === "Ready";
  const good = goodStatusOf(type) ?? usual?.(type);
  if (good !== undefined) return status !== good;
  return meaningOf(reason) === "bad";
}

/** The status that is good, by the name of the type. */
export function goodStatusOf(type: string): "True" | "False" | undefined {
  const known = goodStatuses.get(type);
  if (known !== undefined) return known.status;
  const meaning = meaningOf(type);
  const status = meaning === undefined ? undefined : meaning === "good" ? ("True" as const) : ("False" as const);
  if (goodStatuses.size < maxKnown) goodStatuses.set(type, { status });
  return status;
}

/** Every heartbeat of a Node is judged, and a cluster has few types of conditions. */
const maxKnown = 500;
const goodStatuses = new Map<string, { readonly status: "True" | "False" | undefined }>();

const goodWords = new Set(
  "ready healthy available ok okay synced valid up online active reachable connected running alive good passed success succeeded sufficient enough enabled operational functional established reconciled".split(
    " ",
  ),
);
const badWords = new Set(
  "pressure unavailable unhealthy unready unreachable unknown unresponsive unstable deadlock hung hang stuck blocked readonly corrupt corrupted corruption frequent problem problems fail fails failed failing failure failures error errors fault faults faulty down low high exhausted exhaustion throttled throttling missing lost loss degraded broken invalid expired oom panic oops crash crashing leak overload overloaded flapping inactive offline disconnected insufficient shortage full slow delayed delays timeout warning violation critical outage stale xid retired unsupported inconsistent kill killed drop dropped".split(
    " ",
  ),
);
const negations = new Set(["no", "not", "non", "without", "never"]);

/** By its last word that has a meaning: English names end in what they are about. */
function meaningOf(name: string): "good" | "bad" | undefined {
  const words = wordsOf(name);
  for (let i = words.length - 1; i >= 0; i--) {
    const word = words[i] ?? "";
    const meaning = goodWords.has(word) ? "good" : badWords.has(word) ? "bad" : twoWords.get(`${words[i - 1]} ${word}`);
    if (meaning === undefined) continue;
    const isNegated = words.slice(0, i).some((each) => negations.has(each));
    return isNegated ? (meaning === "good" ? "bad" : "good") : meaning;
  }
  return undefined;
}

const twoWords: ReadonlyMap<string, "bad"> = new Map([
  ["out of", "bad"],
  ["read only", "bad"],
]);

/** "GPUHealthy" as gpu, healthy; "example.com/disk-full" as disk, full. */
function wordsOf(name: string): readonly string[] {
  const own = name.slice(name.lastIndexOf("/") + 1);
  return (own.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase());
}
