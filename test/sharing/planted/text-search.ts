/** Finds any of many texts within a text. */
export class TextSearch {
  readonly #byStart = new Map<string, string[]>();

  constructor(wanted: Iterable<string>) {
    for (const text of new Set(wanted)) {
      if (text.length < startLength) throw new RangeError(`too short to search for: ${text}`);
      const start = text.slice(0, startLength);
      const others = this.#byStart.get(start);
      if (others === undefined) this.#byStart.set(start, [text]);
      else others.push(text);
    }
  }

  *in(text: string): Iterable<{ readonly found: string; readonly at: number }> {
    for (let at = 0; at + startLength <= text.length; at++)
      for (const wanted of this.#byStart.get(text.slice(at, at + startLength)) ?? [])
        if (text.startsWith(wanted, at)) yield { found: wanted, at };
  }
}

const startLength = 4;
