import type { Revision } from "./revision.js";

/** The types of a watch event that carry a change of an object. */
export type ChangeType = "ADDED" | "MODIFIED" | "DELETED";

/** The body of a Kubernetes `Status`; each field may be absent. */
export interface KubeStatus {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: { readonly retryAfterSeconds?: number; readonly [field: string]: unknown };
}

/** One message of a watch, as received. */
export type WatchEvent =
  /** The object was created, changed or deleted. (Or entered or left what the watch selects; the watch does not distinguish these.) */
  | { readonly type: ChangeType; readonly revision: Revision }
  /** Everything up to here was sent: advances the resourceVersion to resume from; no object changed. */
  | { readonly type: "BOOKMARK"; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  /** The server ends the watch; 410 means that the requested history is gone. */
  | { readonly type: "ERROR"; readonly status: KubeStatus }
  /** A line that is not a watch event (not JSON, unknown type, no object); kept for a message, never interpreted. */
  | { readonly type: "MALFORMED"; readonly problem: string; readonly line: Uint8Array };
