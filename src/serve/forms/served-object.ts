import type { ObjectFrame } from "../../model/frame.js";

/** One state of one object, as it goes over the wire. Its JSON is parsed only where a selector asks for it, and not kept. */
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
