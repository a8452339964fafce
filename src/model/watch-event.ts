import type { Revision } from "./revision.js";

/** The types of a watch event that carry a change of an object. */
export type ChangeType = "ADDED" | "MODIFIED" | "DELETED";

/** The body of a Kubernetes `Status`, as far as it was one. */
export interface KubeStatus {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: { readonly retryAfterSeconds?: number; readonly [field: string]: unknown };
}

/** One message of a watch, as received. */
export type WatchEvent =
  /** The object was created, changed or deleted. (Or entered or left what the watch selects; the wire does not tell these apart.) */
  | { readonly type: ChangeType; readonly revision: Revision }
  /** "You have seen everything up to here": advances the resourceVersion to resume from; no object changed. */
  | { readonly type: "BOOKMARK"; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  /** The server ends the watch; 410 means that the history asked for is gone. */
  | { readonly type: "ERROR"; readonly status: KubeStatus }
  /** A line that is no watch event (no JSON, unknown type, no object); kept to be said, never guessed at. */
  | { readonly type: "MALFORMED"; readonly problem: string; readonly line: Uint8Array };
