import { distanceClass, distanceExtraBits, distances, endOfBlock, lengthClasses, literals } from "./alphabet.js";
import type { BitWriter } from "./bit-writer.js";
import { codeLengths, codesOf } from "./code-lengths.js";
import { type Costs, costsOf, distanceSymbols } from "./costs.js";
import type { Symbols } from "./parse.js";

/** The code of one block, made for its symbols ("dynamic" in RFC 1951, 3.2.7), and how many bits the block takes in it, its heading with it. */
export class BlockCode {
  readonly bits: number;
  readonly #literalCounts: Int32Array;
  readonly #distanceCounts: Int32Array;
  readonly #literalLengths: Uint8Array;
  readonly #distanceLengths: Uint8Array;
  readonly #heading: readonly HeadingStep[];

  /** For the symbols from one to another. */
  static of(symbols: Symbols, from = 0, to = symbols.count): BlockCode {
    return new BlockCode(symbols, from, to);
  }

  private constructor(symbols: Symbols, from: number, to: number) {
    this.#literalCounts = new Int32Array(literals);
    this.#distanceCounts = new Int32Array(distances);
    this.#literalCounts[endOfBlock] = 1;
    const extra = this.#count(symbols, from, to);
    this.#literalLengths = codeLengths(this.#literalCounts, literals, 15);
    this.#distanceLengths = codeLengths(this.#distanceCounts, distances, 15);
    // One code of distances is told even where none is used.
    if (this.#distanceLengths.every((length) => length === 0)) this.#distanceLengths[0] = 1;
    this.#heading = headingOf(this.#literalLengths, this.#distanceLengths);
    const told = weighted(this.#literalCounts, this.#literalLengths) + weighted(this.#distanceCounts, this.#distanceLengths);
    this.bits = this.#heading.reduce((sum, [, bits]) => sum + bits, 3) + told + extra;
  }

  /** At which the same bytes may be told in a better way. */
  get costs(): Costs {
    return costsOf(this.#literalCounts, this.#distanceCounts);
  }

  write(writer: BitWriter, { lengths, values }: Symbols, isLast: boolean): void {
    const literalCodes = codesOf(this.#literalLengths);
    const distanceCodes = codesOf(this.#distanceLengths);
    const literal = (symbol: number) => writer.write(literalCodes[symbol] as number, this.#literalLengths[symbol] as number);
    writer.write(isLast ? 1 : 0, 1);
    writer.write(2, 2);
    for (const [value, bits] of this.#heading) writer.write(value, bits);
    for (const [i, length] of lengths.entries()) {
      const value = values[i] as number;
      if (length === 0) literal(value);
      else {
        const [long, far] = [lengthClasses[length] as (typeof lengthClasses)[number], distanceClass(value)];
        literal(long.symbol);
        writer.write(long.extra, long.extraBits);
        writer.write(distanceCodes[far.symbol] as number, this.#distanceLengths[far.symbol] as number);
        writer.write(far.extra, far.extraBits);
      }
    }
    literal(endOfBlock);
  }

  /** The extra bits of all of them. */
  #count({ lengths, values }: Symbols, from: number, to: number): number {
    let extra = 0;
    for (let i = from; i < to; i++) {
      const length = lengths[i] as number;
      const value = values[i] as number;
      if (length === 0) increment(this.#literalCounts, value);
      else {
        const { symbol, extraBits } = lengthClasses[length] as (typeof lengthClasses)[number];
        const far = distanceSymbols[value] as number;
        increment(this.#literalCounts, symbol);
        increment(this.#distanceCounts, far);
        extra += extraBits + distanceExtraBits(far);
      }
    }
    return extra;
  }
}

function increment(counts: Int32Array, at: number): void {
  counts[at] = (counts[at] as number) + 1;
}

function weighted(counts: Int32Array, lengths: Uint8Array): number {
  return counts.reduce((sum, count, symbol) => sum + count * (lengths[symbol] as number), 0);
}

/** A value and in how many bits it is written. */
type HeadingStep = readonly [value: number, bits: number];

/** In which order the lengths of the code of lengths are told: those that are seldom used come last and are left out. */
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The lengths of both codes, in a code of their own. */
function headingOf(literalLengths: Uint8Array, distanceLengths: Uint8Array): readonly HeadingStep[] {
  const literalEnd = Math.max(257, endOf(literalLengths));
  const distanceEnd = Math.max(1, endOf(distanceLengths));
  const runs = runsOf([...literalLengths.subarray(0, literalEnd), ...distanceLengths.subarray(0, distanceEnd)]);
  const counts = new Int32Array(19);
  for (const { symbol } of runs) increment(counts, symbol);
  const lengths = codeLengths(counts, 19, 7);
  const codes = codesOf(lengths);
  const orderEnd = Math.max(4, lengthOrder.findLastIndex((symbol) => lengths[symbol] !== 0) + 1);
  return [
    [literalEnd - 257, 5],
    [distanceEnd - 1, 5],
    [orderEnd - 4, 4],
    ...lengthOrder.slice(0, orderEnd).map((symbol): HeadingStep => [lengths[symbol] as number, 3]),
    ...runs.flatMap(({ symbol, extra, extraBits }): HeadingStep[] => [
      [codes[symbol] as number, lengths[symbol] as number],
      [extra, extraBits],
    ]),
  ];
}

function endOf(lengths: Uint8Array): number {
  return lengths.findLastIndex((length) => length !== 0) + 1;
}

interface Run {
  readonly symbol: number;
  readonly extra: number;
  readonly extraBits: number;
}

/** 16: the one before 3 to 6 times more; 17 and 18: 3 to 10, and 11 to 138 times 0. */
function runsOf(lengths: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < lengths.length; ) {
    const length = lengths[at] as number;
    let count = 1;
    while (at + count < lengths.length && lengths[at + count] === length) count++;
    at += count;
    if (length !== 0) {
      runs.push({ symbol: length, extra: 0, extraBits: 0 });
      count--;
    }
    while (count >= 3) {
      const taken = Math.min(count, length === 0 ? 138 : 6);
      if (length !== 0) runs.push({ symbol: 16, extra: taken - 3, extraBits: 2 });
      else if (taken <= 10) runs.push({ symbol: 17, extra: taken - 3, extraBits: 3 });
      else runs.push({ symbol: 18, extra: taken - 11, extraBits: 7 });
      count -= taken;
    }
    for (; count > 0; count--) runs.push({ symbol: length, extra: 0, extraBits: 0 });
  }
  return runs;
}
