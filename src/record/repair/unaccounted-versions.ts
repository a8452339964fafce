/** The versions of a gap: after what was seen last, up to what the relist holds. Both ends are known. */
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
 * The versions within a gap of which nothing is known yet: neither what changed there, nor what the whole collection held. When none is
 * left, the account of the gap is complete. Kept as ranges: there may be billions.
 */
export class UnaccountedVersions {
  /** Oldest first, apart from each other. Both ends of the gap are known, so what is free lies between. */
  #ranges: VersionRange[];
  readonly #lookedAt: bigint[] = [];

  constructor({ after, upTo }: VersionSpan) {
    this.#ranges = upTo - after > 1n ? [{ from: after + 1n, to: upTo - 1n }] : [];
  }

  get ranges(): readonly VersionRange[] {
    return this.#ranges;
  }

  get count(): bigint {
    return this.#ranges.reduce((sum, { from, to }) => sum + to - from + 1n, 0n);
  }

  has(version: bigint): boolean {
    return this.#ranges.some(({ from, to }) => from <= version && version <= to);
  }

  /** These are known now. */
  account(from: bigint, to: bigint): void {
    this.#ranges = this.#ranges.flatMap((range) => {
      if (to < range.from || from > range.to) return [range];
      const below = { from: range.from, to: from - 1n };
      const above = { from: to + 1n, to: range.to };
      return [below, above].filter((part) => part.from <= part.to);
    });
  }

  /** The whole collection was seen at this version. */
  markScanned(version: bigint): void {
    this.account(version, version);
    this.#lookedAt.push(version);
  }

  /** The closest version above at which the whole collection was seen. */
  scannedAbove(version: bigint): bigint | undefined {
    return this.#lookedAt.reduce<bigint | undefined>(
      (closest, seen) => (seen > version && (closest === undefined || seen < closest) ? seen : closest),
      undefined,
    );
  }
}
