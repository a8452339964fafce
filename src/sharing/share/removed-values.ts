import type { CredentialSpan } from "../credentials/credential-span.js";

/** Shorter values occur in texts by chance: "admin" in "administrator is not admin". */
export const minSearchedLength = 8;

/** Values that were removed in one place, to find them in every other: in messages, in annotations, in names. */
export class RemovedValues {
  /** How long those are that begin so, the longest first: thousands may begin alike, with "postgres://" for one. */
  readonly #lengthsByStart = new Map<string, number[]>();
  readonly #known = new Set<string>();

  /** White space around a value is not part of it. Values that are too short to be searched for are not kept. */
  add(value: string): void {
    const trimmed = value.trim();
    if (trimmed.length < minSearchedLength || this.#known.has(trimmed)) return;
    this.#known.add(trimmed);
    const start = trimmed.slice(0, minSearchedLength);
    const lengths = this.#lengthsByStart.get(start);
    if (lengths === undefined) this.#lengthsByStart.set(start, [trimmed.length]);
    else if (!lengths.includes(trimmed.length)) {
      lengths.push(trimmed.length);
      lengths.sort((a, b) => b - a);
    }
  }

  get size(): number {
    return this.#known.size;
  }

  /** Where they stand in a text, at the boundaries of words; the longest where several begin. In order, none within another; two may overlap. */
  spansIn(text: string): readonly CredentialSpan[] {
    if (this.#known.size === 0 || text.length < minSearchedLength) return [];
    const spans: CredentialSpan[] = [];
    let end = 0;
    for (let at = 0; at + minSearchedLength <= text.length; at++) {
      const value = this.#at(text, at);
      if (value === undefined || at + value.length <= end) continue;
      end = at + value.length;
      spans.push({ start: at, end, kind: "copy of a removed value" });
    }
    return spans;
  }

  #at(text: string, at: number): string | undefined {
    for (const length of this.#lengthsByStart.get(text.slice(at, at + minSearchedLength)) ?? []) {
      if (at + length > text.length || !isBounded(text, at, at + length)) continue;
      const value = text.slice(at, at + length);
      if (this.#known.has(value)) return value;
    }
    return undefined;
  }
}

/** A word does not begin or end within another word. Scripts that have no spaces between words, and quotes of any language, end one. */
function isBounded(text: string, start: number, end: number): boolean {
  return !isWithinWord(text, start) && !isWithinWord(text, end);
}

function isWithinWord(text: string, at: number): boolean {
  const before = wordClassAt(text, at - 1);
  return before !== "none" && before === wordClassAt(text, at);
}

function wordClassAt(text: string, at: number): "ascii" | "other" | "none" {
  const code = text.charCodeAt(at);
  if ((code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return "ascii";
  return code > 127 && /[\p{L}\p{N}]/u.test(text.charAt(at)) ? "other" : "none";
}
