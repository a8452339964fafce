import type { ObjectHead } from "../json/json.js";
import { type KubeObject, type ObjectRef, refOf, refOfFields } from "./kube-object.js";

/** The envelope of a revision: enough to record it without parsing the rest. */
export interface RevisionHead {
  readonly ref: ObjectRef;
  /** "" for the rare object without one. */
  readonly resourceVersion: string;
}

export function headOfScan(head: ObjectHead): RevisionHead {
  return { ref: refOfFields(head), resourceVersion: head.resourceVersion ?? "" };
}

/** The head of an object that was parsed. */
export function headOfObject(object: KubeObject): RevisionHead {
  const { resourceVersion } = object.metadata as { readonly resourceVersion?: unknown };
  return { ref: refOf(object), resourceVersion: typeof resourceVersion === "string" ? resourceVersion : "" };
}
