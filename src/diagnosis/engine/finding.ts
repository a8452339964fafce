import type { ObjectRef } from "../../model/kube-object.js";

/** How bad a finding is: worth knowing; in the way, may pass by itself; will not pass without somebody. */
export type Severity = "info" | "warning" | "critical";

/** A recognised failure, with its proof. All text can hold what was recorded: whoever shows it makes it printable. */
export interface Finding {
  /** Kubernetes' own reason word where it has one: "ImagePullBackOff", "Unschedulable", "FailedMount". */
  readonly class: string;
  readonly severity: Severity;
  readonly object: ObjectRef;
  readonly container?: string;
  /** One sentence of fact. */
  readonly message: string;
  /** The first and the last frame that show it. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Since when, ms since session start. */
  readonly sinceMs: number;
  /** When it began to wait, where it was held up only later: `sinceMs` moves when an earlier cause comes to light, this does not. */
  readonly waitedMs?: number;
  /** How long it lasted; null while it lasts: it was so at the last frame. */
  readonly durationMs: number | null;
  readonly resolved: boolean;
  /** What ended it, as a sentence: "the image was changed to nginx:1.27". */
  readonly resolution?: string;
  /** Sequences of the frames that prove it, ascending; bounded: the first and the last ones where there are many. */
  readonly evidence: readonly number[];
  /** Kubernetes Events that belong to it, each reason once. */
  readonly events: readonly EventCount[];
  /** Indexes, in the list that this finding is in, of the findings that explain it. */
  readonly causes: readonly number[];
  /** What to try next, the best first; a command where there is one. */
  readonly advice: readonly string[];
}

/** How often one reason was told, as the Events themselves count. */
export interface EventCount {
  readonly reason: string;
  readonly count: number;
  /** The latest frame that tells it. */
  readonly sequence: number;
}

/** The same of one failure however far it has come. */
export function findingKey({ class: name, object, container = "", sinceMs, waitedMs = sinceMs }: Finding): string {
  return [name, object.uid, container, waitedMs].join("\n");
}
