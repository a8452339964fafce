/**
 * The largest and the smallest of any number of values. `Math.max(...values)` fails with a stack overflow beyond some hundred thousand: how many there
 * are is up to the recording.
 */

/** At least `floor`, which is also the answer where there are none. */
export function greatest(values: Iterable<number>, floor = Number.NEGATIVE_INFINITY): number {
  let most = floor;
  for (const value of values) most = Math.max(most, value);
  return most;
}

/** At most `ceiling`, which is also the answer where there are none. */
export function least(values: Iterable<number>, ceiling = Number.POSITIVE_INFINITY): number {
  let fewest = ceiling;
  for (const value of values) fewest = Math.min(fewest, value);
  return fewest;
}
