import { EventEmitter } from "node:events";
import { Box, render, Text } from "ink";
import { memo } from "react";

interface InkAppOptions {
  /** Takes the lines of a whole screen. */
  readonly draw: (lines: readonly string[]) => void;
}

export interface InkApp {
  /** Composes these lines, each of which fits the columns, and draws them. */
  show(lines: readonly string[], columns: number): void;
  unmount(): void;
}

/**
 * The one file that knows Ink: it composes the screen. What it composes goes to our own `Screen`, not to the
 * terminal, for reasons found in a trial of Ink 6.8: by itself it erases the terminal's scrollback whenever the output is as high as the
 * terminal, draws nothing at all where CI is set in the environment, and knows no alternate screen. Its `debug` mode, made for tests, hands
 * over every whole composition, at once and whatever the environment.
 *
 * It goes through every character of what it composes, for a large screen tens of milliseconds: so it is given only the lines that did
 * not stand anywhere on the screen before.
 */
export function mountInkApp({ draw }: InkAppOptions): InkApp {
  const sink = new Sink();
  const app = render(<App lines={[]} columns={1} />, {
    stdout: sink as unknown as NodeJS.WriteStream,
    stderr: sink as unknown as NodeJS.WriteStream,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
    isScreenReaderEnabled: false,
  });
  let composed: ReadonlyMap<string, string> = new Map();
  let columnsComposed = 0;
  return {
    show: (lines, columns) => {
      if (columns !== columnsComposed) composed = new Map();
      const fresh = [...new Set(lines.filter((line) => !composed.has(line)))];
      sink.columns = columnsComposed = columns;
      if (fresh.length > 0) app.rerender(<App lines={fresh} columns={columns} />);
      // What is just as it was composed last is not written anew.
      const now = new Map([...composed, ...fresh.map((line, i) => [line, sink.lines[i] ?? ""] as const)]);
      composed = new Map(lines.map((line) => [line, now.get(line) ?? ""]));
      draw(lines.map((line) => composed.get(line) ?? ""));
    },
    unmount: () => app.unmount(),
  };
}

/** What Ink takes for the terminal. */
class Sink extends EventEmitter {
  columns = 80;
  /** More than any terminal has: Ink never has to cut. */
  readonly rows = 10_000;
  /** Not a terminal: Ink sends it nothing but whole compositions then. */
  readonly isTTY = false;
  /** The last composition. */
  lines: readonly string[] = [];

  write(text: string): boolean {
    this.lines = text.split("\n");
    return true;
  }
}

interface AppProps {
  readonly lines: readonly string[];
  readonly columns: number;
}

function App({ lines, columns }: AppProps) {
  return (
    <Box flexDirection="column" width={columns} height={lines.length}>
      {lines.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no names but their places
        <Line key={row} text={line} />
      ))}
    </Box>
  );
}

const Line = memo(function Line({ text }: { readonly text: string }) {
  return <Text wrap="truncate-end">{text === "" ? " " : text}</Text>;
});
