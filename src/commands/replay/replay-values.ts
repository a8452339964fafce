import { UsageError } from "../../errors.js";
import { parseDuration } from "../../io/duration.js";

/** Readers of the values that flags of playback take; each throws `UsageError` for what is none. */

/** "4", "0.5", "4x". */
export function parseSpeed(text: string): number {
  const speed = Number(/^(\d+(?:\.\d+)?)x?$/i.exec(text)?.[1]);
  if (speed > 0) return speed;
  throw new UsageError(`--speed "${text}" is no speed`, { hint: 'give a number above 0, such as "--speed 4" or "--speed 0.5"' });
}

/** In ms. */
export function parseIdleLimit(text: string): number {
  const limitMs = parseDuration(text);
  if (limitMs !== undefined) return limitMs;
  throw new UsageError(`--idle-limit "${text}" is no duration`, { hint: 'write a number with its unit, such as "--idle-limit 2s"' });
}

/** Of a flag that may be repeated and takes commas. */
export function collectWords(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), ...value.split(",").filter((part) => part !== "")];
}
