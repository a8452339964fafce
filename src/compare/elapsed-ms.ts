/** From one moment to another, to the microsecond: differences of fractions bear digits that mean nothing. */
export function elapsedMs(fromMs: number, toMs: number): number {
  return Math.round((toMs - fromMs) * 1000) / 1000;
}
