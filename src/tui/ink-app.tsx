import { EventEmitter } from "node:events";
import { Box, type Key, render, Text, useInput } from "ink";
import { memo } from "react";

export interface InkAppOptions {
  readonly input: NodeJS.ReadStream;
  /** Takes the lines of a whole screen. */
  readonly draw: (lines: readonly string[]) => void;
  /** One key: a character, or a name such as "page-down" or "ctrl-c". */
  readonly onKey: (key: string) => void;
}

export interface InkApp {
  show(lines: readonly string[], size: { readonly columns: number; readonly rows: number }): void;
  unmount(): void;
}

/**
 * The one file that knows Ink: it reads the keyboard and composes the screen. What it composes goes to our own `Screen`, not to the
 * terminal, for reasons found in a trial of Ink 6.8: by itself it erases the terminal's scrollback whenever the output is as high as the
 * terminal, draws nothing at all where CI is set in the environment, and knows no alternate screen. Its `debug` mode, made for tests, hands
 * over every whole composition, at once and whatever the environment.
 */
export function mountInkApp({ input, draw, onKey }: InkAppOptions): InkApp {
  const sink = new Sink(draw);
  const app = render(<App lines={[]} columns={1} rows={1} onKey={onKey} />, {
    stdin: input,
    stdout: sink as unknown as NodeJS.WriteStream,
    stderr: sink as unknown as NodeJS.WriteStream,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
    isScreenReaderEnabled: false,
  });
  return {
    show: (lines, { columns, rows }) => {
      sink.columns = columns;
      sink.rows = rows;
      sink.open = true;
      app.rerender(<App lines={lines} columns={columns} rows={rows} onKey={onKey} />);
    },
    unmount: () => {
      sink.open = false;
      app.unmount();
    },
  };
}

/** What Ink takes for the terminal. */
class Sink extends EventEmitter {
  columns = 80;
  rows = 24;
  /** Not a terminal: Ink sends it nothing but whole screens then. */
  readonly isTTY = false;
  /** Closed until the first screen, and when the player has ended. */
  open = false;
  readonly #draw: (lines: readonly string[]) => void;

  constructor(draw: (lines: readonly string[]) => void) {
    super();
    this.#draw = draw;
  }

  write(text: string): boolean {
    if (this.open) this.#draw(text.split("\n"));
    return true;
  }
}

interface AppProps {
  readonly lines: readonly string[];
  readonly columns: number;
  readonly rows: number;
  readonly onKey: (key: string) => void;
}

function App({ lines, columns, rows, onKey }: AppProps) {
  useInput((input, key) => {
    for (const name of keyNames(input, key)) onKey(name);
  });
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {lines.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its row
        <Line key={row} text={line} />
      ))}
    </Box>
  );
}

const Line = memo(function Line({ text }: { readonly text: string }) {
  return <Text wrap="truncate-end">{text === "" ? " " : text}</Text>;
});

const named = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "page-up"],
  ["pageDown", "page-down"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "escape"],
  ["tab", "tab"],
  ["backspace", "backspace"],
  ["delete", "backspace"],
] as const satisfies readonly (readonly [keyof Key, string])[];

/** Keys that come faster than they are read, or are pasted, come as one text. */
function keyNames(input: string, key: Key): readonly string[] {
  const name = named.find(([flag]) => key[flag])?.[1];
  if (name !== undefined) return [name];
  if (key.ctrl) return [`ctrl-${input}`];
  if (key.meta) return [];
  return [...input].map(nameOf);
}

function nameOf(character: string): string {
  const name = characterNames[character];
  if (name !== undefined) return name;
  return character < " " ? `ctrl-${String.fromCharCode(character.charCodeAt(0) + 96)}` : character;
}

const characterNames: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x1b": "escape",
};
