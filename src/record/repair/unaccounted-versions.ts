/** The versions of a gap: after the last one seen, up to the version of the relist. Both ends are known. */
export interface VersionSpan {
  readonly after: bigint;
  readonly upTo: bigint;
}

/** Inclusive. */
export interface VersionRange {
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * The versions of a gap about which nothing is known: neither what changed there, nor what the whole collection held. When none is left,
 * the gap is repaired completely. Kept as ranges: there may be billions.
 */
export class UnaccountedVersions {
  /** Oldest first, disjoint. Both ends of the gap are known, so all ranges lie between them. */
  #ranges: VersionRange[];
  readonly #lookedAt: bigint[] = [];

  constructor({ after, upTo }: VersionSpan) {
    this.#ranges = upTo - after > 1n ? [{ from: after + 1n, to: upTo - 1n }] : [];
  }

  get ranges(): readonly VersionRange[] {
    return this.#ranges;
  }

  get count(): bigint {
    return countOf(this.#ranges);
  }

  has(version: bigint): boolean {
    return this.#ranges.some(({ from, to }) => from <= version && version <= to);
  }

  /** Whether there is one above `low` and below `high`. */
  hasBetween(low: bigint, high: bigint): boolean {
    return this.#between(low, high).length > 0;
  }

  /** The middle one of those above `low` and below `high`. */
  middle(low: bigint, high: bigint): bigint | undefined {
    const ranges = this.#between(low, high);
    let left = countOf(ranges) / 2n;
    for (const { from, to } of ranges) {
      if (left <= to - from) return from + left;
      left -= to - from + 1n;
    }
    return undefined;
  }

  /** The highest one below this version. */
  below(version: bigint): bigint | undefined {
    const range = this.#ranges.findLast(({ from }) => from < version);
    return range === undefined || range.to < version ? range?.to : version - 1n;
  }

  #between(low: bigint, high: bigint): readonly VersionRange[] {
    const clipped = this.#ranges.map(({ from, to }) => ({ from: from > low ? from : low + 1n, to: to < high ? to : high - 1n }));
    return clipped.filter(({ from, to }) => from <= to);
  }

  /** Marks these versions as known. */
  account(from: bigint, to: bigint): void {
    this.#ranges = this.#ranges.flatMap((range) => {
      if (to < range.from || from > range.to) return [range];
      const below = { from: range.from, to: from - 1n };
      const above = { from: to + 1n, to: range.to };
      return [below, above].filter((part) => part.from <= part.to);
    });
  }

  /** Marks a version at which the whole collection was listed. */
  markScanned(version: bigint): void {
    this.account(version, version);
    this.#lookedAt.push(version);
  }

  /** The closest higher version at which the whole collection was listed. */
  scannedAbove(version: bigint): bigint | undefined {
    return this.#lookedAt.reduce<bigint | undefined>(
      (closest, seen) => (seen > version && (closest === undefined || seen < closest) ? seen : closest),
      undefined,
    );
  }
}

function countOf(ranges: readonly VersionRange[]): bigint {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1n, 0n);
}
