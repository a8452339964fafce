import { printable } from "../../io/printable.js";

/** An error of any kind on one line: "RangeError: Maximum call stack size exceeded". Never throws. */
export function problemWords(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === "string" ? printable(error, 200) : typeof error;
  return printable(error.message === "" ? error.name : `${error.name}: ${error.message}`, 200);
}
