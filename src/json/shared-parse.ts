import { parsedOrUndefined, type SharedValue, type SharedValues } from "./shared-values.js";

/** Values that were parsed before, of any objects. */
export interface SharedParts {
  readonly specs: SharedValues;
  readonly statuses: SharedValues;
}

/** A parsed object, and the parts that parsing its next revision can share. */
interface SharedParse {
  readonly value: unknown;
  readonly parts?: ParsedParts;
  readonly places?: PartPlaces;
}

/** The parts of an object, with their texts. */
export interface ParsedParts {
  /** All but resourceVersion, spec and status, which are replaced by marks. */
  readonly rest: Rest;
  readonly spec: SharedValue | undefined;
  readonly status: SharedValue | undefined;
  /** The resourceVersion, where it is in the rest: digits. */
  readonly version: string | undefined;
}

/** Where in the text an object's parts begin, in characters; -1: it is without. */
export interface PartPlaces {
  readonly version: number;
  /** The braces of both. */
  readonly spec: number;
  /** Up to the last brace of the text. */
  readonly status: number;
}

/**
 * Parses an object like `JSON.parse`, for any text, and throws what that throws. Parts with an equal text are shared, so nobody may change them: with the
 * object's previous revision (`before`), and specs and statuses with any object parsed before. Controllers update the status while the spec stays,
 * retries return to the same few states, and replicas are alike: so less is parsed, and the garbage collector copies half as much.
 *
 * Relies on the order in which the API server writes them: the status last and the spec before it, the object's resourceVersion before any other.
 * What looks like one of them is parsed separately, and the rest with marks in their places that occur nowhere else in the text. If the object then has
 * these marks there, the parts were its own, and not those of a template in it.
 */
export function parseSharing(text: string, { specs, statuses }: SharedParts, before?: ParsedParts): SharedParse {
  if (!text.endsWith("}") || text.includes(mark)) return { value: JSON.parse(text) };
  const status = partOf(text, statusField, text.length - 1, statuses, before?.status);
  const spec = partOf(text, specField, status?.start ?? text.length - 1, specs, before?.spec);
  const end = spec?.start ?? status?.start ?? text.length - 1;
  const version = versionOf(text, end);
  const restText = `${textWithMark(text, end, version)}${spec ? specMark : ""}${status ? statusMark : ""}}`;
  const rest = before?.rest.text === restText ? before.rest : restOf(restText, version, spec, status);
  if (rest === undefined) return { value: JSON.parse(text) };
  const parts = { rest, spec: spec?.shared, status: status?.shared, version: version?.text };
  const places = {
    version: version?.start ?? -1,
    spec: spec === undefined ? -1 : spec.start + specField.length - 1,
    status: status === undefined ? -1 : status.start + statusField.length - 1,
  };
  return { value: whole(parts), parts, places };
}

/**
 * What `parseSharing` gives for the next text of an object, where that differs from the one before in these parts alone, within their braces and quotes.
 * Undefined where that cannot be known from them: the text must be parsed whole.
 */
export function parseChanged(
  before: ParsedParts,
  { version = before.version, status: text }: { readonly version: string | undefined; readonly status: string | undefined },
  { statuses }: SharedParts,
): { readonly value: unknown; readonly parts: ParsedParts } | undefined {
  if (version !== before.version && (version === undefined || !isNumber(version))) return undefined;
  if (text?.includes(mark)) return undefined;
  const status = text === undefined || text === before.status?.text ? before.status : statuses.of(text);
  if (text !== undefined && status === undefined) return undefined;
  const parts = { rest: before.rest, spec: before.spec, status, version };
  return { value: whole(parts), parts };
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

/** With the brace of an object. */
const specField = ',"spec":{';
const statusField = ',"status":{';
const versionField = '"resourceVersion":"';
/** A character of Latin-1: with any other a text takes twice the memory and time. */
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

/** Before `end`; undefined where it is not a number, and so might hold an escape. */
function versionOf(text: string, end: number): Version | undefined {
  const field = text.indexOf(versionField);
  const start = field + versionField.length;
  if (field < 0 || start >= end) return undefined;
  let digits = 0;
  while (isDigit(text.charCodeAt(start + digits))) digits++;
  return digits === 0 || text[start + digits] !== '"' ? undefined : { start, text: text.slice(start, start + digits) };
}

function isNumber(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isDigit(text.charCodeAt(i))) return false;
  return text !== "";
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function textWithMark(text: string, end: number, version: Version | undefined): string {
  if (version === undefined) return text.slice(0, end);
  return text.slice(0, version.start) + mark + text.slice(version.start + version.text.length, end);
}

/** Undefined where it is not JSON, or a mark is elsewhere in it. */
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

/** The rest itself is unchanged: it may be shared. */
function whole({ rest: { value }, version, spec, status }: ParsedParts): unknown {
  const object: Record<string, unknown> = { ...value };
  if (version !== undefined) object["metadata"] = { ...value.metadata, resourceVersion: version };
  if (spec !== undefined) object["spec"] = spec.value;
  if (status !== undefined) object["status"] = status.value;
  return object;
}
