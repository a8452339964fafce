/** What a look at the bytes of a JSON object tells without parsing them. Sound only for valid JSON. */
export interface JsonScan {
  /** The bytes of the member asked for, at top level; the last one where it is repeated (as `JSON.parse` has it). */
  readonly member: Uint8Array | undefined;
  /** How deeply the whole is nested. */
  readonly nesting: number;
}

/**
 * Finds the raw bytes of one top-level member and the depth of nesting, in one pass.
 * Raw, because `JSON.parse` changes what it reads: numbers beyond 2^53, repeated keys, escapes.
 */
export function scanJson(json: Uint8Array, memberName?: string): JsonScan {
  const key = memberName === undefined ? undefined : Buffer.from(JSON.stringify(memberName));
  let depth = 0;
  let nesting = 0;
  let valueStart = -1;
  let member: Uint8Array | undefined;
  for (let i = 0; i < json.length; i++) {
    switch (json[i]) {
      case quote: {
        const end = stringEnd(json, i);
        if (key !== undefined && depth === 1 && valueStart < 0) {
          const colon = afterSpace(json, end);
          if (json[colon] === colonByte && equalAt(json, i, end, key)) {
            valueStart = colon + 1;
            i = colon;
            break;
          }
        }
        i = end - 1;
        break;
      }
      case openBrace:
      case openBracket:
        depth++;
        if (depth > nesting) nesting = depth;
        break;
      case closeBrace:
      case closeBracket:
        if (depth === 1 && valueStart >= 0) member = trimmed(json.subarray(valueStart, i));
        depth--;
        break;
      case comma:
        if (depth === 1 && valueStart >= 0) {
          member = trimmed(json.subarray(valueStart, i));
          valueStart = -1;
        }
        break;
    }
  }
  return { member, nesting };
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colonByte = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** The index after the string that begins at `start`. */
function stringEnd(json: Uint8Array, start: number): number {
  for (let i = start + 1; i < json.length; i++) {
    if (json[i] === backslash) i++;
    else if (json[i] === quote) return i + 1;
  }
  return json.length;
}

function afterSpace(json: Uint8Array, start: number): number {
  let i = start;
  while (isSpace(json[i])) i++;
  return i;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function equalAt(json: Uint8Array, start: number, end: number, key: Uint8Array): boolean {
  return end - start === key.length && key.every((byte, i) => json[start + i] === byte);
}

function trimmed(value: Uint8Array): Uint8Array {
  let start = 0;
  let end = value.length;
  while (start < end && isSpace(value[start])) start++;
  while (end > start && isSpace(value[end - 1])) end--;
  return value.subarray(start, end);
}
