import { decodeUtf8, encodeUtf8 } from "./bytes/bytes.js";

/** A JSON text and its value. */
export interface SharedValue {
  readonly text: string;
  readonly value: unknown;
}

/**
 * The values of JSON texts, each parsed once and then shared by all equal texts, so nobody may change it. Those parsed longest ago are dropped when the
 * texts exceed the limit.
 */
export class SharedValues {
  readonly #maxCharacters: number;
  readonly #values = new Map<string, SharedValue>();
  #characters = 0;

  /** With their values the texts take several times their characters. */
  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  /** Undefined where the text is not JSON. */
  of(text: string): SharedValue | undefined {
    return this.#values.get(text) ?? this.#parse(text);
  }

  #parse(text: string): SharedValue | undefined {
    const value = parsedOrUndefined(text);
    return value === undefined ? undefined : this.#keep({ text: copyOf(text), value });
  }

  #keep(shared: SharedValue): SharedValue {
    this.#values.set(shared.text, shared);
    this.#characters += shared.text.length;
    for (const oldest of this.#values.keys()) {
      if (this.#characters <= this.#maxCharacters) break;
      this.#values.delete(oldest);
      this.#characters -= oldest.length;
    }
    return shared;
  }
}

/** A slice would keep the whole text in memory. */
function copyOf(text: string): string {
  return decodeUtf8(encodeUtf8(text));
}

/** The value of a JSON text; undefined where it is not JSON. */
export function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
