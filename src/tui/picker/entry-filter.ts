import { graphemesOf } from "../../report/terminal/width.js";
import { type PickerEntry, stateText, targetsText, titleText } from "./picker-entry.js";

/** The words of a filter, in the form in which they are compared. */
export function filterWords(filter: string): readonly string[] {
  return [...new Set(folded(filter).split(/\s+/))].filter((word) => word !== "");
}

/** True when each word is contained in one of the texts of the entry's row. */
export function matchesFilter(entry: PickerEntry, words: readonly string[]): boolean {
  let text = foldedRows.get(entry);
  if (text === undefined) {
    text = folded([entry.name, stateText(entry), targetsText(entry), titleText(entry)].join("\n"));
    foldedRows.set(entry, text);
  }
  return words.every((word) => text.includes(word));
}

/** Every key that is typed compares thousands. */
const foldedRows = new WeakMap<PickerEntry, string>();

/** A piece of a text, and whether a word of the filter matches it. */
interface TextPiece {
  readonly text: string;
  readonly isMatch: boolean;
}

/** A text in pieces: what the words match, and what is between. No character is divided that a terminal draws as one. */
export function piecesByMatch(text: string, words: readonly string[]): readonly TextPiece[] {
  if (words.length === 0 || text === "") return [{ text, isMatch: false }];
  const characters = [...graphemesOf(text)];
  const isMatched = matchedCharacters(characters, words);
  const pieces: TextPiece[] = [];
  for (let from = 0; from < characters.length; ) {
    let to = from + 1;
    while (to < characters.length && isMatched[to] === isMatched[from]) to++;
    pieces.push({ text: characters.slice(from, to).join(""), isMatch: isMatched[from] === true });
    from = to;
  }
  return pieces;
}

function matchedCharacters(characters: readonly string[], words: readonly string[]): readonly boolean[] {
  const isMatched = new Array<boolean>(characters.length).fill(false);
  const places: number[] = [];
  let text = "";
  for (const [i, character] of characters.entries()) {
    const piece = folded(character);
    for (let unit = 0; unit < piece.length; unit++) places.push(i);
    text += piece;
  }
  for (const word of words)
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
      isMatched.fill(true, places[at], (places[at + word.length - 1] ?? 0) + 1);
  return isMatched;
}

/** Without what a typed word need not say: upper and lower case, and in how many code points a letter with marks is written. */
function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
