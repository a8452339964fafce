import { printable } from "../../io/printable.js";

/** In place of a value that is not shown: words about it, in parentheses. */
export class FoldedValue {
  readonly #words: string;

  constructor(words: string) {
    this.#words = words;
  }

  get text(): string {
    return `(${printable(this.#words)})`;
  }
}

/** Deeper than any object of Kubernetes; deeper levels are only hinted at, so that hostile nesting costs nothing. */
const deepest = 40;
/** Lines of one value; what follows is counted in no line, only said to exist. */
const maxLines = 20_000;

/**
 * A value as YAML for people: block style, strings quoted only where YAML would misread them, empty maps and lists inline. Every line is
 * printable. Meant for reading: bounded in depth and length, so it need not read back as the same value. (js-yaml writes what reads back: it
 * bounds nothing, and its quotes and folded lines get in the way of a reader; loading it takes longer than writing most values.)
 */
export function yamlLines(value: unknown): readonly string[] {
  const lines: string[] = [];
  write(value, "", lines, 0);
  return lines.length > maxLines ? [...lines.slice(0, maxLines), "…"] : lines;
}

function write(value: unknown, indent: string, lines: string[], depth: number): void {
  if (lines.length > maxLines) return;
  if (!isFilled(value) || depth > deepest) lines.push(indent + scalar(value));
  else if (Array.isArray(value)) writeList(value, indent, lines, depth);
  else writeMap(value, indent, lines, depth);
}

function writeMap(map: object, indent: string, lines: string[], depth: number): void {
  for (const [key, member] of Object.entries(map)) {
    const name = `${indent}${printable(isPlain(key) ? key : JSON.stringify(key))}:`;
    if (typeof member === "string" && member.includes("\n")) writeText(member, name, indent, lines);
    else if (!isFilled(member) || depth >= deepest) lines.push(`${name} ${scalar(member)}`);
    else {
      lines.push(name);
      write(member, Array.isArray(member) ? indent : `${indent}  `, lines, depth + 1);
    }
    if (lines.length > maxLines) return;
  }
}

/** The first line of an item follows its dash. */
function writeList(list: readonly unknown[], indent: string, lines: string[], depth: number): void {
  for (const item of list) {
    const start = lines.length;
    write(item, `${indent}  `, lines, depth + 1);
    const first = lines[start];
    if (first !== undefined) lines[start] = `${indent}- ${first.slice(indent.length + 2)}`;
    if (lines.length > maxLines) return;
  }
}

function writeText(text: string, name: string, indent: string, lines: string[]): void {
  lines.push(`${name} |${text.endsWith("\n") ? "" : "-"}`);
  for (const line of text.replace(/\n$/, "").split("\n").slice(0, maxLines)) lines.push(`${indent}  ${printable(line)}`);
}

function scalar(value: unknown): string {
  if (value instanceof FoldedValue) return value.text;
  if (Array.isArray(value)) return value.length === 0 ? "[]" : "[…]";
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0 ? "{}" : "{…}";
  if (typeof value !== "string") return String(value);
  return printable(isPlain(value) && !misread.test(value) ? value : JSON.stringify(value));
}

/** Matching text of many megabytes would exhaust the stack; in quotes it is as good. */
function isPlain(text: string): boolean {
  return text.length <= 1_000_000 && plainScalar.test(text);
}

function isFilled(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** What YAML reads as a string without quotes: no indicator at the start, no ": " or " #" inside, no space at an end. */
const plainScalar = /^(?![-?:,[\]{}#&*!|>'"%@`\s])(?:[^\s:#]|:(?!\s|$)|(?<!\s)#|[ ](?=\S))+$/;
/** What looks like a number, a date, a boolean or null. */
const misread = /^(?:[-+.]?\d[\d_.,:eE+-]*|0x[\da-f]+|true|false|yes|no|on|off|null|~|\.inf|\.nan)$/i;
