import type { StrippedFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";

/** One living object, as of its newest revision. */
export interface LiveObject {
  readonly ref: ObjectRef;
  readonly object: KubeObject;
  readonly frame: StrippedFrame;
  /** Its key in the index by name. */
  readonly nameKey: string;
}
