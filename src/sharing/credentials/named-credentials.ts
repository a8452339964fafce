import type { CredentialDetector } from "./credential-detector.js";
import { credentialNameStrength } from "./credential-names.js";
import type { CredentialSpan } from "./credential-span.js";
import { isCredentialValue, isUuid, type PairStyle } from "./credential-values.js";
import { isNameField, NamedEntries } from "./named-entries.js";
import { type NamedPair, namedPairs, startsLine } from "./named-pairs.js";
import { blockScalar } from "./yaml-blocks.js";

/** Values of credentials by their names, in any notation: `DB_PASSWORD=x`, `"token": "x"`, `password: x`, `{"name":"DB_PASSWORD","value":"x"}`. */
export const namedCredentials: CredentialDetector = {
  name: "named credentials",
  *find(text) {
    const entries = new NamedEntries(text);
    let read = 0;
    for (const pair of namedPairs(text, isRelevant)) {
      // Within a value that goes as a whole.
      if (pair.valueStart < read) continue;
      const span = valueSpan(text, pair) ?? entries.valueSpan(pair);
      if (span === undefined) continue;
      yield span;
      if (!pair.isValueQuoted) read = span.end;
    }
  },
};

function isRelevant(name: string): boolean {
  const field = name.toLowerCase();
  return field === "value" || isNameField(field) || credentialNameStrength(name) !== "none";
}

function valueSpan(text: string, pair: NamedPair): CredentialSpan | undefined {
  const name = credentialNameStrength(pair.name);
  const spoken = name === "none" || pair.isNameQuoted ? name : credentialNameWithWordBefore(text, pair);
  // Of a URL the user: "https://oauth2:x@host".
  if (spoken === "none" || text.startsWith("://", pair.nameStart - 3)) return undefined;
  if (startsWithPair(text, pair.valueStart)) return undefined;
  const kind = `value of ${pair.name}`;
  const block = pair.separator === ":" && startsLine(text, pair) ? blockScalar(text, pair) : undefined;
  if (block !== undefined)
    return isCredentialValue(block.firstLine, spoken, "line") ? { start: block.start, end: block.end, kind } : undefined;
  const value = judgedValue(text, pair);
  // Of `behind "password=", and so on`: the quote is a closing one.
  if (pair.isValueQuoted && /^[,;.:)] /.test(value)) return undefined;
  if (!isCredentialValue(value, spoken, styleOf(text, pair)) || isKeyOfObject(pair.name, value)) return undefined;
  return { start: pair.valueStart, end: pair.valueEnd, kind };
}

/** `key="6f1c2d3e-4b5a-4c6d-8e7f-9a0b1c2d3e4f"`: of a queue, of a cache. */
function isKeyOfObject(name: string, value: string): boolean {
  return isUuid(value) && credentialNameStrength(name) === "generic" && /key$/i.test(name);
}

/** Enough to judge by. Values without quotes may be within one another, so not all of each is read. */
function judgedValue(text: string, { valueStart, valueEnd, isValueQuoted }: NamedPair): string {
  return text.slice(valueStart, isValueQuoted ? valueEnd : Math.min(valueEnd, valueStart + 256));
}

/** "invalid credentials: password=x" */
function startsWithPair(text: string, valueStart: number): boolean {
  pair.lastIndex = valueStart;
  const name = pair.exec(text)?.[1];
  return name !== undefined && credentialNameStrength(name) !== "none";
}

const pair = /([A-Za-z_][\w.-]{0,60})[=:]\S/y;

/** "api key: x" */
function credentialNameWithWordBefore(text: string, { name, nameStart }: NamedPair) {
  const alone = credentialNameStrength(name);
  if (alone !== "generic" || text[nameStart - 1] !== " ") return alone;
  const word = /(?:^|[^\w])([A-Za-z]{2,12}) $/.exec(text.slice(Math.max(0, nameStart - 14), nameStart))?.[1];
  if (word === undefined) return alone;
  const together = credentialNameStrength(`${word}_${name}`);
  return together === "none" || together === "password" ? together : alone;
}

function styleOf(text: string, pair: NamedPair): PairStyle {
  const { isNameQuoted, separator, valueStart, runEnd, isValueQuoted, nameStart, name } = pair;
  if (isNameQuoted) return "json";
  if (separator.length > 2 || (separator === "=>" && isValueQuoted)) return "json";
  if (separator === "=" && valueStart - (nameStart + name.length) <= (isValueQuoted ? 6 : 3)) return "assignment";
  const endsLine = isValueQuoted || /^\s*(?:#|$|[\r\n])|^\\n/.test(text.slice(runEnd, runEnd + 3));
  if (endsLine && startsLine(text, pair)) return "line";
  if (isValueQuoted) return "quoted";
  // "Password:x" of a structure, "DB_PASSWORD: x"; not "password: required".
  return valueStart === nameStart + name.length + separator.length || /[A-Za-z][-_.A-Z]+[A-Za-z]/.test(name) ? "item" : "sentence";
}
