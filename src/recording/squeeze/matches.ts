import { farthest, maxMatch } from "./alphabet.js";

/** What stands earlier in the bytes, too: for each position some lengths, ascending, each with the least distance at which so much is the same. */
export interface Matches {
  /** Where a position's matches begin in the two lists; they end where the next one's begin. */
  readonly starts: Int32Array;
  readonly lengths: readonly number[];
  readonly distances: readonly number[];
}

/** Earlier places with the same three bytes that are looked at; the nearest are the cheapest to tell. */
const maxCandidates = 512;

export function findMatches(bytes: Uint8Array): Matches {
  const starts = new Int32Array(bytes.length + 1);
  const lengths: number[] = [];
  const distances: number[] = [];
  /** The last place of three bytes by their hash, and for each place the one before it with the same hash. */
  const last = new Int32Array(65536).fill(-1);
  const before = new Int32Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) {
    starts[at] = lengths.length;
    if (at + 3 > bytes.length) continue;
    const most = Math.min(maxMatch, bytes.length - at);
    const hash = hashAt(bytes, at);
    let length = 2;
    let candidate = last[hash] as number;
    for (let left = maxCandidates; left > 0 && candidate >= 0 && at - candidate <= farthest && length < most; left--) {
      const same = bytes[candidate + length] === bytes[at + length] ? common(bytes, candidate, at, most) : 0;
      if (same > length) {
        length = same;
        lengths.push(length);
        distances.push(at - candidate);
      }
      candidate = before[candidate] as number;
    }
    before[at] = last[hash] as number;
    last[hash] = at;
  }
  starts[bytes.length] = lengths.length;
  return { starts, lengths, distances };
}

function hashAt(bytes: Uint8Array, at: number): number {
  return (((bytes[at] as number) << 10) ^ ((bytes[at + 1] as number) << 5) ^ (bytes[at + 2] as number)) & 65535;
}

function common(bytes: Uint8Array, a: number, b: number, most: number): number {
  let length = 0;
  while (length < most && bytes[a + length] === bytes[b + length]) length++;
  return length;
}
