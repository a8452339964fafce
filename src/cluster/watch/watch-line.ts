import { memberSpans } from "../../json/json.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { ChangeType, KubeStatus, WatchEvent } from "../../model/watch-event.js";
import { LastRevisions } from "./last-revisions.js";

/**
 * Reads one line of a watch. Never throws: an invalid line becomes MALFORMED. `last` holds the previous revisions of the same stream.
 *
 * The bytes of the object are copied out of the line as sent, so that keeping a revision does not retain the whole read of the socket.
 * Every revision has been scanned: it is JSON, so its `object` cannot throw.
 */
export function readWatchLine(line: Buffer, last = new LastRevisions()): WatchEvent {
  return readUsualLine(line, last) ?? readAnyLine(line, last);
}

/** The form that all known API servers send: `{"type":"MODIFIED","object":{...}}` without white space. */
const usualBeginnings: readonly { readonly type: ChangeType; readonly bytes: Buffer }[] = (["MODIFIED", "ADDED", "DELETED"] as const).map(
  (type) => ({ type, bytes: Buffer.from(`{"type":"${type}","object":`) }),
);

/** Takes the bytes between the known prefix and the brace at the end; a line that only looks like this fails to parse and is parsed in full. */
function readUsualLine(line: Buffer, last: LastRevisions): WatchEvent | undefined {
  const beginning = usualBeginnings.find(
    ({ bytes }) => line.length > bytes.length && line.compare(bytes, 0, bytes.length, 0, bytes.length) === 0,
  );
  if (beginning === undefined || line.at(-1) !== CLOSE_BRACE) return undefined;
  try {
    return change(beginning.type, line.subarray(beginning.bytes.length, -1), last);
  } catch {
    return undefined;
  }
}

const CLOSE_BRACE = 0x7d;

/** Any order of keys, any white space, bookmarks and errors. */
function readAnyLine(line: Buffer, last: LastRevisions): WatchEvent {
  try {
    const message: unknown = JSON.parse(line.toString("utf8"));
    if (!isRecord(message)) return malformed("not a JSON object", line);
    const { type, object } = message;
    if (type === "ERROR") return { type, status: asStatus(object) };
    if (typeof type !== "string") return malformed("no type", line);
    if (!isRecord(object)) return malformed(`${type} without an object`, line);
    return readTyped(type, object, line, last);
  } catch (error) {
    return malformed(error instanceof SyntaxError ? "not JSON" : String(error), line);
  }
}

function readTyped(type: string, object: Record<string, unknown>, line: Buffer, last: LastRevisions): WatchEvent {
  switch (type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED": {
      const span = memberSpans(line).get("object");
      return span === undefined ? malformed(`${type} without an object`, line) : change(type, line.subarray(span.start, span.end), last);
    }
    case "BOOKMARK":
      return readBookmark(object, line);
    default:
      return malformed(`unknown type ${JSON.stringify(type.slice(0, 100))}`, line);
  }
}

/** Throws `SyntaxError` when the bytes are not a JSON object. */
function change(type: ChangeType, object: Uint8Array, last: LastRevisions): WatchEvent {
  const revision = last.read(Buffer.from(object));
  if (type === "DELETED") last.forget(revision.head.ref.uid);
  return { type, revision };
}

/** The object of a bookmark has a resourceVersion; other fields are empty and meaningless. */
function readBookmark(object: Record<string, unknown>, line: Buffer): WatchEvent {
  const { metadata } = object as Partial<KubeObject>;
  if (!isRecord(metadata) || typeof metadata.resourceVersion !== "string") return malformed("BOOKMARK without a resourceVersion", line);
  const annotations = isRecord(metadata.annotations) ? metadata.annotations : {};
  return {
    type: "BOOKMARK",
    resourceVersion: metadata.resourceVersion,
    initialEventsEnd: annotations["k8s.io/initial-events-end"] === "true",
  };
}

function malformed(problem: string, line: Buffer): WatchEvent {
  return { type: "MALFORMED", problem, line: Buffer.from(line) };
}

/** The fields of a `Status` that have the right type; none for any other value. */
export function asStatus(value: unknown): KubeStatus {
  if (!isRecord(value)) return {};
  const { message, reason, code, details } = value;
  return {
    ...(typeof message === "string" ? { message } : {}),
    ...(typeof reason === "string" ? { reason } : {}),
    ...(typeof code === "number" ? { code } : {}),
    ...(isRecord(details) ? { details } : {}),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
