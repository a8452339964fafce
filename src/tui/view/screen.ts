import type { Terminal, Unsubscribe } from "../../io/terminal.js";
import { pinnedColumns } from "./pinned-columns.js";
import { visibleWidth } from "./styled.js";

/** Terminals that reorder text from right to left (others ignore it) do not: a name in Hebrew would take the columns beside it along. */
const keepOrder = "\x1b[8l";
const reorder = "\x1b[8h";
const enter = `\x1b[?1049h\x1b[?25l\x1b[?7l${keepOrder}\x1b[2J`;
const leave = `\x1b[0m${reorder}\x1b[?7h\x1b[?25h\x1b[?1049l`;
/** Terminals that know it (others ignore it) show everything between the two at once: no flicker. */
const beginUpdate = "\x1b[?2026h";
const endUpdate = "\x1b[?2026l";

/**
 * The whole screen of a terminal while a full-screen program has it: the alternate screen, so that what was there before comes back; no
 * cursor; keys one by one. Draws only the lines that differ from those shown.
 *
 * However the program ends (an exception, `process.exit`, a signal), the terminal is given back. It is lent out while the program is
 * stopped, and taken again when it goes on.
 */
export class Screen {
  readonly #terminal: Terminal;
  readonly #unsubscribe: readonly Unsubscribe[];
  #shown: readonly string[] = [];
  #wanted: readonly string[] = [];
  #taken = false;
  #resuming: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#unsubscribe = [
      terminal.onExit(() => this.#giveBack()),
      terminal.onStopAsked(() => this.suspend()),
      terminal.onContinue(() => this.#takeAgain()),
    ];
    this.#take();
  }

  /** Shows these lines from the top; they must fit the terminal. */
  draw(lines: readonly string[]): void {
    this.#wanted = lines;
    if (!this.#taken) return;
    const count = Math.max(lines.length, this.#shown.length);
    let update = "";
    for (let row = 0; row < count; row++) {
      if (lines[row] !== this.#shown[row]) update += this.#line(row, lines[row] ?? "");
    }
    this.#shown = lines;
    if (update !== "") this.#terminal.write(`${beginUpdate}${update}${endUpdate}`);
  }

  /** A line that fills its row is not followed by an erasure: the cursor is still on its last character. */
  #line(row: number, line: string): string {
    const rest = visibleWidth(line) < this.#terminal.columns() ? "\x1b[K" : "";
    const pinned = pinnedColumns(line);
    // Moves leave gaps, in which the line before would be seen.
    return `\x1b[${row + 1};1H\x1b[0m${pinned === undefined ? line : `\x1b[2K${pinned}`}\x1b[0m${rest}`;
  }

  /** What the terminal shows is not to be relied on any longer (it was resized): the next drawing is whole. */
  forget(): void {
    if (this.#taken) this.#terminal.write("\x1b[0m\x1b[2J");
    this.#shown = [];
  }

  /** Asks the terminal to put a text into the clipboard (OSC 52); who does not know it ignores it. tmux passes it on where `set-clipboard` is on. */
  copy(text: string): void {
    if (this.#taken) this.#terminal.write(`\x1b]52;c;${Buffer.from(text).toString("base64")}\x07`);
  }

  /** Stops the program until its user calls it back, with the terminal as it was before. */
  suspend(): void {
    this.#giveBack();
    this.#terminal.stop();
    // Without job control nobody stops us, and nobody will say that we go on.
    this.#resuming = setTimeout(() => this.#takeAgain(), 200);
  }

  close(): void {
    clearTimeout(this.#resuming);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#giveBack();
  }

  #take(): void {
    this.#taken = true;
    this.#shown = [];
    this.#terminal.setRaw(true);
    this.#terminal.write(enter);
  }

  /** Also when nobody asked before we were stopped: the shell has changed the terminal since. */
  #takeAgain(): void {
    if (!this.#taken) this.#take();
    else {
      this.#terminal.setRaw(false);
      this.#take();
    }
    this.draw(this.#wanted);
  }

  #giveBack(): void {
    if (!this.#taken) return;
    this.#taken = false;
    this.#terminal.write(leave);
    this.#terminal.setRaw(false);
  }
}
