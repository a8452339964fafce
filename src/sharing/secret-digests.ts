import { createHmac, type Hmac } from "node:crypto";

/**
 * Keyed digests that stand for values of Secrets: "kubespy:hmac-sha256:" + 16 hex digits + ":" + a range of bytes ("17-32").
 *
 * Equal values have equal digests under one key, so a change shows. The range is a power of two, never below 16 bytes: the exact length of a
 * short value would help to guess it. Digests of earlier versions end in the exact length; they are recognised, and lose it on `withNewKey`.
 */
export class SecretDigests {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  ofBytes(bytes: Uint8Array): string {
    return digest(createHmac("sha256", this.#key).update(bytes), bytes.length);
  }

  ofText(text: string): string {
    return this.ofBytes(Buffer.from(text));
  }

  /** Of any value of JSON, at any nesting; a text that is a digest already stays. */
  ofValue(value: unknown): string {
    if (typeof value === "string") return isDigest(value) ? value : this.ofText(value);
    return this.ofText(jsonText(value));
  }

  /** A text, in which each digest is replaced by one that depends on this key too: equal ones stay equal, others stay different. */
  withNewKey(text: string): string {
    return text.replace(digestsWithin, (_, hex: string, first: string, last: string | undefined) =>
      digest(createHmac("sha256", this.#key).update(`digest:${hex}`), Number(last ?? first)),
    );
  }
}

const prefix = "kubespy:hmac-sha256:";
const pattern = `${prefix}([0-9a-f]{16}):([0-9]{1,9})(?:-([0-9]{1,9}))?`;
const wholeDigest = new RegExp(`^${pattern}$`);
const digestsWithin = new RegExp(pattern, "g");

export function isDigest(text: string): boolean {
  return wholeDigest.test(text);
}

function digest(hmac: Hmac, byteLength: number): string {
  const last = 2 ** Math.ceil(Math.log2(Math.max(byteLength, smallestRange)));
  return `${prefix}${hmac.digest("hex").slice(0, 16)}:${last === smallestRange ? 0 : last / 2 + 1}-${last}`;
}

const smallestRange = 16;

/** As `JSON.stringify`, without recursion: what is nested deeply does not run out of stack. */
export function jsonText(value: unknown): string {
  const pieces: string[] = [];
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (next instanceof Token) pieces.push(next.text);
    else if (Array.isArray(next)) {
      left.push(new Token("]"));
      for (let i = next.length - 1; i >= 0; i--) left.push(new Token(","), next[i]);
      left.push(new Token("["));
    } else if (typeof next === "object" && next !== null) {
      left.push(new Token("}"));
      for (const [name, member] of Object.entries(next).reverse()) left.push(new Token(","), member, new Token(`${JSON.stringify(name)}:`));
      left.push(new Token("{"));
    } else pieces.push(JSON.stringify(next) ?? "null");
  }
  return pieces.join("");
}

class Token {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
