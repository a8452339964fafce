/**
 * Orders two resourceVersions of one resource: negative when `a` is older, 0 when equal, positive when newer,
 * undefined when they cannot be ordered (not decimal numbers).
 *
 * Equality of strings is always safe. Order is guaranteed within one resource only, for numbers of any length (KEP-5504).
 */
export function compareResourceVersions(a: string, b: string): number | undefined {
  if (a === b) return 0;
  if (!isDecimal(a) || !isDecimal(b)) return undefined;
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : 1;
}

/** A version as a number of any length; undefined when it is not one. For arithmetic (the version before this one), never for times. */
export function versionNumber(version: string): bigint | undefined {
  return isDecimal(version) ? BigInt(version) : undefined;
}

function isDecimal(version: string): boolean {
  return /^(0|[1-9][0-9]*)$/.test(version);
}
