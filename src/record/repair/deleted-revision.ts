import { concat, encodeUtf8, memberSpans } from "../../json/json.js";
import { Revision } from "../../model/revision.js";

/**
 * The last state of an object with the version at which it was gone: what a watch sends with DELETED (the API server decodes the previous value
 * with the version of its deletion). All other bytes stay as they are. Returns the same revision if its version cannot be found.
 */
export function deletedRevision(last: Revision, resourceVersion: string): Revision {
  const { bytes } = last;
  const metadata = memberSpans(bytes).get("metadata");
  const own = metadata && memberSpans(bytes, metadata.start).get("resourceVersion");
  if (own === undefined) return last;
  return new Revision(concat([bytes.subarray(0, own.start), encodeUtf8(JSON.stringify(resourceVersion)), bytes.subarray(own.end)]));
}
