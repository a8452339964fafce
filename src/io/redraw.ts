import type { OutputStream } from "./streams.js";

/**
 * Draws lines on a terminal and later replaces them, without using the full screen: earlier output stays above, and the last
 * drawing stays when the program ends. Lines must be narrower than the terminal and fewer than its rows; colour in them is no matter.
 */
export class Redraw {
  readonly #stream: OutputStream;
  readonly #widthOf: (line: string) => number;
  /** The widths of the lines that are drawn now, in columns. */
  #drawn: readonly number[] = [];
  #text = "";

  /** `widthOf`: the columns that a line takes, colour aside. */
  constructor(stream: OutputStream, widthOf: (line: string) => number) {
    this.#stream = stream;
    this.#widthOf = widthOf;
  }

  /** One write, so that no terminal shows half of it. Returns false when the buffer is full. */
  draw(lines: readonly string[]): boolean {
    const text = lines.map((line) => `${line}\u001b[K\n`).join("");
    if (text === this.#text) return true;
    const up = this.#toTop();
    this.#drawn = lines.map((line) => this.#widthOf(line));
    this.#text = text;
    return this.#stream.write(`${up}${text}\u001b[J`);
  }

  /** Clears the drawing, so that something else can be written; the next `draw` is below that. */
  clear(): void {
    if (this.#drawn.length === 0) return;
    this.#stream.write(`${this.#toTop()}\u001b[J`);
    this.release();
  }

  /** Leaves the drawing on the screen; the next one is below it. */
  release(): void {
    this.#drawn = [];
    this.#text = "";
  }

  /** To where the drawing begins. A terminal that was made narrower has broken its lines; of what went out at the top nothing can be undone. */
  #toTop(): string {
    const columns = Math.max(1, this.#stream.columns());
    const height = this.#drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    return height === 0 ? "" : `\r\u001b[${Math.min(height, Math.max(1, this.#stream.rows() - 1))}A`;
  }
}
