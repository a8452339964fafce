import { findJsonSpan } from "../../json/json.js";
import type { ResourceType } from "../../model/resource-type.js";
import { apiVersionOf } from "../../model/resource-type.js";
import type { ChangeType } from "../../model/watch-event.js";
import type { StatusBody } from "../status.js";

/** One line of a watch. Sends the object byte for byte; parses and rewrites nothing. */
export function eventLine(type: ChangeType | "BOOKMARK", object: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`{"type":"${type}","object":`), onOneLine(object), lineEnd]);
}

/** The object of a BOOKMARK: everything up to this version was sent. Only for requests with `allowWatchBookmarks`. */
export function bookmarkObject(type: ResourceType, resourceVersion: string, initialEventsEnd = false): Buffer {
  const annotations = initialEventsEnd ? { annotations: { "k8s.io/initial-events-end": "true" } } : {};
  return Buffer.from(JSON.stringify({ kind: type.kind, apiVersion: apiVersionOf(type), metadata: { resourceVersion, ...annotations } }));
}

export function errorLine(status: StatusBody): Buffer {
  return Buffer.from(`${JSON.stringify({ type: "ERROR", object: status })}\n`);
}

/**
 * For an object that leaves the selection of a watch, the server sends its last selected state with the resourceVersion of the change that
 * made it leave, so that a resume from there does not repeat it.
 */
export function withResourceVersion(object: Uint8Array, resourceVersion: string): Uint8Array {
  const text = asBuffer(object);
  const span = findJsonSpan(text, ["metadata", "resourceVersion"]);
  if (span === undefined) return object;
  return Buffer.concat([text.subarray(0, span.start), Buffer.from(JSON.stringify(resourceVersion)), text.subarray(span.end)]);
}

/** In JSON a raw newline is only white space between tokens; in a stream of lines it would end the line. */
export function onOneLine(json: Uint8Array): Uint8Array {
  if (!json.includes(newline)) return json;
  return json.map((byte) => (byte === newline ? space : byte));
}

const newline = 0x0a;
const space = 0x20;
const lineEnd = Buffer.from("}\n");

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
