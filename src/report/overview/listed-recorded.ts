import { printable } from "../../io/printable.js";
import { listed } from "../../lifecycle/narration/words.js";

/** "a, b and 7 more" of recorded words, printable and each of at most `maxLength` characters. Of thousands only those that are shown are looked at. */
export function listedRecorded(words: readonly string[], most: number, maxLength: number): string {
  return listed(
    words.map((word, i) => (i < most ? printable(word, maxLength) : word)),
    most,
  );
}
