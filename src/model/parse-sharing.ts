import { at } from "./fields.js";
import { parsedOrUndefined } from "./parsed-or-undefined.js";
import type { SharedValues } from "./shared-values.js";

/** What was read before of other texts. */
export interface SharedParts {
  readonly specs: SharedValues;
  readonly statuses: SharedValues;
}

/**
 * Reads an object as `JSON.parse` does, whatever the text, and throws what that throws; but a spec and a status whose text was read before are
 * the ones read then, identity included, so nobody may change them. Controllers report of an object again and again while what is asked of it
 * stays the same, what fails and is tried again comes back to the same few states, and replicas are alike: of many objects that are kept, what
 * is collected and copied as garbage is half as much.
 *
 * It goes by the order in which the API server writes them, the status last and the spec before it. What looks like them is read by itself, and
 * the rest with words in their place that are nowhere else in the text. If those words are what the object then has there, they were its own,
 * and not those of a template in it.
 */
export function parseSharing(text: string, { specs, statuses }: SharedParts): unknown {
  if (!text.endsWith("}") || text.includes(mark)) return JSON.parse(text);
  const status = partOf(text, statusField, text.length - 1, statuses);
  const spec = partOf(text, specField, status?.start ?? text.length - 1, specs);
  if (status === undefined && spec === undefined) return JSON.parse(text);
  const value = parsedOrUndefined(`${without(text, spec, status)}}`);
  if (!isOwn(value, "spec", spec) || !isOwn(value, "status", status)) return JSON.parse(text);
  if (spec !== undefined) (value as Record<string, unknown>)["spec"] = spec.value;
  if (status !== undefined) (value as Record<string, unknown>)["status"] = status.value;
  return value;
}

/** A member of an object, from its comma to the end of its value. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly value: unknown;
}

/** With the bracket of an object. */
const specField = ',"spec":{';
const statusField = ',"status":{';
/** A character that takes one byte: with others in it a text takes twice the memory and time. */
const mark = "§";

function partOf(text: string, field: string, end: number, values: SharedValues): Part | undefined {
  const start = text.indexOf(field);
  const value = start < 0 || start >= end ? undefined : values.of(text.slice(start + field.length - 1, end));
  return value === undefined ? undefined : { start, end, value };
}

/** All but the closing bracket, with a mark for each of the two. */
function without(text: string, spec: Part | undefined, status: Part | undefined): string {
  const rest = status === undefined ? "" : `,"status":"${mark}"`;
  if (spec !== undefined) return `${text.slice(0, spec.start)},"spec":"${mark}"${rest}`;
  return `${text.slice(0, status?.start)}${rest}`;
}

function isOwn(value: unknown, field: string, part: Part | undefined): boolean {
  return part === undefined || at(value, field) === mark;
}
