import { decodeUtf8, encodeUtf8 } from "./bytes.js";

/** A JSON text and what it says. */
export interface SharedValue {
  readonly text: string;
  readonly value: unknown;
}

/**
 * What JSON texts say, each read once and then had again by its text, identity included, so nobody may change it. Those read longest ago are
 * dropped when the texts become too much.
 */
export class SharedValues {
  readonly #mostCharacters: number;
  readonly #values = new Map<string, SharedValue>();
  #characters = 0;

  /** With what was read of them the texts take several times their characters. */
  constructor(maxCharacters: number) {
    this.#mostCharacters = maxCharacters;
  }

  /** Undefined where the text is no JSON. */
  of(text: string): SharedValue | undefined {
    return this.#values.get(text) ?? this.#read(text);
  }

  #read(text: string): SharedValue | undefined {
    const value = parsedOrUndefined(text);
    return value === undefined ? undefined : this.#hold({ text: copyOf(text), value });
  }

  #hold(shared: SharedValue): SharedValue {
    this.#values.set(shared.text, shared);
    this.#characters += shared.text.length;
    for (const oldest of this.#values.keys()) {
      if (this.#characters <= this.#mostCharacters) break;
      this.#values.delete(oldest);
      this.#characters -= oldest.length;
    }
    return shared;
  }
}

/** A part of a text holds on to the whole of it. */
function copyOf(text: string): string {
  return decodeUtf8(encodeUtf8(text));
}

/** What a JSON text says; undefined where it is none. */
export function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
