import { KubespyError } from "../../src/errors.js";

/** What refuses an input, in words of the engine itself: its stack or its memory is exhausted. That is no refusal. */
const exhausted = /call stack|Invalid (array|string|typed array|DataView)|allocation failed|too large/i;

type ErrorType = abstract new (...args: never[]) => Error;

/** What `parse` returns; undefined where it throws an error of these types. Other errors, and those of an exhausted engine, are passed on. */
export function refusedBy<T>(parse: () => T, ...types: readonly ErrorType[]): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (isRefusal(error, types)) return undefined;
    throw error;
  }
}

/** What a reading resolves with; undefined where it rejects with an error in words. */
export async function unlessRefused<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isRefusal(error, [KubespyError])) return undefined;
    throw error;
  }
}

export function isRefusal(error: unknown, types: readonly ErrorType[]): boolean {
  if (!(error instanceof Error) || !types.some((type) => error instanceof type)) return false;
  return !(error instanceof RangeError && exhausted.test(error.message) && !error.message.startsWith("an object is too large"));
}
