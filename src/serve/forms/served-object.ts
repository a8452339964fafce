import type { ObjectFrame } from "../../model/frame.js";

/** One state of one object, ready to send. Its JSON is parsed only for selectors, and not kept. */
export interface ServedObject {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly resourceVersion: string;
  /** The JSON as recorded. Read from the session with each use: all states of a long recording would not fit into memory. */
  readonly bytes: Uint8Array;
}

/** `read`: reads its bytes. Default: the frame holds them. */
export function servedObject(frame: ObjectFrame, read?: (sequence: number) => Uint8Array): ServedObject {
  const { ref, resourceVersion, sequence } = frame;
  const identity = { uid: ref.uid, name: ref.name, namespace: ref.namespace, resourceVersion };
  if (read === undefined) return { ...identity, bytes: frame.revision.bytes };
  return Object.defineProperty(identity, "bytes", { get: () => read(sequence) }) as typeof identity & { readonly bytes: Uint8Array };
}
