import { at } from "./fields.js";
import type { ParsedSharingSpec } from "./parse-sharing-spec.js";
import type { SharedValues } from "./shared-values.js";

/**
 * Reads an object as `parse` does, whatever the text, and throws what that throws; but a status that ends it, as it does in all kinds of
 * Kubernetes, is had by its text: what is tried again and again, and what happens to many, comes to the same few states.
 *
 * As in `parseSharingSpec`, a word stands in for it that is nowhere else in the text: if that is what the object then has for a status, it was
 * the object's own.
 */
export function parseSharingStatus(text: string, statuses: SharedValues, parse: (text: string) => ParsedSharingSpec): ParsedSharingSpec {
  const start = text.indexOf(field) + field.length - 1;
  const status = start < field.length || text.includes(standIn) ? undefined : statuses.of(text.slice(start, -1));
  if (status === undefined) return parse(text);
  const read = parse(`${text.slice(0, start)}"${standIn}"}`);
  if (!text.endsWith("}") || at(read.value, "status") !== standIn) return parse(text);
  (read.value as Record<string, unknown>)["status"] = status;
  return read;
}

/** With the bracket of an object. */
const field = '"status":{';
/** Of characters that take one byte. */
const standIn = "§the status that it has§";
