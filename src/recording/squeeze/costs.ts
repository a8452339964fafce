import { distanceClass, distanceExtraBits, distances, lengthClasses, literals, maxMatch } from "./alphabet.js";

/** What it takes to tell each thing, in bits. */
export interface Costs {
  readonly literal: ArrayLike<number>;
  /** By length. */
  readonly length: ArrayLike<number>;
  /** By the symbol of its class, extra bits with it. */
  readonly distance: ArrayLike<number>;
}

/** From how often each symbol is used: what is used seldom takes more. One that is not used at all may come to be. */
export function costsOf(literalCounts: ArrayLike<number>, distanceCounts: ArrayLike<number>): Costs {
  const literal = bitsOf(literalCounts, literals);
  const distance = bitsOf(distanceCounts, distances).map((bits, symbol) => bits + distanceExtraBits(symbol));
  const length = Float64Array.from({ length: maxMatch + 1 }, (_, length) => {
    const { symbol, extraBits } = lengthClasses[length] as (typeof lengthClasses)[number];
    return (literal[symbol] as number) + extraBits;
  });
  return { literal, length, distance };
}

function bitsOf(counts: ArrayLike<number>, size: number): Float64Array {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += counts[i] as number;
  return Float64Array.from({ length: size }, (_, i) => Math.log2(Math.max(sum, 2)) - Math.log2(Math.max(counts[i] as number, 0.5)));
}

/** A guess, to begin with. */
export const initialCosts: Costs = {
  literal: new Float64Array(256).fill(6.5),
  length: Float64Array.from({ length: maxMatch + 1 }, (_, length) => 6 + (lengthClasses[length]?.extraBits ?? 0)),
  distance: Float64Array.from({ length: distances }, (_, symbol) => 4.5 + distanceExtraBits(symbol)),
};

export const distanceSymbols = Uint8Array.from({ length: 32769 }, (_, distance) => (distance === 0 ? 0 : distanceClass(distance).symbol));
