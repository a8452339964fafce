import { formatDuration } from "../../io/duration.js";
import type { Clause, Stage, Tone } from "../kinds/kind-rules.js";

/** Helpers for writing sentences. */

/** "1 container", "3 containers", "2 retries", "2 classes". */
export function plural(count: number, noun: string): string {
  return `${count} ${nounFor(count, noun)}`;
}

/** "container" or "containers", without the number. */
export function nounFor(count: number, noun: string): string {
  if (count === 1) return noun;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** "a", "a and b", "a, b and c"; "a, b and 7 more" when there are many. */
export function listed(items: readonly string[], most = 4): string {
  const shown = items.length > most ? [...items.slice(0, most - 1), `${items.length - most + 1} more`] : [...items];
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

/** "sha256:73528848e45c": enough of a digest to distinguish two. */
export function shortDigest(digest: string): string {
  const match = /^(sha\d+:)?([0-9a-f]{12})[0-9a-f]*$/.exec(digest);
  return match === null ? digest : `${match[1] ?? ""}${match[2]}`;
}

/** A time measured by our own clock: "5ms", "550ms"; from one second up like other durations: "2.10s". */
export function elapsed(ms: number): string {
  return ms < 999.5 ? `${Math.round(ms)}ms` : formatDuration(ms);
}

/** The time between two API times, which have a grain of one second: "about 6s". Undefined if one is missing or they are out of order. */
export function aboutBetween(fromMs: number | undefined, toMs: number | undefined): string | undefined {
  return fromMs === undefined || toMs === undefined || toMs < fromMs ? undefined : about(toMs - fromMs);
}

/** "about 6s", "less than a second". */
export function about(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return "less than a second";
  return `about ${seconds < 60 ? `${seconds}s` : formatDuration(seconds * 1000)}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Upper case for the first letter; a full stop unless the text ends with punctuation. */
export function asSentence(text: string): string {
  if (text === "") return "";
  const start = capital(text);
  return /[.!?…]$/.test(start) ? start : `${start}.`;
}

/** A message of the server on one line, whole, without its full stop. */
export function asOneLine(message: string): string {
  return message.replace(/\s+/g, " ").trim().replace(/\.$/, "");
}

/** The same; of one with more than `most` characters both ends. Without `most` it is whole: what a program reads as JSON is never cut. */
export function inShort(message: string, most = Number.POSITIVE_INFINITY): string {
  return bothEnds(asOneLine(message), most);
}

/** Of a long text its beginning and its end: the beginning says what failed, and Go puts the cause last. `most`: characters. */
export function bothEnds(text: string, most: number): string {
  if (text.length <= most) return text;
  const room = Math.max(2, most - 3);
  const head = text.slice(0, Math.ceil(room / 2)).replace(brokenEnd, "");
  const tail = text.slice(text.length - Math.floor(room / 2)).replace(brokenStart, "");
  return `${head} … ${tail}`;
}

/** A word that is cut is left out, unless it is very long; half of a surrogate pair always is. */
const brokenEnd = /(?:\s\S{0,24}|[\ud800-\udbff])$/;
const brokenStart = /^(?:\S{0,24}\s|[\udc00-\udfff])/;

export function stageAs(name: string, tone: Tone, detail?: string, status?: string): Stage {
  return { name, tone, ...(detail === undefined ? {} : { detail }), ...(status === undefined ? {} : { status }) };
}

export function clause(weight: number, text: string, more: { brief?: string | undefined; why?: string | undefined } = {}): Clause {
  return { weight, text, ...(more.brief === undefined ? {} : { brief: more.brief }), ...(more.why === undefined ? {} : { why: more.why }) };
}
