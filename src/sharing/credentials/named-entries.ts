import { credentialNameStrength } from "./credential-names.js";
import type { CredentialSpan } from "./credential-span.js";
import { isCredentialValue } from "./credential-values.js";
import type { NamedPair } from "./named-pairs.js";

/** Fields that hold the name of what `value` beside it is: of an environment variable, of a header. */
export function isNameField(field: string): boolean {
  return nameFields.has(field);
}

const nameFields: ReadonlySet<string> = new Set(["name", "key", "header"]);

/**
 * Items with a name and a value, `{"name":"DB_PASSWORD","value":"x"}`: in any order, in YAML, and as Go prints them. Pairs are given in their order.
 */
export class NamedEntries {
  readonly #text: string;
  #name: NamedPair | undefined;
  #value: NamedPair | undefined;
  /** Where the next "ValueFrom:" is. */
  #goValueEnd = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** Of the value of the item that a pair completes, where that is a credential. */
  valueSpan(pair: NamedPair): CredentialSpan | undefined {
    const field = pair.name.toLowerCase();
    if (field === "value") {
      const name = this.#name;
      this.#value = pair;
      return name === undefined ? undefined : this.#entrySpan(name, pair, name.valueEnd, pair.nameStart);
    }
    if (!isNameField(field)) return undefined;
    const value = this.#value;
    this.#name = pair;
    return value === undefined ? undefined : this.#entrySpan(pair, value, value.valueEnd, pair.nameStart);
  }

  #entrySpan(named: NamedPair, valued: NamedPair, from: number, to: number): CredentialSpan | undefined {
    if (to - from >= maxDistance) return undefined;
    const name = this.#text.slice(named.valueStart, Math.min(named.valueEnd, named.valueStart + maxNameLength));
    const strength = credentialNameStrength(name);
    if (strength === "none" || !isSameEntry(this.#text.slice(from, to))) return undefined;
    const end = this.#valueEnd(valued);
    const value = this.#text.slice(valued.valueStart, Math.min(end, valued.valueStart + maxJudged));
    return isCredentialValue(value, strength, "json") ? { start: valued.valueStart, end, kind: `value of ${name}` } : undefined;
  }

  /** Go prints values with spaces as they are: `{Name:DB_PASSWORD Value:two words ValueFrom:nil}`. */
  #valueEnd({ valueStart, valueEnd, isValueQuoted }: NamedPair): number {
    if (isValueQuoted) return valueEnd;
    if (this.#goValueEnd < valueStart) {
      const next = this.#text.indexOf("ValueFrom:", valueStart);
      this.#goValueEnd = next < 0 ? Number.POSITIVE_INFINITY : next;
    }
    const length = this.#goValueEnd - valueStart;
    if (length <= 1 || length > maxGoValue) return valueEnd;
    const value = this.#text.slice(valueStart, this.#goValueEnd);
    return /[\n\0{}]|Name:|Value:/.test(value) ? valueEnd : this.#goValueEnd - (/[ ,]+$/.exec(value)?.[0].length ?? 0);
  }
}

const maxDistance = 300;
const maxNameLength = 256;
const maxJudged = 1024;
const maxGoValue = 512;

/** No item ends or begins between them. */
function isSameEntry(between: string): boolean {
  return !/[{}\0]/.test(between) && !/\n\s*- /.test(between);
}
