import { spanAt } from "../../json/json.js";
import type { ObjectForm } from "./object-form.js";
import type { ServedObject } from "./served-object.js";

/** Objects with all their times moved by `shiftMs`, which is asked for each object: in whole seconds, because most times of the API are. */
export function rebasedForm(form: ObjectForm, shiftMs: () => number): ObjectForm {
  const moved = (object: ServedObject): ServedObject => ({
    uid: object.uid,
    name: object.name,
    namespace: object.namespace,
    resourceVersion: object.resourceVersion,
    get bytes() {
      return shiftTimes(object.bytes, shiftMs());
    },
  });
  return {
    one: (object) => form.one(moved(object)),
    list: (items, metadata) => form.list(items.map(moved), metadata),
    watch: () => {
      const inForm = form.watch();
      return (object) => inForm(shiftTimes(object, shiftMs()));
    },
  };
}

/**
 * Moves the times in an object, and leaves every other byte. A time is a whole string in RFC 3339, of a member that is named as the API conventions
 * name times (`startTime`, `creationTimestamp`, `finishedAt`, `notAfter`, `time`), so custom resources are covered as well. What users put into maps
 * of their own (annotations, labels, the data of ConfigMaps) is no time of the API, and neither is a time within a sentence.
 *
 * A name before a colon can only be a member: within a string, quotes are escaped.
 */
export function shiftTimes(json: Uint8Array, shiftMs: number): Uint8Array {
  if (shiftMs === 0) return json;
  // One character for each byte: whatever the bytes are, they stay.
  const text = Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString("latin1");
  const untouched = userMaps(json, text);
  const moved = text.replace(timeMember, (whole: string, name: string, seconds: string, rest: string, at: number) =>
    untouched.some(({ start, end }) => at > start && at < end) ? whole : `${name}"${movedSeconds(seconds, shiftMs)}${rest}"`,
  );
  return Buffer.from(moved, "latin1");
}

const timeMember =
  /("(?:[A-Za-z]*(?:Time|Timestamp|At|Date|Before|After)|time|timestamp)"\s*:\s*)"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)((?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))"/g;

const userMap = /"(?:annotations|labels|matchLabels|data|binaryData|stringData)"\s*:\s*(?=\{)/g;

function userMaps(json: Uint8Array, text: string): readonly { readonly start: number; readonly end: number }[] {
  try {
    return [...text.matchAll(userMap)].map((match) => spanAt(json, match.index + match[0].length));
  } catch {
    // Cut short: no client can read it, moved or not.
    return [{ start: -1, end: text.length }];
  }
}

/** Zones stay as they are. Times before 1970 mean "none", and years have four digits. */
function movedSeconds(seconds: string, shiftMs: number): string {
  const ms = Date.parse(`${seconds}Z`);
  const moved = new Date(ms + shiftMs);
  return ms < 0 || Number.isNaN(moved.getTime()) || moved.getUTCFullYear() > 9999 ? seconds : moved.toISOString().slice(0, 19);
}
