import { parseV4 } from "./addresses.js";
import { hostWordEnd, isAfterScheme, isHostName, isV6, maxV6 } from "./structured-texts.js";
import { isRunCharacter } from "./text-runs.js";

/** An identity that is recognised by its form. */
export interface StructuredMatch {
  readonly start: number;
  readonly end: number;
  readonly what: "uid" | "mac" | "v4" | "v6" | "dashed" | "email" | "host";
  /** Of an address of a network. */
  readonly prefix?: number;
}

interface Known {
  /** Without dashes. */
  readonly uids: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
  readonly tags: ReadonlySet<string>;
}

/** Looks at one text, at the beginnings of its runs in order. Takes time in proportion to its length. */
export class StructuredMatcher {
  readonly #text: string;
  readonly #known: Known;
  #nextAt: number;
  #wordEnd = 0;

  constructor(text: string, known: Known) {
    this.#text = text;
    this.#known = known;
    this.#nextAt = text.indexOf("@");
  }

  /** `start`, `end`: of the run. */
  at(start: number, end: number): StructuredMatch | undefined {
    return (
      this.#uid(start, end) ??
      this.#mac(start, end) ??
      this.#v6(start, end) ??
      this.#v4(start, end) ??
      this.#email(start) ??
      this.#host(start)
    );
  }

  #uid(start: number, end: number): StructuredMatch | undefined {
    const length = end - start;
    if (length === 32 && this.#known.uids.has(this.#text.slice(start, end).toLowerCase())) return { start, end, what: "uid" };
    const from = length === 8 ? start : (length === 11 || length === 35) && this.#text.startsWith("pod", start) ? start + 3 : -1;
    if (from < 0) return undefined;
    const found = this.#match(uid, from);
    return found === undefined ? undefined : { start: from, end: from + found.length, what: "uid" };
  }

  #mac(start: number, end: number): StructuredMatch | undefined {
    if (end - start !== 2 || !isOneOf(this.#text[end], ":-") || isOneOf(this.#text[start - 1], ":-")) return undefined;
    const found = this.#match(mac, start);
    return found === undefined ? undefined : { start, end: start + found.length, what: "mac" };
  }

  #v6(start: number, end: number): StructuredMatch | undefined {
    const text = this.#text;
    const from = text.startsWith("::", start - 2) ? start - 2 : start;
    if (end - start > 4 || (from === start && text[end] !== ":") || text[from - 1] === ":" || isRunCharacter(text.charCodeAt(from - 1)))
      return undefined;
    const word = this.#match(v6Characters, from) ?? "";
    const address = /[^:]:$/.test(word) ? word.slice(0, -1) : word;
    if (address.length > maxV6 || isRunCharacter(text.charCodeAt(from + address.length)) || !isV6(address)) return undefined;
    // "::ffff:192.0.2.77": what identifies somebody is the address of version 4, which is read by itself.
    if (/^(\.\d{1,3}){3}(?![\w.])/.test(this.#text.slice(from + address.length, from + address.length + 13))) return undefined;
    return this.#withPrefix(from, from + address.length, "v6", 128);
  }

  #v4(start: number, end: number): StructuredMatch | undefined {
    const text = this.#text;
    const first = text.charCodeAt(start);
    if (first < 0x30 || first > 0x39 || end - start > 3 || !isOneOf(text[end], ".-") || text[start - 1] === ".") return undefined;
    if (text[end] === "-") return this.#dashed(start);
    const found = this.#match(v4, start);
    if (found === undefined || parseV4(found) === undefined || this.#isTag(start, start + found.length)) return undefined;
    return this.#withPrefix(start, start + found.length, "v4", 32);
  }

  /** `ip-10-2-3-4`, `10-2-3-4.default.pod`, and those whose address is known. */
  #dashed(start: number): StructuredMatch | undefined {
    const found = this.#match(dashedV4, start);
    const address = found?.replaceAll("-", ".");
    if (found === undefined || address === undefined || parseV4(address) === undefined) return undefined;
    const end = start + found.length;
    const isNode = /(^|[^A-Za-z0-9])ip-$/i.test(this.#text.slice(Math.max(0, start - 4), start));
    const isPod = /^\.[a-z0-9.-]{1,126}\.?(pod|svc)\b/.test(this.#text.slice(end, end + 134));
    return isNode || isPod || this.#known.addresses.has(address) ? { start, end, what: "dashed" } : undefined;
  }

  #withPrefix(start: number, end: number, what: "v4" | "v6", max: number): StructuredMatch {
    const [found, digits] = /^(?:\/|%2F)(\d{1,3})(?![A-Za-z0-9])/i.exec(this.#text.slice(end, end + 8)) ?? [];
    const prefix = Number(digits);
    return found !== undefined && prefix <= max ? { start, end, what, prefix } : { start, end, what };
  }

  /** A version of four numbers, of an image. */
  #isTag(start: number, end: number): boolean {
    if (this.#text[start - 1] !== ":" || this.#known.tags.size === 0) return false;
    const before = /[\w.-]{1,128}:$/.exec(this.#text.slice(Math.max(0, start - 129), start))?.[0] ?? "";
    const after = /^[\w.-]{0,128}/.exec(this.#text.slice(end, end + 128))?.[0] ?? "";
    return this.#known.tags.has(`${before}${this.#text.slice(start, end)}${after}`);
  }

  #email(start: number): StructuredMatch | undefined {
    if (this.#nextAt >= 0 && this.#nextAt < start) this.#nextAt = this.#text.indexOf("@", start);
    const at = this.#nextAt;
    if (at < 0 || at - start > maxLocal || !localPart.test(this.#text.slice(start, at))) return undefined;
    const end = trimmedEnd(this.#text, at + 1, hostWordEnd(this.#text, at + 1));
    return isHostName(this.#text.slice(at + 1, end), true) ? { start, end, what: "email" } : undefined;
  }

  #host(start: number): StructuredMatch | undefined {
    if (start < this.#wordEnd) return undefined;
    const end = hostWordEnd(this.#text, start);
    this.#wordEnd = end;
    const hostEnd = trimmedEnd(this.#text, start, end);
    if (hostEnd - start > maxHost) return undefined;
    const word = this.#text.slice(start, hostEnd);
    if (!word.includes(".")) return undefined;
    const isHost =
      isHostName(word) || (isAfterScheme(this.#text, start) && isHostName(word, true) && this.#isOfDomain(word)) || this.#isOfDomain(word);
    return isHost ? { start, end: hostEnd, what: "host" } : undefined;
  }

  #isOfDomain(word: string): boolean {
    const { domains } = this.#known;
    const lower = word.toLowerCase();
    for (let at = 0; at >= 0; at = lower.indexOf(".", at) < 0 ? -1 : lower.indexOf(".", at) + 1)
      if (domains.has(lower.slice(at))) return true;
    return false;
  }

  #match(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.#text)?.[0];
  }
}

const uid = /[0-9a-f]{8}([-_])[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}(?![A-Za-z0-9])|(?<=pod)[0-9a-f]{32}(?![A-Za-z0-9])/iy;
const mac = /[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?![A-Za-z0-9]|[:-][0-9a-f])/iy;
const v4 = /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![A-Za-z0-9]|\.\d)/y;
const dashedV4 = /\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(?![A-Za-z0-9]|-\d)/y;
const v6Characters = /[0-9A-Fa-f:]{1,41}/y;
const localPart = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;
const maxLocal = 64;
const maxHost = 253;

function isOneOf(character: string | undefined, characters: string): boolean {
  return character !== undefined && characters.includes(character);
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isOneOf(text[at - 1], ".-")) at--;
  return at;
}
