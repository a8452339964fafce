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
  /** Set where other targets are of other namespaces: messages about this one name its own. */
  readonly namesNamespace?: true;
}

/** A target in a message: "pod/nginx", "pod/nginx in namespace shop". */
export function targetWords({ typed, namespace, namesNamespace }: Target): string {
  return namesNamespace && namespace !== undefined ? `${typed} in namespace ${namespace}` : typed;
}
