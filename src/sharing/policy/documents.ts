import { jsonText } from "../../io/json-text.js";
import { nameVerdict } from "./name-verdicts.js";
import type { Place } from "./place.js";

/** A larger text is searched as a text. The API server takes objects of at most some 3 MiB. */
const maxDocumentLength = 4 * 2 ** 20;

/**
 * Whether a text looks like a JSON object or list, so that its values are judged as any others: a last applied configuration, a patch, a pod template in an
 * annotation. It may still be none.
 */
export function isDocument(value: string, _place: Place): boolean {
  return value.length <= maxDocumentLength && /^\s{0,32}[[{]/.test(value) && /[\]}]\s{0,32}$/.test(value.slice(-40));
}

/**
 * A key that holds a value, without it: `v:"x"` (an item of a set) and `k:{"name":"x","value":"y"}` (what identifies an item) in `managedFields`. Others are
 * given back as they are. `place` is that of the value of the key.
 */
export function keyWithoutValue(key: string, place: Place, hide: (value: string) => string): string {
  if (!isValueKey(key) || !place.path.includes("fieldsV1")) return key;
  const value = parsed(key.slice(2));
  if (key.startsWith("k:")) return itemKey(key, value, hide);
  if (typeof value !== "string" && typeof value !== "number") return key;
  return isOfCredential(place) ? `v:${jsonText(hide(`${value}`))}` : key;
}

/** Whether a key of managed fields can hold a value: others hold names of fields and indexes. */
export function isValueKey(key: string): boolean {
  return key.startsWith("v:") || key.startsWith("k:");
}

function itemKey(key: string, value: unknown, hide: (value: string) => string): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return key;
  let isChanged = false;
  const members = Object.entries(value).map(([name, member]): [string, unknown] => {
    const isHidden = name === "value" || (name !== "key" && nameVerdict(name) !== undefined);
    if (!isHidden || (typeof member !== "string" && typeof member !== "number")) return [name, member];
    isChanged = true;
    return [name, hide(`${member}`)];
  });
  return isChanged ? `k:${jsonText(Object.fromEntries(members))}` : key;
}

/** By the names of fields on the way: `f:tokens`. */
function isOfCredential(place: Place): boolean {
  return place.path.some(
    (field) =>
      typeof field === "string" &&
      field.startsWith("f:") &&
      (/^f:(env|environment|headers|httpHeaders)$/.test(field) || nameVerdict(field.slice(2)) === "credential"),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
