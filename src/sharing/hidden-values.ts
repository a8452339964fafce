/** What was hidden, for people. */
export const hidden = "(hidden)";

/** The replacement of a hidden value: a text without quotes and white space, or the value itself. */
export type Replacement = (value: string) => string;

/** Of a flag, variable or field with a name; "" where there is none. Gives the value back where it may stay, else its replacement. */
export type Hide = (value: string, name: string) => string;

/**
 * The values that are hidden in texts while these are still read: each is replaced by a mark, so that no later rule takes a replacement for a value.
 * Each is passed to `hide` once, as it was in the text.
 */
export class HiddenValues {
  readonly #mark: string;
  readonly #replacement: Replacement;
  readonly #mayStay: (value: string, name: string) => boolean;
  readonly #values: string[] = [];

  constructor(texts: readonly string[], replacement: Replacement, mayStay: (value: string, name: string) => boolean) {
    this.#mark = unusedMark(texts);
    this.#replacement = replacement;
    this.#mayStay = mayStay;
  }

  /** A mark for the value, or the value where it may stay. */
  hide(value: string, name: string): string {
    if (this.#mayStay(value, name)) return value;
    this.#values.push(this.#replaced(value, (inner) => inner));
    return `${this.#mark}${this.#values.length - 1}${this.#mark}`;
  }

  /** A text with the replacements of the values in place of their marks. `original`: what it was made from. */
  written(text: string, original: string): string {
    let isChanged = false;
    const result = this.#replaced(text, (value) => {
      const stands = this.#replacement(value);
      isChanged ||= stands !== value;
      return stands;
    });
    return isChanged ? result : original;
  }

  #replaced(text: string, replace: (value: string) => string): string {
    if (!text.includes(this.#mark)) return text;
    return text
      .split(this.#mark)
      .map((part, i) => {
        const known = i % 2 === 0 ? undefined : this.#values[Number(part)];
        return known === undefined ? part : replace(known);
      })
      .join("");
  }
}

/** A character for private use that the texts do not have. */
function unusedMark(texts: readonly string[]): string {
  const used = new Set<string>();
  for (const text of texts) for (const [character] of text.matchAll(/[\uE000-\uF8FF]/g)) used.add(character);
  for (let code = 0xe000; code < 0xf8ff; code++) if (!used.has(String.fromCharCode(code))) return String.fromCharCode(code);
  return "\uF8FF";
}
