/**
 * The alphabets of deflate (RFC 1951, 3.2.5): 256 literals, the end of a block and 29 classes of lengths in one, 30 classes of distances in the
 * other; extra bits say which of a class it is.
 */
export const endOfBlock = 256;
export const literals = 286;
export const distances = 30;
export const maxMatch = 258;
export const farthest = 32768;

interface Class {
  readonly symbol: number;
  readonly extraBits: number;
  readonly extra: number;
}

/** By length, from 3. */
export const lengthClasses: readonly Class[] = Array.from({ length: maxMatch + 1 }, (_, length) => lengthClass(length));

export function distanceClass(distance: number): Class {
  const beyond = distance - 1;
  if (beyond < 4) return { symbol: beyond, extraBits: 0, extra: 0 };
  const extraBits = 30 - Math.clz32(beyond);
  return { symbol: extraBits * 2 + (beyond >>> extraBits), extraBits, extra: beyond & ((1 << extraBits) - 1) };
}

export function distanceExtraBits(symbol: number): number {
  return symbol < 4 ? 0 : (symbol >> 1) - 1;
}

/** As distances, but with four classes instead of two for each number of extra bits, and one class for the longest alone. */
function lengthClass(length: number): Class {
  if (length === maxMatch) return { symbol: 285, extraBits: 0, extra: 0 };
  const beyond = Math.max(0, length - 3);
  if (beyond < 8) return { symbol: 257 + beyond, extraBits: 0, extra: 0 };
  const extraBits = 29 - Math.clz32(beyond);
  return { symbol: 257 + extraBits * 4 + (beyond >>> extraBits), extraBits, extra: beyond & ((1 << extraBits) - 1) };
}
