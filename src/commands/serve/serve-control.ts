import { createInterface } from "node:readline";
import { KubespyError } from "../../errors.js";
import { formatDuration, formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { controlHelp, type PlaybackControl, type PlaybackPosition } from "../../serve/playback/control.js";
import type { CommandContext } from "../common/context.js";

export interface ControlInput {
  /** Resolves when "quit" is typed. */
  readonly quit: Promise<void>;
  /** Listens no more. */
  close(): void;
}

/**
 * Takes control lines from stdin, and answers each with where time then stands. What cannot be done is said, and nothing else happens.
 * The end of input ends the listening, not the serving.
 */
export function listenForControl(control: PlaybackControl, { streams }: CommandContext): ControlInput {
  const lines = createInterface({ input: streams.stdin });
  const quit = new Promise<void>((resolve) => {
    lines.on("line", (line) => {
      const command = line.trim();
      if (command === "quit" || command === "q") resolve();
      else if (command === "help" || command === "?") streams.stdout.write(helpText());
      else answer(command);
    });
  });
  const answer = (command: string) => {
    try {
      control.command(command);
      streams.stdout.write(`${positionLine(control.position)}\n`);
    } catch (error) {
      if (!(error instanceof KubespyError)) throw error;
      streams.stderr.write(`kubespy: error: ${printable(error.message)}\n`);
      if (error.hint !== undefined) streams.stderr.write(`kubespy: hint: ${printable(error.hint)}\n`);
    }
  };
  return { quit, close: () => lines.close() };
}

/** "paused: +4.000s of 9.36s, frame 12, 1 watch open" */
function positionLine({ state, speed, offsetMs, durationMs, sequence, openWatches }: PlaybackPosition): string {
  const running =
    state === "running" && offsetMs >= durationMs ? "at the end" : state === "waiting" ? "waiting for the first request" : state;
  const pace = state === "running" && speed !== 1 ? ` ${speed}x` : "";
  const watches = `${openWatches} ${openWatches === 1 ? "watch" : "watches"} open`;
  return `${running}${pace}: ${formatOffset(offsetMs)} of ${formatDuration(durationMs)}, frame ${sequence}, ${watches}`;
}

function helpText(): string {
  const rows = [...controlHelp, ["quit", "end it, as Ctrl-C does"]] as const;
  const width = Math.max(...rows.map(([command]) => command.length));
  return rows.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}\n`).join("");
}
