import { at } from "./fields.js";

/** The spec of an object, with the text that it was read from. */
export interface KnownSpec {
  readonly text: string;
  readonly value: unknown;
}

/** `spec`: what to give along with the next revision of the same object; undefined where it has none, or one that is not found simply. */
export interface ParsedSharingSpec {
  readonly value: unknown;
  readonly spec: KnownSpec | undefined;
}

/**
 * Reads an object as `JSON.parse` does, whatever the text, and throws what that throws; but a spec whose text is that of an earlier revision
 * keeps the value that it had, identity included, so nobody may change it. Controllers report of an object again and again while what is asked
 * of it stays the same: of many objects that are kept, what is collected and copied as garbage is half as much.
 *
 * What looks like the spec is read by itself, and the rest with a word in its place that is nowhere else in the text. If that word is what the
 * object then has for a spec, it was the object's own, and not that of a template in it.
 */
export function parseSharingSpec(text: string, known?: KnownSpec): ParsedSharingSpec {
  const found = text.indexOf(field);
  const start = found + field.length - 1;
  const spec = found < 0 || text.includes(standIn) ? undefined : specAt(text, start, known);
  const value = spec === undefined ? undefined : parsed(`${text.slice(0, start)}"${standIn}"${text.slice(start + spec.text.length)}`);
  if (spec === undefined || at(value, "spec") !== standIn) return { value: JSON.parse(text), spec: undefined };
  (value as Record<string, unknown>)["spec"] = spec.value;
  return { value, spec };
}

/** With the bracket of an object, so that it ends by itself. */
const field = '"spec":{';
/** Of characters that take one byte: with others in it a text takes twice the memory and time. */
const standIn = "§the spec that it had§";

function specAt(text: string, start: number, known: KnownSpec | undefined): KnownSpec | undefined {
  if (known !== undefined && text.slice(start, start + known.text.length) === known.text) return known;
  const end = objectEnd(text, start);
  const value = end === undefined ? undefined : parsed(text.slice(start, end));
  return value === undefined ? undefined : { text: text.slice(start, end), value };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Where the brackets that open at `start` are closed. */
function objectEnd(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = stringEnd(text, at);
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at + 1;
  }
  return undefined;
}

/** The place of the closing quote. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
