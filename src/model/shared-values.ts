import { parsedOrUndefined } from "./parsed-or-undefined.js";

/**
 * What JSON texts say, each read once and then had again by its text, identity included, so nobody may change it. Those read longest ago are
 * dropped when the texts become too much.
 */
export class SharedValues {
  readonly #mostCharacters: number;
  readonly #values = new Map<string, unknown>();
  #characters = 0;

  /** With what was read of them the texts take several times their characters. */
  constructor(mostCharacters: number) {
    this.#mostCharacters = mostCharacters;
  }

  /** Undefined where the text is no JSON. */
  of(text: string): unknown {
    return this.#values.get(text) ?? this.#read(text);
  }

  #read(text: string): unknown {
    const value = parsedOrUndefined(text);
    if (value !== undefined) this.#hold(copyOf(text), value);
    return value;
  }

  #hold(text: string, value: unknown): void {
    this.#values.set(text, value);
    this.#characters += text.length;
    for (const oldest of this.#values.keys()) {
      if (this.#characters <= this.#mostCharacters) return;
      this.#values.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}

/** A part of a text holds on to the whole of it. */
function copyOf(text: string): string {
  return Buffer.from(text).toString();
}
