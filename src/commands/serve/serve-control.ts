import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { KubespyError } from "../../errors.js";
import { formatDuration } from "../../io/duration.js";
import type { MomentFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { greatest } from "../../model/extremes.js";
import { controlHelp, type PlaybackControl, type PlaybackPosition } from "../../serve/playback/control.js";
import type { CommandContext } from "../common/context.js";

export interface ControlInput {
  /** Resolves when "quit" is typed. */
  readonly quit: Promise<void>;
  /** Stops reading. */
  close(): void;
}

/**
 * Reads control commands from stdin, and answers each with the playback position. An invalid command prints its error and changes nothing.
 * The end of the input ends the reading, not the serving.
 */
export function listenForControl(control: PlaybackControl, moments: MomentFormat, { streams }: CommandContext): ControlInput {
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
      streams.stdout.write(`${positionLine(control.position, moments)}\n`);
    } catch (error) {
      if (!(error instanceof KubespyError)) throw error;
      streams.stderr.write(`kubespy: error: ${printable(error.message)}\n`);
      if (error.hint !== undefined) streams.stderr.write(`kubespy: hint: ${printable(error.hint)}\n`);
    }
  };
  return { quit, close: () => lines.close() };
}

/** "paused: +4.000s of 9.36s, frame 12, 1 watch open" */
function positionLine({ state, speed, offsetMs, durationMs, sequence, openWatches }: PlaybackPosition, moments: MomentFormat): string {
  const running =
    state === "running" && offsetMs >= durationMs ? "at the end" : state === "waiting" ? "waiting for the first request" : state;
  const pace = state === "running" && speed !== 1 ? ` ${speed}x` : "";
  const watches = `${openWatches} ${openWatches === 1 ? "watch" : "watches"} open`;
  return `${running}${pace}: ${moments.text(offsetMs)} of ${formatDuration(durationMs)}, frame ${sequence}, ${watches}`;
}

function helpText(): string {
  const rows = [...controlHelp, ["quit", "exit, as Ctrl-C does"]] as const;
  const width = greatest(rows.map(([command]) => command.length));
  return rows.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}\n`).join("");
}

/**
 * Whether a person can type to us: stdin and stdout are a terminal, and we run in its foreground. A background job (`serve S &`) that
 * reads from its terminal is stopped by the kernel, so where the foreground is unknown, the answer is no.
 */
export async function isAtKeyboard({ streams }: CommandContext): Promise<boolean> {
  const isTerminal = "isTTY" in streams.stdin && streams.stdin.isTTY === true && streams.stdout.isTty;
  return isTerminal && (foregroundByProc() ?? (await foregroundByPs()));
}

/** By /proc, which Linux has; undefined elsewhere. */
function foregroundByProc(): boolean | undefined {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    // The name in parentheses may hold anything; after it: state, parent, group, session, terminal, group in the foreground.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[2] === fields[5];
  } catch {
    return undefined;
  }
}

/** Elsewhere `ps` marks processes of the foreground group with a plus. The parent of that shell is this process. */
function foregroundByPs(): Promise<boolean> {
  return new Promise((resolve) => {
    execFile("/bin/sh", ["-c", "ps -o stat= -p $PPID"], { timeout: 2000 }, (error, stdout) =>
      resolve(error === null && stdout.includes("+")),
    );
  });
}
