import type { ObjectFrame } from "../../model/frame.js";

/** One state of one object, ready to send. Its JSON is parsed only for selectors, and not kept. */
export interface ServedObject {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly resourceVersion: string;
  /** The JSON as recorded. */
  readonly bytes: Uint8Array;
}

export function servedObject({ ref, resourceVersion, revision }: ObjectFrame): ServedObject {
  return { uid: ref.uid, name: ref.name, namespace: ref.namespace, resourceVersion, bytes: revision.bytes };
}
