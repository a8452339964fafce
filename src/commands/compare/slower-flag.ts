import { UsageError } from "../../errors.js";

/** Reads "slower=20%" as 0.2. Throws `UsageError`. */
export function slowerFlag(text: string): number {
  const percent = /^slower=(\d{1,6}(?:\.\d{1,3})?)%$/.exec(text)?.[1];
  if (percent !== undefined) return Number(percent) / 100;
  throw new UsageError(`--fail-on "${text}" is nothing to fail on`, {
    hint: 'say by how much a milestone may be later: "--fail-on slower=20%"',
  });
}
