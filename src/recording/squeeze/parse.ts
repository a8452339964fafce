import { maxMatch } from "./alphabet.js";
import { type Costs, distanceSymbols } from "./costs.js";
import type { Matches } from "./matches.js";

/** A stretch of bytes, told as literals and matches. */
export class Symbols {
  /** A match's length; 0 where it is a literal. */
  readonly lengths: Uint16Array;
  /** A match's distance; else the literal. */
  readonly values: Uint16Array;
  readonly #from: number;

  constructor(lengths: Uint16Array, values: Uint16Array, from: number) {
    this.lengths = lengths;
    this.values = values;
    this.#from = from;
  }

  get count(): number {
    return this.lengths.length;
  }

  /** Which byte a symbol begins with. */
  placeOf(symbol: number): number {
    let place = this.#from;
    for (let i = 0; i < symbol; i++) place += this.lengths[i] || 1;
    return place;
  }
}

/**
 * The cheapest way to tell the bytes from one place to another: a shortest path, where each literal and each match is an edge. A match as long
 * as can be is always taken: where very much is the same, all other ways would be looked at in vain.
 */
export function parse(bytes: Uint8Array, matches: Matches, from: number, to: number, costs: Costs): Symbols {
  const size = to - from;
  /** By how many bytes are told: the cost, and the last edge of the cheapest way there. */
  const cost = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
  const lengths = new Uint16Array(size + 1);
  const distances = new Uint16Array(size + 1);
  cost[0] = 0;
  for (let at = 0; at < size; at++) {
    const here = cost[at] as number;
    if (here === Number.POSITIVE_INFINITY) continue;
    const first = matches.starts[from + at] as number;
    const end = matches.starts[from + at + 1] as number;
    const isLongest = end > first && matches.lengths[end - 1] === maxMatch && at + maxMatch <= size;
    if (!isLongest) {
      const literal = here + (costs.literal[bytes[from + at] as number] as number);
      if (literal < (cost[at + 1] as number)) {
        cost[at + 1] = literal;
        lengths[at + 1] = 1;
      }
    }
    let length = isLongest ? maxMatch : 3;
    for (let match = isLongest ? end - 1 : first; match < end; match++) {
      const distance = matches.distances[match] as number;
      const base = here + (costs.distance[distanceSymbols[distance] as number] as number);
      const most = Math.min(matches.lengths[match] as number, size - at);
      for (; length <= most; length++) {
        const told = base + (costs.length[length] as number);
        if (told >= (cost[at + length] as number)) continue;
        cost[at + length] = told;
        lengths[at + length] = length;
        distances[at + length] = distance;
      }
    }
  }
  return traced(bytes, lengths, distances, from);
}

/** Back along the edges, from the end. */
function traced(bytes: Uint8Array, lengths: Uint16Array, distances: Uint16Array, from: number): Symbols {
  const ends: number[] = [];
  for (let at = lengths.length - 1; at > 0; at -= lengths[at] as number) ends.push(at);
  ends.reverse();
  const told = ends.map((end) => lengths[end] as number);
  return new Symbols(
    Uint16Array.from(told, (length) => (length === 1 ? 0 : length)),
    Uint16Array.from(ends, (end) => (lengths[end] === 1 ? (bytes[from + end - 1] as number) : (distances[end] as number))),
    from,
  );
}
