import { createHmac } from "node:crypto";
import { jsonText } from "../io/json-text.js";

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
    return digest(this.hexOf(bytes), bytes.length);
  }

  /** What the digest of these bytes has between prefix and length. */
  hexOf(bytes: Uint8Array | string): string {
    return createHmac("sha256", this.#key).update(bytes).digest("hex").slice(0, 16);
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
      digest(this.hexOf(`digest:${hex}`), Number(last ?? first)),
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

/** The parts of a digest of an earlier version; undefined for any other text. */
export function exactDigest(text: string): { readonly hex: string; readonly byteLength: number } | undefined {
  const [, hex, byteLength, last] = wholeDigest.exec(text) ?? [];
  return hex === undefined || last !== undefined ? undefined : { hex, byteLength: Number(byteLength) };
}

function digest(hex: string, byteLength: number): string {
  const last = 2 ** Math.ceil(Math.log2(Math.max(byteLength, smallestRange)));
  return `${prefix}${hex}:${last === smallestRange ? 0 : last / 2 + 1}-${last}`;
}

const smallestRange = 16;
