import { qualifiedName } from "../../model/resource-type.js";
import type { ServedSession } from "../playback/served-session.js";
import type { Collection } from "../selection/collection.js";

/**
 * What a client must know to read an empty answer: that nothing was recorded here, which is not the same as that nothing existed. For a `Warning`
 * header, which kubectl prints. Undefined where the recording covers what is asked.
 *
 * `namespace`: of the request; undefined for all.
 */
export function notRecordedWarning(session: ServedSession, { type }: Collection, namespace: string | undefined): string | undefined {
  const name = qualifiedName(type);
  if (session.unrecorded.some((collection) => collection.type === type)) return `kubespy: ${name} were not recorded in this session`;
  const streams = session.header.streams.filter((stream) => stream.group === type.group && stream.resource === type.resource);
  const isCovered = streams.length === 0 || streams.some((stream) => stream.namespace === undefined || stream.namespace === namespace);
  if (namespace === undefined || isCovered) return undefined;
  return `kubespy: ${name} in namespace ${namespace} were not recorded in this session`;
}

/** The value of a `Warning` header as Kubernetes sends it: code 299, no agent, a quoted text. Characters that no header can hold are left out. */
export function warningHeader(text: string): string {
  return `299 - "${text.replace(/[^\x20-\x7e]/g, "").replace(/["\\]/g, "\\$&")}"`;
}
