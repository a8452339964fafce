import type { Readable } from "node:stream";
import { runProgram } from "../../src/commands/program.js";
import type { AskSecret } from "../../src/io/ask-secret.js";
import { systemClock } from "../../src/io/clock.js";
import type { OutputStream } from "../../src/io/streams.js";
import { nowhere, type ProgramResult, projectRoot } from "./program.js";

interface InProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: Readable;
  readonly interrupt?: AbortSignal;
  /** All that was written to stdout, whenever something is. */
  readonly onOutput?: (stdout: string) => void;
  /** Answers prompts. Default: there is no terminal. */
  readonly askSecret?: AskSecret;
  /** As wide as a terminal would be. Default: 80. */
  readonly columns?: number;
  /** Whether the output is a terminal. Default: a pipe. */
  readonly isTerminal?: boolean;
}

/** Runs the whole program in this process, to its end. */
export async function runInProcess(args: readonly string[], options: InProcessOptions = {}): Promise<ProgramResult> {
  const written = { stdout: "", stderr: "" };
  const stdin = options.stdin ?? process.stdin;
  const code = await runProgram(args, {
    streams: {
      stdin,
      stdout: pipe((text) => {
        written.stdout += text;
        options.onOutput?.(written.stdout);
      }, options),
      stderr: pipe((text) => (written.stderr += text)),
    },
    clock: systemClock,
    env: { XDG_DATA_HOME: nowhere, HOME: nowhere, ...options.env },
    cwd: options.cwd ?? projectRoot,
    interrupt: options.interrupt ?? new AbortController().signal,
    packageRoot: projectRoot,
    version: "0.0.0",
    programName: "kubespy",
    self: [],
    askSecret: options.askSecret,
  });
  return { code, ...written };
}

/** Runs the whole program in this process, in a pipe: what it writes to stdout. Throws with what it says when it fails. */
export async function programOutput(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runInProcess(args);
  if (code !== 0) throw new Error(`kubespy ${args.join(" ")} ended with status ${code}: ${stderr}`);
  return stdout;
}

/** Lines of `-o json`. */
export async function programJson(...args: readonly string[]): Promise<unknown[]> {
  const text = await programOutput(...args, "-o", "json");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function pipe(
  write: (text: string) => unknown,
  { columns = 80, isTerminal = false }: Pick<InProcessOptions, "columns" | "isTerminal"> = {},
): OutputStream {
  return {
    write: (text) => {
      write(typeof text === "string" ? text : Buffer.from(text).toString());
      return true;
    },
    drained: () => Promise.resolve(),
    isTty: isTerminal,
    columns: () => columns,
    rows: () => 24,
    colour: false,
  };
}
