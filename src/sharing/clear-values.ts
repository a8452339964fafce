import { readingsOf, textIn } from "./encoded-texts.js";
import { exactDigest, isDigest, type SecretDigests } from "./secret-digests.js";
import { isSecretName } from "./secret-names.js";

/** A shorter value occurs in too many texts by chance: only a text that equals it counts. */
const minContainedLength = 4;
/** A longer text is never kept, so that values and readings beyond this need not be compared with it. */
const maxTextLength = 4096;
/** Above this many, a text is cut into its parts and each is looked up, because trying each value takes too long. */
const maxTried = 2000;
/** A longer text counts as one that contains a value when there are more than `maxTried` of these. */
const maxCutLength = 256;
/** Of a value with more parts than this, encoded parts are found only where the whole text is encoded. */
const maxEncodedParts = 200;
const maxReadingDepth = 3;

/**
 * The values of one Secret in clear, to find out whether a text that is kept (a label, a finalizer, a name of a manager) holds a copy of one:
 * as it is, in base64, base64url or hex, percent-encoded, compressed, without regard to case; and of the parts of a value that is JSON,
 * lines of text, or "user:password". Of values that an earlier version replaced by digests with their exact length, those that were digested with the
 * same key are found as well.
 */
export class ClearValues {
  readonly #contained = new Set<string>();
  readonly #exact = new Set<string>();
  readonly #digests: SecretDigests;
  readonly #digested = new Set<string>();
  readonly #digestedLengths = new Set<number>();

  constructor(digests: SecretDigests) {
    this.#digests = digests;
  }

  addDigest(text: string): void {
    const { hex, byteLength } = exactDigest(text) ?? {};
    if (hex === undefined || byteLength === undefined || byteLength === 0) return;
    this.#digested.add(hex);
    this.#digestedLengths.add(byteLength);
  }

  add(value: Uint8Array): void {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    this.#addForms(bytes);
    const parts = partsOf(bytes.toString("utf8"));
    for (const part of parts) {
      if (parts.size > maxEncodedParts || part.length < minContainedLength) this.#add(part, part.trim());
      else this.#addForms(Buffer.from(part));
    }
  }

  /** Whether a text holds one of the values. */
  areIn(text: string): boolean {
    if (this.#exact.size + this.#contained.size + this.#digested.size === 0) return false;
    if (text.length > maxTextLength) return true;
    for (const reading of readingsOf(text, maxReadingDepth, maxTextLength)) {
      if (reading.length > maxTextLength) return true;
      const lower = reading.toLowerCase();
      if (this.#exact.has(lower.trim()) || this.#containedIn(lower) || this.#digestedIn(reading)) return true;
    }
    return false;
  }

  #containedIn(text: string): boolean {
    if (this.#contained.size <= maxTried) {
      for (const value of this.#contained) if (text.includes(value)) return true;
      return false;
    }
    if (text.length > maxCutLength) return true;
    for (let from = 0; from + minContainedLength <= text.length; from++)
      for (let to = from + minContainedLength; to <= text.length; to++) if (this.#contained.has(text.slice(from, to))) return true;
    return false;
  }

  /** A value may end in a newline that its copy lacks. */
  #digestedIn(text: string): boolean {
    const bytes = Buffer.from(`${text}\n`);
    for (const length of this.#digestedLengths)
      for (let from = 0; from + length <= bytes.length; from++) {
        if (length < minContainedLength && (from > 0 || length < bytes.length - 1)) break;
        if (this.#digested.has(this.#digests.hexOf(bytes.subarray(from, from + length)))) return true;
      }
    return false;
  }

  #addForms(bytes: Buffer): void {
    if (bytes.length > maxTextLength) return;
    const text = bytes.toString("utf8");
    const trimmed = text.trim();
    this.#add(text, trimmed);
    for (const each of new Set([text, trimmed])) {
      const encoded = Buffer.from(each);
      if (encoded.length < 3) continue;
      const base64 = encoded.toString("base64");
      const base64url = encoded.toString("base64url");
      this.#add(base64, base64url, base64.replace(/=+$/, ""), encoded.toString("hex"));
      // What begins with the value begins with this, whatever follows it (a newline, for example).
      const aligned = Math.floor(encoded.length / 3) * 4;
      if (aligned >= 8) this.#add(base64.slice(0, aligned), base64url.slice(0, aligned));
      this.#add(encodeURIComponent(each), JSON.stringify(each).slice(1, -1));
    }
    if (!bytes.equals(Buffer.from(text))) this.#add(bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("hex"));
  }

  #add(...texts: readonly string[]): void {
    for (const text of texts) {
      const lower = text.toLowerCase();
      if (lower.trim() === "" || isDigest(text)) continue;
      (lower.length < minContainedLength ? this.#exact : this.#contained).add(lower);
    }
  }
}

/** The texts that stand in a value: leaves of JSON, decoded where they are base64, and what `partsOfText` finds in each. */
function partsOf(text: string): ReadonlySet<string> {
  const parts = new Set<string>();
  const leaves = leavesOf(text);
  for (const leaf of leaves ?? [text]) {
    if (leaves !== undefined) parts.add(leaf);
    for (const part of partsOfText(leaf)) parts.add(part);
    const decoded =
      leaf.length <= maxTextLength && /^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(leaf) ? textIn(Buffer.from(leaf, "base64")) : undefined;
    if (decoded === undefined) continue;
    parts.add(decoded);
    for (const part of partsOfText(decoded)) parts.add(part);
  }
  return parts;
}

/** The password of user:password; of several lines, each; of a line "NAME=value" or "name: value", the value, unless it is a short common word. */
function* partsOfText(text: string): Generator<string> {
  const lines = text.split(/[\r\n]+/);
  for (const line of lines) {
    const written = line.trim();
    if (written === "" || written.length > maxTextLength) continue;
    // Of a certificate or a key: nobody copies one line of it.
    if (lines.length > 8 && /^[A-Za-z0-9+/]{48,}={0,2}$/.test(written)) continue;
    if (lines.length > 1) yield written;
    for (const [, userinfo = ""] of written.matchAll(/:\/\/([^\s/@]+)@/g)) yield userinfo.replace(/^[^:]*:/, "");
    const [, name = "", after = ""] = /^([^\s=:]*)\s*[=:]\s*(\S.*)$/.exec(written) ?? [];
    const value = after.replace(/^(["'])(.*)\1,?$/, "$2");
    if (value.length >= minUnnamedLength || isSecretName(name) || isUserAndPassword(lines, written)) yield value;
  }
}

function isUserAndPassword(lines: readonly string[], written: string): boolean {
  return lines.length === 1 && /^[^\s=:]+:\S+$/.test(written);
}

/** Shorter values of names that say nothing of a secret are words like "nginx", which occur in labels by chance. */
const minUnnamedLength = 10;

/** The texts, numbers and truth values of a JSON text, also of JSON within its texts; undefined for other texts. */
function leavesOf(text: string): readonly string[] | undefined {
  const left: unknown[] = [parsedContainer(text)];
  if (left[0] === undefined) return undefined;
  const leaves: string[] = [];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === "object" && next !== null) for (const member of Object.values(next)) left.push(member);
    else if (typeof next === "string") {
      const inner = parsedContainer(next);
      if (inner === undefined) leaves.push(next);
      else left.push(inner);
    } else if (typeof next === "number") leaves.push(String(next));
  }
  return leaves;
}

function parsedContainer(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
