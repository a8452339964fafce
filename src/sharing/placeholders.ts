import { createHmac } from "node:crypto";

/**
 * The replacement of a removed value: "redacted-" and 16 hex digits, which depend on the value and on the key of the share. Equal values have equal
 * placeholders, others have others. It has no character that JSON, YAML, a URL, a shell or a DNS label would read as anything else.
 */
export class Placeholders {
  readonly #key: Uint8Array;
  readonly #known = new Map<string, string>();

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** A placeholder stays as it is: of a session that was shared before. */
  of(value: string): string {
    return isPlaceholder(value) ? value : this.anew(value);
  }

  /** Also of a placeholder: it then depends on this key as well. */
  anew(value: string): string {
    let known = this.#known.get(value);
    if (known === undefined) {
      known = `${prefix}${createHmac("sha256", this.#key).update(value).digest("hex").slice(0, 16)}`;
      this.#known.set(value, known);
    }
    return known;
  }
}

const prefix = "redacted-";
const pattern = `${prefix}[0-9a-f]{16}`;
const whole = new RegExp(`^${pattern}$`);

export function isPlaceholder(text: string): boolean {
  return whole.test(text);
}

/** Every placeholder within a text; for `matchAll` and `replaceAll`. */
export const placeholdersWithin = new RegExp(`(?<![A-Za-z0-9])${pattern}(?![A-Za-z0-9])`, "g");

/** A text with everything but its placeholders changed. */
export function changedAroundPlaceholders(text: string, change: (part: string) => string): string {
  let result = "";
  let at = 0;
  for (const { 0: placeholder, index } of text.matchAll(placeholdersWithin)) {
    result += change(text.slice(at, index)) + placeholder;
    at = index + placeholder.length;
  }
  return result + change(text.slice(at));
}

/** The same for everything that was shared with this key, 16 hex digits, for `SessionShare.batch`. Says nothing of the key. */
export function shareBatch(key: Uint8Array): string {
  return createHmac("sha256", key).update("batch").digest("hex").slice(0, 16);
}
