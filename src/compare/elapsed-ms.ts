/** From one moment to another, rounded to microseconds: more digits are an artefact of floating-point subtraction. */
export function elapsedMs(fromMs: number, toMs: number): number {
  return Math.round((toMs - fromMs) * 1000) / 1000;
}
