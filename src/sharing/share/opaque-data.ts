import type { CredentialSpan } from "../credentials/credential-span.js";
import { decodedText } from "../encoded-texts.js";

/** Shorter runs are names, tokens of lists, and parts of messages. */
export const minOpaqueLength = 64;

/**
 * Data in a text that nobody can search: certificates and keys (PEM, base64 of PEM or DER), and base64 or hex of anything that is no text. They name hosts,
 * people and addresses inside. What decodes to text is not among them: it is searched. Digests, ids of containers, uids, checksums and long names stay.
 * Not recognised: bytes as lists of numbers, percent escapes, base32 of letters alone.
 */
export function opaqueSpansIn(text: string): readonly CredentialSpan[] {
  return spansIn(text, maxDepth);
}

/** Base64 of base64 of a certificate. */
const maxDepth = 3;

function spansIn(text: string, depth: number): readonly CredentialSpan[] {
  if (text.length < minOpaqueLength) return [];
  const spans: CredentialSpan[] = [];
  let at = 0;
  for (const { start, end } of [...pemBlocksIn(text), { start: text.length, end: text.length }]) {
    for (const run of runsIn(text, at, start)) if (isOpaque(text, run, depth)) spans.push(spanOf(run));
    if (end > start) spans.push(spanOf({ start, end }));
    at = end;
  }
  return spans;
}

interface Run {
  readonly start: number;
  readonly end: number;
}

function spanOf({ start, end }: Run): CredentialSpan {
  return { start, end, kind: "encoded data" };
}

/** A block without an end goes to the end of the text. */
function* pemBlocksIn(text: string): Generator<Run> {
  for (let start = text.indexOf(pemBegin); start >= 0; ) {
    const footer = text.indexOf("-----END ", start);
    const close = footer < 0 ? -1 : text.indexOf("-----", footer + pemBegin.length);
    const end = close < 0 ? text.length : close + 5;
    yield { start, end };
    start = text.indexOf(pemBegin, end);
  }
}

const pemBegin = "-----BEGIN ";

/** Runs of the letters of base64 and base64url; lines of base64 are one run, with the shorter last one. */
function* runsIn(text: string, from: number, to: number): Generator<Run> {
  for (let at = from; at < to; ) {
    const line = runEnd(text, at, to);
    if (line - at < minOpaqueLength && !isWrapped(text, at, line)) {
      at = Math.max(line, at + 1);
      continue;
    }
    const start = at;
    let end = line;
    for (let next = lineBreak(text, end, to); next > end; next = lineBreak(text, end, to)) {
      const nextEnd = runEnd(text, next, to);
      if (nextEnd === next || nextEnd - next > line - start) break;
      const isLast = nextEnd - next < line - start;
      if (isLast && nextEnd < to && lineBreak(text, nextEnd, to) === nextEnd && !'"=\\'.includes(text[nextEnd] ?? "")) break;
      end = nextEnd;
      if (isLast) break;
    }
    while (end < to && text[end] === "=") end++;
    if (end - start >= minOpaqueLength) yield { start, end };
    at = end;
  }
}

/** Lines of 60 characters and more: nobody writes words so. */
function isWrapped(text: string, start: number, end: number): boolean {
  return end - start >= 60 && lineBreak(text, end, text.length) > end;
}

function runEnd(text: string, at: number, to: number): number {
  let end = at;
  while (end < to && isEncodingCharacter(text.charCodeAt(end))) end++;
  return end;
}

/** Behind a break of lines, also one that is written as `\n`. */
function lineBreak(text: string, at: number, to: number): number {
  let end = at;
  if (text.startsWith("\\r", end)) end += 2;
  if (text.startsWith("\\n", end)) return Math.min(to, end + 2);
  while (end < to && end - at < 40 && " \t\r\n".includes(text[end] ?? "x")) end++;
  return text.slice(at, end).includes("\n") ? end : at;
}

function isEncodingCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 43 ||
    code === 47 ||
    code === 45 ||
    code === 95
  );
}

function isOpaque(text: string, { start, end }: Run, depth: number): boolean {
  const run = text.slice(start, end).replace(/\s+|\\[rn]/g, "");
  if (/^[\d/_+-]+$/.test(run)) return false;
  const isHex = /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(run);
  if (isHex && (checksumLengths.has(run.length) || run.length % 2 === 1)) return false;
  const decoded = decodedText(run, isHex ? "hex" : "base64");
  if (decoded !== undefined) return depth > 1 && spansIn(decoded, depth - 1).length > 0;
  return isHex ? new Set(run).size > 4 : isEncoded(run);
}

/** In hex digits: MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512. */
const checksumLengths = new Set([32, 40, 56, 64, 96, 128]);

/** Whether a run that decodes to no text is encoded at all, and no path, no name of a field and no list of words with dashes. */
function isEncoded(run: string): boolean {
  if (run.split(/[-_/]/).some((part) => part.length >= maxNatural && new Set(part).size > 4)) return true;
  const { upper, lower, digits, changes } = classesOf(run.slice(0, maxSample));
  const letters = upper + lower;
  if (upper === 0 || lower === 0) return digits > 0 && /^[A-Za-z0-9+]+$/.test(run) && digits / (letters + digits) >= 0.1;
  return upper / letters >= 0.15 && lower / letters >= 0.15 && changes / (letters + digits) >= minChanges;
}

/** No word is as long; no part of a name may be. */
const maxNatural = 128;
const maxSample = 4096;
/** Of neighbours in random base64, 62 % are of different classes; of words joined by capitals, at most 30 %. */
const minChanges = 0.4;

/** Upper case, lower case and digits; how often one of them is followed by another. */
function classesOf(run: string): { readonly upper: number; readonly lower: number; readonly digits: number; readonly changes: number } {
  const counts = [0, 0, 0, 0];
  let changes = 0;
  let last = 3;
  for (let i = 0; i < run.length; i++) {
    const each = classOf(run.charCodeAt(i));
    if (each !== 3 && last !== 3 && each !== last) changes++;
    counts[each] = (counts[each] ?? 0) + 1;
    last = each;
  }
  const [lower = 0, upper = 0, digits = 0] = counts;
  return { upper, lower, digits, changes };
}

function classOf(code: number): number {
  if (code >= 97 && code <= 122) return 0;
  if (code >= 65 && code <= 90) return 1;
  return code >= 48 && code <= 57 ? 2 : 3;
}
