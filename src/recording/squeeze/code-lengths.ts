interface Package {
  readonly weight: number;
  readonly symbols: readonly number[];
}

/**
 * How many bits each symbol gets in the best prefix code in which none gets more than `limit`, by how often each is used; 0 for one that is not.
 * Package-merge: https://en.wikipedia.org/wiki/Package-merge_algorithm.
 */
export function codeLengths(counts: ArrayLike<number>, size: number, limit: number): Uint8Array {
  const lengths = new Uint8Array(size);
  const single: Package[] = [];
  for (let symbol = 0; symbol < size; symbol++) {
    const weight = counts[symbol] as number;
    if (weight > 0) single.push({ weight, symbols: [symbol] });
  }
  if (single.length === 1) lengths[single[0]?.symbols[0] ?? 0] = 1;
  if (single.length < 2) return lengths;
  single.sort((a, b) => a.weight - b.weight);
  let packages: readonly Package[] = single;
  for (let bit = 1; bit < limit; bit++) packages = merged(single, paired(packages));
  for (const { symbols } of packages.slice(0, 2 * single.length - 2))
    for (const symbol of symbols) lengths[symbol] = (lengths[symbol] as number) + 1;
  return lengths;
}

function paired(packages: readonly Package[]): readonly Package[] {
  const pairs: Package[] = [];
  for (let i = 0; i + 1 < packages.length; i += 2) {
    const [a, b] = [packages[i] as Package, packages[i + 1] as Package];
    pairs.push({ weight: a.weight + b.weight, symbols: [...a.symbols, ...b.symbols] });
  }
  return pairs;
}

/** Both are in the order of their weights. */
function merged(a: readonly Package[], b: readonly Package[]): readonly Package[] {
  const all: Package[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [left, right] = [a[i], b[j]];
    const takesLeft = right === undefined || (left !== undefined && left.weight <= right.weight);
    all.push((takesLeft ? left : right) as Package);
    if (takesLeft) i++;
    else j++;
  }
  return all;
}

/** The codes of these lengths (RFC 1951, 3.2.2), each turned over: its first bit is the lowest. */
export function codesOf(lengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let bits = 1; bits <= 15; bits++) {
    for (const [symbol, length] of lengths.entries()) if (length === bits) codes[symbol] = turned(code++, bits);
    code <<= 1;
  }
  return codes;
}

function turned(code: number, bits: number): number {
  let result = 0;
  for (let i = 0; i < bits; i++) result |= ((code >> i) & 1) << (bits - 1 - i);
  return result;
}
