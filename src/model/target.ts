import type { ResourceType } from "./resource-type.js";

/** One thing to record, as a kubectl user names it: an object by name, or all of a kind that the selectors match. */
export interface Target {
  readonly type: ResourceType;
  /** Absent: all namespaces, or a cluster-scoped kind. */
  readonly namespace?: string;
  readonly name?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** As typed, normalised to "pod/nginx" or "pods -l app=web": for the header and for messages. */
  readonly typed: string;
}
