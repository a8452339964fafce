import { parsedOrUndefined, type SharedValue, type SharedValues } from "./shared-values.js";

/** What was read before of other texts. */
export interface SharedParts {
  readonly specs: SharedValues;
  readonly statuses: SharedValues;
}

/** What an object is, and what reading the next one can take over from it. */
export interface Reading {
  readonly value: unknown;
  readonly parts?: ReadParts;
}

/** An object in parts, as they were found in its text. */
export interface ReadParts {
  /** All but resourceVersion, spec and status: marks stand in their places. */
  readonly rest: Rest;
  readonly spec: SharedValue | undefined;
  readonly status: SharedValue | undefined;
}

/**
 * Reads an object as `JSON.parse` does, whatever the text, and throws what that throws; but what the reading `before` of the same object has read of
 * the same text, and a spec or a status whose text was read before of any other, are had again, identity included, so nobody may change them.
 * Controllers report of an object again and again while what is asked of it stays the same, what fails and is tried again comes back to the same few
 * states, and replicas are alike: less is read, and of many objects that are kept, what is collected and copied as garbage is half as much.
 *
 * It goes by the order in which the API server writes them: the status last and the spec before it, the object's resourceVersion before any other.
 * What looks like one of them is read by itself, and the rest with marks in their places that are nowhere else in the text. If those marks are what
 * the object then has there, they were its own, and not those of a template in it.
 */
export function parseSharing(text: string, { specs, statuses }: SharedParts, before?: ReadParts): Reading {
  if (!text.endsWith("}") || text.includes(mark)) return { value: JSON.parse(text) };
  const status = partOf(text, statusField, text.length - 1, statuses, before?.status);
  const spec = partOf(text, specField, status?.start ?? text.length - 1, specs, before?.spec);
  const end = spec?.start ?? status?.start ?? text.length - 1;
  const version = versionOf(text, end);
  const restText = `${textWithMark(text, end, version)}${spec ? specMark : ""}${status ? statusMark : ""}}`;
  const rest = before?.rest.text === restText ? before.rest : restOf(restText, version, spec, status);
  if (rest === undefined) return { value: JSON.parse(text) };
  return { value: whole(rest, version, spec, status), parts: { rest, spec: spec?.shared, status: status?.shared } };
}

interface Rest extends SharedValue {
  readonly value: { readonly [field: string]: unknown; readonly metadata?: { readonly resourceVersion?: unknown } | null };
}

/** A member of an object, from its comma to the end of its value. */
interface Part {
  readonly start: number;
  readonly shared: SharedValue;
}

/** A resourceVersion, without its quotes. */
interface Version {
  readonly start: number;
  readonly text: string;
}

/** With the bracket of an object. */
const specField = ',"spec":{';
const statusField = ',"status":{';
const versionField = '"resourceVersion":"';
/** A character that takes one byte: with others in it a text takes twice the memory and time. */
const mark = "§";
const specMark = `,"spec":"${mark}"`;
const statusMark = `,"status":"${mark}"`;

function partOf(text: string, field: string, end: number, values: SharedValues, before: SharedValue | undefined): Part | undefined {
  const start = text.indexOf(field);
  if (start < 0 || start >= end) return undefined;
  const own = text.slice(start + field.length - 1, end);
  const shared = before?.text === own ? before : values.of(own);
  return shared === undefined ? undefined : { start, shared };
}

/** Before `end`; undefined where it is no number, and so might hold what has a meaning in JSON. */
function versionOf(text: string, end: number): Version | undefined {
  const field = text.indexOf(versionField);
  const start = field + versionField.length;
  if (field < 0 || start >= end) return undefined;
  let digits = 0;
  while (isDigit(text.charCodeAt(start + digits))) digits++;
  return digits === 0 || text[start + digits] !== '"' ? undefined : { start, text: text.slice(start, start + digits) };
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function textWithMark(text: string, end: number, version: Version | undefined): string {
  if (version === undefined) return text.slice(0, end);
  return text.slice(0, version.start) + mark + text.slice(version.start + version.text.length, end);
}

/** Undefined where it is no JSON, or a mark in it stands elsewhere. */
function restOf(text: string, version: Version | undefined, spec: Part | undefined, status: Part | undefined): Rest | undefined {
  const value = parsedOrUndefined(text);
  if (value === undefined) return undefined;
  // What ends in a brace is an object.
  const object = value as Rest["value"];
  if (version !== undefined && object.metadata?.resourceVersion !== mark) return undefined;
  if (spec !== undefined && object["spec"] !== mark) return undefined;
  if (status !== undefined && object["status"] !== mark) return undefined;
  return { text, value: object };
}

/** The rest itself stays as it is: it may be had again. */
function whole({ value }: Rest, version: Version | undefined, spec: Part | undefined, status: Part | undefined): unknown {
  const object: Record<string, unknown> = { ...value };
  if (version !== undefined) object["metadata"] = { ...value.metadata, resourceVersion: version.text };
  if (spec !== undefined) object["spec"] = spec.shared.value;
  if (status !== undefined) object["status"] = status.shared.value;
  return object;
}
