import { UsageError } from "../../errors.js";
import { parseDuration } from "../../io/duration.js";

/** Reads the value of a flag as a duration above 0, in ms. Throws `UsageError` naming the flag; `example` is a duration that makes sense there. */
export function durationFlag(flag: string, example: string): (text: string) => number {
  return (text) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms > 0) return ms;
    throw new UsageError(`${flag} "${text}" is no duration`, { hint: `write a number with its unit, such as "${flag} ${example}"` });
  };
}
