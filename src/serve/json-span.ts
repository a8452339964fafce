/** Where a value stands in a text of JSON: bytes from `start` up to `end`. */
export interface JsonSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the value at a path of member names without parsing, so that one value can be replaced and every other byte stays as recorded.
 * The text must be valid JSON of an object; undefined when there is nothing at that path. Of repeated keys the last one counts, as for `JSON.parse`.
 * Names are compared as they stand, without escapes: right for the plain names of the envelope, all that this is for.
 */
export function findJsonSpan(text: Buffer, path: readonly string[]): JsonSpan | undefined {
  let span: JsonSpan | undefined = { start: 0, end: text.length };
  for (const name of path) {
    span = span && findMember(text, span, name);
  }
  return span;
}

function findMember(text: Buffer, within: JsonSpan, name: string): JsonSpan | undefined {
  let at = skipSpace(text, within.start);
  if (text[at] !== openBrace) return undefined;
  at = skipSpace(text, at + 1);
  let found: JsonSpan | undefined;
  while (at < within.end && text[at] === quote) {
    const keyEnd = skipString(text, at);
    const isWanted = text.toString("utf8", at + 1, keyEnd - 1) === name;
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = skipValue(text, start);
    if (isWanted) found = { start, end };
    at = skipSpace(text, end);
    if (text[at] === comma) at = skipSpace(text, at + 1);
  }
  return found;
}

const [openBrace, openBracket, closeBrace, closeBracket, quote, backslash, comma] = [...Buffer.from('{[}]"\\,')];

function skipSpace(text: Buffer, at: number): number {
  let next = at;
  while (text[next] === 0x20 || text[next] === 0x0a || text[next] === 0x0d || text[next] === 0x09) next++;
  return next;
}

function skipString(text: Buffer, at: number): number {
  let next = at + 1;
  while (next < text.length && text[next] !== quote) next += text[next] === backslash ? 2 : 1;
  return next + 1;
}

/** Depth is counted, not recursed into: nesting of any depth is walked in one pass. */
function skipValue(text: Buffer, at: number): number {
  let depth = 0;
  let next = at;
  while (next < text.length) {
    const byte = text[next];
    if (byte === quote) {
      next = skipString(text, next);
      if (depth === 0) return next;
      continue;
    }
    if (depth === 0 && (byte === comma || byte === closeBrace || byte === closeBracket)) return next;
    if (byte === openBrace || byte === openBracket) depth++;
    if (byte === closeBrace || byte === closeBracket) depth--;
    next++;
    if (depth === 0 && (byte === closeBrace || byte === closeBracket)) return next;
  }
  return next;
}
