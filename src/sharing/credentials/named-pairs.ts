import { PlainValues } from "./plain-values.js";

/** A name and its value somewhere in a text, as both stand there. */
export interface NamedPair {
  readonly name: string;
  readonly nameStart: number;
  /** Also ": Invalid value:". */
  readonly separator: string;
  /** Whether the name is quoted, as in JSON. */
  readonly isNameQuoted: boolean;
  readonly valueStart: number;
  /** Without the marks behind it, and without the next pair of a list. */
  readonly valueEnd: number;
  /** Where the characters end that white space or a quote ends: at `valueEnd` or behind. */
  readonly runEnd: number;
  readonly isValueQuoted: boolean;
}

/**
 * Pairs in JSON, YAML, shell, connection strings, queries, Go structures, and sentences: a name, ":" or "=", a value. The value ends at its closing quote
 * (which may be escaped as the opening one is), or at white space. Of each pair only a bounded part is read, and what several pairs share is read once, so
 * the work grows with the text.
 */
export function* namedPairs(text: string, isRelevant: (name: string) => boolean): Iterable<NamedPair> {
  const plainValues = new PlainValues(text);
  for (const { 0: separator, index } of text.matchAll(separators)) {
    const name = nameBefore(text, index);
    if (name === undefined || !isRelevant(name.name)) continue;
    const shown = shownValue(text, index, separator);
    const value = valueBehind(text, index + shown.length, separator, plainValues);
    if (value === undefined) continue;
    const { nameStart, isNameQuoted } = name;
    const { valueStart, valueEnd, runEnd, isValueQuoted } = value;
    // Spreads would take most of the time.
    yield { name: name.name, nameStart, isNameQuoted, separator: shown, valueStart, valueEnd, runEnd, isValueQuoted };
  }
}

/** With what Kubernetes says of a field before it shows the value of it: `spec.password: Invalid value: "x": must be longer`. */
function shownValue(text: string, at: number, separator: string): string {
  if (separator !== ":") return separator;
  verdict.lastIndex = at;
  return verdict.exec(text)?.[0] ?? separator;
}

const verdict = /: (?:Invalid|Unsupported|Duplicate) value:/y;

/** Whether a pair begins a line, behind white space or "- ". */
export function startsLine(text: string, { nameStart }: NamedPair): boolean {
  const lead = text.slice(Math.max(0, nameStart - 40), nameStart);
  return /(?:[\n\r]|\\n)[ \t]*(?:- +)?["']?$/.test(lead) || (nameStart <= 40 && /^[ \t]*(?:- +)?["']?$/.test(lead));
}

const separators = /:=|=>|[:=]/g;

const maxNameLength = 100;

type NamePart = Pick<NamedPair, "name" | "nameStart" | "isNameQuoted">;

function nameBefore(text: string, separator: number): NamePart | undefined {
  let end = back(text, separator, 4, isBlank);
  const isClosed = text[end - 1] === "]";
  if (isClosed) end--;
  const quote = end;
  if (isQuote(text.charCodeAt(end - 1))) end = back(text, end - 1, 7, isBackslash);
  const first = back(text, end, maxNameLength + 1, isNameCharacter);
  // Behind a line end that is written out.
  const nameStart = text[first - 1] === "\\" && text[first] === "n" && first + 1 < end ? first + 1 : first;
  const length = end - nameStart;
  if (length === 0 || length > maxNameLength || isDigit(text.charCodeAt(nameStart))) return undefined;
  return { name: text.slice(nameStart, end), nameStart, isNameQuoted: end < quote };
}

/** The first position of at most `most` characters before `end` that are all of a class. */
function back(text: string, end: number, most: number, isOfClass: (code: number) => boolean): number {
  let at = end;
  while (at > 0 && end - at < most && isOfClass(text.charCodeAt(at - 1))) at--;
  return at;
}

const isBlank = (code: number) => code === 32 || code === 9;
const isBackslash = (code: number) => code === 92;
const isQuote = (code: number) => code === 34 || code === 39 || code === 96;
const isDigit = (code: number) => code >= 48 && code <= 57;

/** Letters, digits, and "_", ".", "$", "-". */
function isNameCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 45 && code <= 57 && code !== 47) || code === 95 || code === 36
  );
}

type ValuePart = Pick<NamedPair, "valueStart" | "valueEnd" | "runEnd" | "isValueQuoted">;

function valueBehind(text: string, from: number, separator: string, plainValues: PlainValues): ValuePart | undefined {
  const valueStart = forward(text, from, 8, isBlank);
  const quote = forward(text, valueStart, 7, isBackslash);
  if (isQuote(text.charCodeAt(quote))) {
    const end = closingQuote(text, quote + 1, quote - valueStart, text.charCodeAt(quote));
    return { valueStart: quote + 1, valueEnd: end, runEnd: end, isValueQuoted: true };
  }
  // "a==b", "a://b", "a::b".
  const first = text.charAt(from);
  if (first === ":" || first === "=" || (first === "/" && separator !== "=")) return undefined;
  const { end, runEnd } = plainValues.at(valueStart);
  return end === valueStart ? undefined : { valueStart, valueEnd: end, runEnd, isValueQuoted: false };
}

function forward(text: string, start: number, most: number, isOfClass: (code: number) => boolean): number {
  let at = start;
  while (at - start < most && isOfClass(text.charCodeAt(at))) at++;
  return at;
}

const maxQuotedLength = 4096;

/**
 * Where a quoted value ends: at the next quote that is escaped like the opening one; else the end of the line. An opening quote is the closing one of what was opened like it before, so
 * few of a text are without one, and the work is linear.
 */
export function closingQuote(text: string, start: number, slashes: number, quote: number): number {
  // Texts that were joined end with NUL.
  let lineEnd = -1;
  let escapes = 0;
  let at = start;
  for (const limit = Math.min(text.length, start + maxQuotedLength); at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === 0) break;
    if (code === quote && (escapes <= slashes || (slashes === 0 && escapes % 2 === 0))) return at - Math.min(escapes, slashes);
    escapes = code === 92 ? escapes + 1 : 0;
    if (lineEnd < 0 && (code === 10 || code === 13)) lineEnd = at;
  }
  return lineEnd < 0 ? at : lineEnd;
}
