import xterm from "@xterm/headless";
import { type IPty, spawn } from "node-pty";
import { nowhere, programPath, projectRoot } from "./program.js";

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Start it in a shell with job control. */
  readonly shell?: true;
}

/** A program in a pseudo-terminal, and the screen that its user would see. */
export class TerminalProgram implements AsyncDisposable {
  readonly #pty: IPty;
  readonly #screen: xterm.Terminal;
  readonly exit: Promise<{ exitCode: number; signal?: number | undefined }>;
  /** All that was written, escapes included. */
  output = "";
  #ended = false;
  /** Pieces of the output that the screen has not taken in yet. */
  #unread = 0;

  constructor(file: string, args: readonly string[], options: TerminalOptions = {}) {
    const { columns = 80, rows = 24, env = {}, cwd = projectRoot } = options;
    const name = "xterm-256color";
    const surroundings = {
      PATH: process.env["PATH"] ?? "",
      HOME: nowhere,
      XDG_DATA_HOME: nowhere,
      TERM: name,
      LANG: "C.UTF-8",
      ...env,
    };
    this.#pty = spawn(file, [...args], { cols: columns, rows, name, cwd, env: surroundings });
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#pty.onData((data) => {
      this.output += data;
      this.#unread++;
      this.#screen.write(data, () => {
        this.#unread--;
      });
    });
    this.exit = new Promise((resolve) =>
      this.#pty.onExit((exit) => {
        this.#ended = true;
        // After all that was written before: the screen takes it in beside.
        this.#screen.write("", () => resolve(exit));
      }),
    );
  }

  get pid(): number {
    return this.#pty.pid;
  }

  get ended(): boolean {
    return this.#ended;
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  kill(signal: string): void {
    process.kill(this.#pty.pid, signal);
  }

  /** What the screen shows now, a line a row, without the spaces at their ends. */
  get text(): string {
    const { active } = this.#screen.buffer;
    return Array.from({ length: this.#screen.rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? "").join(
      "\n",
    );
  }

  get isAlternate(): boolean {
    return this.#screen.buffer.active.type === "alternate";
  }

  /** The colours of the cells of a row, 0 for the terminal's own. */
  coloursOf(row: number): readonly number[] {
    const line = this.#screen.buffer.active.getLine(row);
    return Array.from({ length: this.#screen.cols }, (_, x) =>
      line?.getCell(x)?.isFgDefault() ? 0 : (line?.getCell(x)?.getFgColor() ?? 0) + 1,
    );
  }

  /** What stands in each cell; the second half of a wide character has nothing. */
  cells(): readonly (readonly string[])[] {
    const { active } = this.#screen.buffer;
    const cellOf = (row: number, column: number) => active.getLine(active.baseY + row)?.getCell(column);
    return Array.from({ length: this.#screen.rows }, (_, row) =>
      Array.from({ length: this.#screen.cols }, (_, column) => {
        const cell = cellOf(row, column);
        return cell?.getWidth() === 0 ? "" : cell?.getChars() || " ";
      }),
    );
  }

  /** The rows that are in reverse video from their first cell to their last. */
  reversedRows(): readonly number[] {
    const { active } = this.#screen.buffer;
    return Array.from({ length: this.#screen.rows }, (_, row) => row).filter((row) => {
      const line = active.getLine(active.baseY + row);
      return [0, this.#screen.cols - 1].every((column) => line?.getCell(column)?.isInverse());
    });
  }

  /** The same of what is behind the cells. */
  backgroundsOf(row: number): readonly number[] {
    const line = this.#screen.buffer.active.getLine(row);
    return Array.from({ length: this.#screen.cols }, (_, x) =>
      line?.getCell(x)?.isBgDefault() ? 0 : (line?.getCell(x)?.getBgColor() ?? 0) + 1,
    );
  }

  /** Some of what is to be shown at once has been shown, or been written: no screen that a user would see. */
  get #isMidUpdate(): boolean {
    return this.#unread > 0 || this.output.lastIndexOf("\x1b[?2026h") > this.output.lastIndexOf("\x1b[?2026l");
  }

  /** All lines that were printed, those that have left the screen included. */
  get #printed(): string {
    const { active } = this.#screen.buffer;
    return Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? "").join("\n");
  }

  /** Waits until this has been printed. Unlike {@link shows} it finds what scrolled away between two looks at the screen. */
  async prints(what: string, timeoutMs = 15_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!this.#printed.includes(what)) {
      if (Date.now() > deadline) throw new Error(`${what} was not printed:\n${this.#printed}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until the screen shows this; resolves with the whole screen. */
  async shows(what: string | RegExp, timeoutMs = 15_000): Promise<string> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const { text } = this;
      const isShown = typeof what === "string" ? text.includes(what) : what.test(text);
      if (isShown && !this.#isMidUpdate) return text;
      if (Date.now() > deadline) throw new Error(`the screen does not show ${what}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.#pty.kill("SIGKILL");
    await this.exit;
    this.#screen.dispose();
  }
}

/** The built program in a terminal. */
export function kubespyInTerminal(args: readonly string[], options: TerminalOptions = {}): TerminalProgram {
  return new TerminalProgram(process.execPath, [programPath, ...args], options);
}
