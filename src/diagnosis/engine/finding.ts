import type { ObjectRef } from "../../model/kube-object.js";

/** info: no failure, but good to know; warning: can recover by itself; critical: somebody has to act. */
export type Severity = "info" | "warning" | "critical";

/** A recognised failure, with its evidence. Its texts quote what was recorded: escape control characters before printing them. */
export interface Finding {
  /** Kubernetes' own reason word where it has one: "ImagePullBackOff", "Unschedulable", "FailedMount". */
  readonly class: string;
  readonly severity: Severity;
  readonly object: ObjectRef;
  readonly container?: string;
  /** Equal for siblings: the objects of one controller, or with names generated from one prefix. */
  readonly siblingKey?: string;
  /** One sentence of fact. */
  readonly message: string;
  /** The first and the last frame that show it. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Since when, ms since session start. */
  readonly sinceMs: number;
  /** When the object began to wait, where a cause delayed it only later: `sinceMs` changes when an earlier cause is found, this does not. */
  readonly waitedMs?: number;
  /** How long it was open; null while it still is, at the last frame. */
  readonly durationMs: number | null;
  readonly resolved: boolean;
  /** What resolved it, as a sentence: "The image was changed to nginx:1.27." */
  readonly resolution?: string;
  /** Sequences of the frames that show it, ascending; of many, the first and the last ones. */
  readonly evidence: readonly number[];
  /** The object was not recorded: only Kubernetes Events say so, and whether it recovered may not be known. */
  readonly fromEventsAlone?: true;
  /** Kubernetes Events that belong to it, each reason once. */
  readonly events: readonly EventCount[];
  /** The findings that explain it, by their index in the same list. */
  readonly causes: readonly number[];
  /** What to try next, the best first; a command where there is one. */
  readonly advice: readonly string[];
}

/** How often one reason occurred, as the Events themselves count. */
export interface EventCount {
  readonly reason: string;
  readonly count: number;
  /** The latest frame that shows it. */
  readonly sequence: number;
}

/** Identifies a failure from its first report to its resolution. */
export function findingKey(finding: Finding): string {
  const known = keys.get(finding);
  if (known !== undefined) return known;
  const { class: name, object, container = "", sinceMs, waitedMs = sinceMs } = finding;
  const key = `${name}\n${object.uid}\n${container}\n${waitedMs}`;
  keys.set(finding, key);
  return key;
}

/** Thousands of findings are looked up again and again, most of them as they were. */
const keys = new WeakMap<Finding, string>();

/** With more findings than this, a change does not make a reporter compute them earlier than once a second. */
export const maxExactFindings = 100;
