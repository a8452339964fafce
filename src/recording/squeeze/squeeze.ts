import { BitWriter } from "./bit-writer.js";
import { BlockCode } from "./block-code.js";
import { initialCosts } from "./costs.js";
import { findMatches, type Matches } from "./matches.js";
import { parse, type Symbols } from "./parse.js";

/**
 * Deflates as small as one can in a moment: some percent less than zlib at its best, which decides about each match as it comes, while here
 * all ways to tell the bytes are weighed against each other, with what each would cost in the code that results (as Zopfli does). Takes about
 * ten milliseconds a kilobyte where little repeats, less where much does: for what is small, and is kept or sent around.
 */
export function squeeze(bytes: Uint8Array): Uint8Array {
  const matches = findMatches(bytes);
  const whole = best(bytes, matches, 0, bytes.length);
  const parts = split(whole, 0, whole.count).map(({ from, to }) => best(bytes, matches, whole.placeOf(from), whole.placeOf(to)));
  const blocks = total(parts) < total([whole]) ? parts : [whole];
  const writer = new BitWriter();
  for (const [i, symbols] of blocks.entries()) BlockCode.of(symbols).write(writer, symbols, i === blocks.length - 1);
  return writer.finish();
}

/** More rounds find next to nothing. */
const rounds = 10;

/** Parses a stretch again and again, each time at the costs of the code that the parse before would get; the smallest counts. */
function best(bytes: Uint8Array, matches: Matches, from: number, to: number): Symbols {
  let costs = initialCosts;
  let smallest: { readonly symbols: Symbols; readonly bits: number } | undefined;
  for (let round = 0; round < rounds; round++) {
    const symbols = parse(bytes, matches, from, to, costs);
    const code = BlockCode.of(symbols);
    if (smallest === undefined || code.bits < smallest.bits) smallest = { symbols, bits: code.bits };
    else if (round > 4) break;
    costs = code.costs;
  }
  return (smallest as NonNullable<typeof smallest>).symbols;
}

function total(blocks: readonly Symbols[]): number {
  return blocks.reduce((bits, symbols) => bits + BlockCode.of(symbols).bits, 0);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const fewestSymbols = 400;
const triedPlaces = 12;

/** Where a code of its own for each part saves more than it costs to tell: halves are looked for among some places, and halved again. */
function split(symbols: Symbols, from: number, to: number): readonly Range[] {
  const bits = BlockCode.of(symbols, from, to).bits;
  let cheapest = { at: to, bits };
  for (let i = 1; i <= triedPlaces && to - from >= fewestSymbols; i++) {
    const at = from + Math.floor(((to - from) * i) / (triedPlaces + 1));
    const parted = BlockCode.of(symbols, from, at).bits + BlockCode.of(symbols, at, to).bits;
    if (parted < cheapest.bits) cheapest = { at, bits: parted };
  }
  if (cheapest.at === to) return [{ from, to }];
  return [...split(symbols, from, cheapest.at), ...split(symbols, cheapest.at, to)];
}
