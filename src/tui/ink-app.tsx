import { EventEmitter } from "node:events";
import { Box, render, Text } from "ink";
import { memo } from "react";

export interface InkAppOptions {
  /** Takes the lines of a whole screen. */
  readonly draw: (lines: readonly string[]) => void;
}

export interface InkApp {
  show(lines: readonly string[], size: { readonly columns: number; readonly rows: number }): void;
  unmount(): void;
}

/**
 * The one file that knows Ink: it composes the screen. What it composes goes to our own `Screen`, not to the
 * terminal, for reasons found in a trial of Ink 6.8: by itself it erases the terminal's scrollback whenever the output is as high as the
 * terminal, draws nothing at all where CI is set in the environment, and knows no alternate screen. Its `debug` mode, made for tests, hands
 * over every whole composition, at once and whatever the environment.
 */
export function mountInkApp({ draw }: InkAppOptions): InkApp {
  const sink = new Sink(draw);
  const app = render(<App lines={[]} columns={1} rows={1} />, {
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
      app.rerender(<App lines={lines} columns={columns} rows={rows} />);
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
}

function App({ lines, columns, rows }: AppProps) {
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
