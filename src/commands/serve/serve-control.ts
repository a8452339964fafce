import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { KubespyError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import type { MomentFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import type { OutputStream } from "../../io/streams.js";
import { plural } from "../../lifecycle/narration/words.js";
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
 * Reads control commands from stdin. Piped commands are answered with the playback position each; on a terminal the prompt says it, also while time
 * runs. An invalid command prints its error and changes nothing. The end of the input ends the reading, not the serving.
 */
export function listenForControl(control: PlaybackControl, moments: MomentFormat, context: CommandContext): ControlInput {
  const { streams } = context;
  const prompt = streams.stdout.isTty ? new LivePrompt(context, () => `${positionText(control.position, moments)}> `) : undefined;
  const lines = prompt?.lines ?? createInterface({ input: streams.stdin });
  const quit = new Promise<void>((resolve) => {
    lines.on("SIGINT", resolve);
    lines.on("line", (line) => {
      const command = line.trim();
      if (command === "quit" || command === "q") return resolve();
      if (command === "help" || command === "?") streams.stdout.write(helpText());
      else answer(command);
      prompt?.show();
    });
  });
  const answer = (command: string) => {
    try {
      control.command(command);
      if (prompt === undefined) streams.stdout.write(`${positionLine(control.position, moments)}\n`);
    } catch (error) {
      if (!(error instanceof KubespyError)) throw error;
      streams.stderr.write(`kubespy: error: ${printable(error.message)}\n`);
      if (error.hint !== undefined) streams.stderr.write(`kubespy: hint: ${printable(error.hint)}\n`);
    }
  };
  prompt?.show();
  return { quit, close: () => (prompt ?? lines).close() };
}

/** A prompt that changes while a line is typed. Reads keys one by one, so Ctrl-C arrives as the event `SIGINT`. */
class LivePrompt {
  readonly lines: Interface;
  readonly #text: () => string;
  readonly #output: OutputStream;
  readonly #closed = new AbortController();
  #shown = "";

  constructor({ streams, clock }: CommandContext, text: () => string) {
    this.#text = text;
    this.#output = streams.stdout;
    this.lines = createInterface({ input: streams.stdin, output: writableOf(streams.stdout), terminal: true });
    this.lines.on("close", () => this.#closed.abort());
    void this.#keepCurrent(clock);
  }

  show(): void {
    if (this.#closed.signal.aborted) return;
    this.#shown = this.#text();
    this.lines.setPrompt(this.#shown);
    // What was typed so far stays, and the cursor in it.
    this.lines.prompt(true);
  }

  /** Leaves the terminal on a line of its own. */
  close(): void {
    if (this.#closed.signal.aborted) return;
    this.lines.close();
    this.#output.write("\n");
  }

  async #keepCurrent(clock: Clock): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      await clock.sleep(promptPeriodMs, signal);
      if (this.#text() !== this.#shown) this.show();
    }
  }
}

/** Often enough to see that time runs, seldom enough to read it. */
const promptPeriodMs = 200;

function writableOf(output: OutputStream): Writable {
  const writable = new Writable({
    decodeStrings: false,
    write(text: string | Uint8Array, _encoding, done) {
      output.write(text);
      done();
    },
  });
  return Object.defineProperty(writable, "columns", { get: () => output.columns() });
}

/** "paused: +4.000s #12 of 57, 1 watch open" */
function positionLine(position: PlaybackPosition, moments: MomentFormat): string {
  const { openWatches } = position;
  return `${positionText(position, moments)}, ${plural(openWatches, "watch")} open`;
}

/** "playing 4x: +4.000s #12 of 57": the moment, and the last frame that was played. */
function positionText({ state, speed, offsetMs, durationMs, sequence, frames }: PlaybackPosition, moments: MomentFormat): string {
  const isAtEnd = state === "running" && offsetMs >= durationMs;
  const running = isAtEnd ? "at the end" : state === "waiting" ? "waiting for the first request" : state === "running" ? "playing" : state;
  const pace = speed === 1 ? "" : state === "running" && !isAtEnd ? ` ${speed}x` : `, speed ${speed}x`;
  return `${running}${pace}: ${moments.text(offsetMs)} #${sequence} of ${frames}`;
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
