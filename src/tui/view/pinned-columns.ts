import { graphemesOf, isNarrow, widthOf } from "../../report/terminal/width.js";
import { colourCodes, plainOf } from "./styled.js";

/**
 * Terminals disagree about the width of some characters (emoji with modifiers, letters that join), so that whatever follows one of them on a line
 * may be shifted. Behind such a character, what begins a column of its own (after two spaces, or a line between two areas) is therefore preceded
 * by a move to the place that it has by our own count. Undefined for a line without such characters, which is nearly every one.
 */
export function pinnedColumns(line: string): string | undefined {
  if (isNarrow(plainOf(line))) return undefined;
  const pins = new PinnedLine();
  for (const piece of line.split(colourCodes)) pins.add(piece);
  return pins.text;
}

class PinnedLine {
  text = "";
  #column = 0;
  #spaces = 0;
  #isUnsure = false;

  add(piece: string): void {
    if (piece.startsWith("\x1b")) this.text += piece;
    else for (const grapheme of graphemesOf(piece)) this.#addGrapheme(grapheme);
  }

  #addGrapheme(grapheme: string): void {
    const beginsColumn = (this.#spaces > 1 && grapheme !== " ") || grapheme === "│";
    if (beginsColumn && this.#isUnsure) {
      this.text += `\x1b[${this.#column + 1}G`;
      this.#isUnsure = false;
    }
    this.text += grapheme;
    this.#column += widthOf(grapheme);
    this.#spaces = grapheme === " " ? this.#spaces + 1 : 0;
    this.#isUnsure ||= !isNarrow(grapheme);
  }
}
