import type { CredentialSpan } from "../credentials/credential-span.js";
import { decodedText, percentDecoded } from "../encoded-texts.js";
import { changedAroundPlaceholders, type Placeholders, placeholdersWithin } from "../placeholders.js";
import type { Place } from "../policy/place.js";
import type { ShareRules } from "../rules/share-rules.js";
import { opaqueSpansIn } from "./opaque-data.js";
import type { RemovedValues } from "./removed-values.js";
import type { PseudonymMap } from "./share-parts.js";

export type FoundCredentials = ReadonlyMap<string, readonly CredentialSpan[]>;

interface TextRedactionParts {
  readonly placeholders: Placeholders;
  readonly credentials: FoundCredentials;
  readonly values: RemovedValues;
  readonly rules: ShareRules;
  /** Absent: names stay, and data that nobody can search for them. */
  readonly pseudonyms?: PseudonymMap | undefined;
}

/** What of texts is kept in memory: most occur many times. */
const maxCached = 50_000;
const maxCachedLength = 4096;

/**
 * Texts without what the detectors found in them, without copies of removed values, and, where wanted, with pseudonyms for identities and without data
 * that cannot be searched for them.
 */
export class TextRedaction {
  readonly #parts: TextRedactionParts;
  readonly #spans = new Map<string, readonly CredentialSpan[]>();

  constructor(parts: TextRedactionParts) {
    this.#parts = parts;
  }

  /** A text that is shown to people, or whose place says nothing of it. */
  text(text: string): string {
    return this.#replaced(text, (part) => this.#withPseudonyms(part));
  }

  value(text: string, place: Place): string {
    const { pseudonyms } = this.#parts;
    if (this.spansIn(text).length > 0 || holdsPlaceholder(text)) return this.text(text);
    return pseudonyms?.value(text, place) ?? text;
  }

  name(name: string, place: Place): string {
    const { pseudonyms } = this.#parts;
    if (this.spansIn(name).length > 0 || holdsPlaceholder(name)) return this.text(name);
    return pseudonyms?.name(name, place) ?? name;
  }

  /** Whether a value was removed elsewhere. */
  isRemoved(value: string): boolean {
    return this.#parts.values.spansIn(value).length > 0;
  }

  /** What of a text goes: in order, none within another. */
  spansIn(text: string): readonly CredentialSpan[] {
    let spans = this.#spans.get(text);
    if (spans !== undefined) return spans;
    const { credentials, values, rules, pseudonyms } = this.#parts;
    const opaque = pseudonyms === undefined ? [] : opaqueSpansIn(text);
    spans = merged([
      ...(credentials.get(text) ?? []),
      ...values.spansIn(text),
      ...rules.spansIn(text),
      ...this.#encodedIn(text),
      ...opaque,
    ]);
    if (text.length <= maxCachedLength) {
      if (this.#spans.size >= maxCached) this.#spans.clear();
      this.#spans.set(text, spans);
    }
    return spans;
  }

  /** A placeholder is no name, whatever stands around it: with a host behind it, it would look like an e-mail address. */
  #withPseudonyms(text: string): string {
    const { pseudonyms } = this.#parts;
    return pseudonyms === undefined ? text : changedAroundPlaceholders(text, (part) => pseudonyms.text(part));
  }

  #replaced(text: string, rest: (part: string) => string): string {
    let result = "";
    let at = 0;
    for (const { start, end } of this.spansIn(text)) {
      result += rest(text.slice(at, start)) + this.#parts.placeholders.of(text.slice(start, end));
      at = end;
    }
    return result + rest(text.slice(at));
  }

  /** Words that say in an encoding what may not be said. */
  #encodedIn(text: string): readonly CredentialSpan[] {
    const spans: CredentialSpan[] = [];
    for (const { 0: word, index } of text.matchAll(encodedWords))
      if (readingsOfWord(word).some((reading) => this.#holds(reading)))
        spans.push({ start: index, end: index + word.length, kind: "encoded value" });
    return spans;
  }

  #holds(decoded: string): boolean {
    const { values, pseudonyms, rules } = this.#parts;
    return (
      values.spansIn(decoded).length > 0 ||
      rules.spansIn(decoded).length > 0 ||
      pseudonyms?.identityIn(decoded, minIdentityIn(decoded)) !== undefined
    );
  }
}

function holdsPlaceholder(text: string): boolean {
  return text.search(placeholdersWithin) >= 0;
}

/**
 * How long an identity must be to count in what a word decodes to. Of thousands of uids some have parts that decode to bytes with "vm" or "3d::" in them
 * by chance; in a text of some length no chance puts them.
 */
export function minIdentityIn(decoded: string): number {
  return /^[\t\n\r\x20-\x7e]{8,}$/.test(decoded) ? 0 : 5;
}

/** Long enough to hold a removed value, in base64, hex, or with percent escapes. Escapes that hold no such value stay: who reads a path in a stream's name knows them. */
const encodedWords = /(?<![A-Za-z0-9._~+-])[A-Za-z0-9._~+-]*(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~+-]*)+|[A-Za-z0-9+/_-]{11,}={0,2}/g;

function readingsOfWord(word: string): readonly string[] {
  if (word.includes("%")) return [percentDecoded(word)];
  const isHex = word.length % 2 === 0 && /^[0-9a-f]+$/i.test(word);
  return [decodedText(word, "base64"), isHex ? decodedText(word, "hex") : undefined].filter((text) => text !== undefined);
}

/** In order; those that overlap become one. */
function merged(spans: CredentialSpan[]): readonly CredentialSpan[] {
  if (spans.length < 2) return spans;
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  const result: CredentialSpan[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last === undefined || span.start >= last.end) result.push(span);
    else if (span.end > last.end) result[result.length - 1] = { ...last, end: span.end };
  }
  return result;
}
