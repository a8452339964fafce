import * as fc from "fast-check";

/** Text that is JSON, or nearly: pieces of it in any order, so that every rule is broken somewhere. */
export const almostJson = fc
  .array(
    fc.constantFrom(
      ...'{}[],:"\\ \n\t',
      "\r",
      "\u0001",
      "{}",
      "[]",
      '"a"',
      '"b":',
      "true",
      "null",
      "fals",
      "0",
      "-",
      "1",
      ".5",
      "e+",
      "\\u00e9",
      "\\x",
      "é",
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""));

export function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
