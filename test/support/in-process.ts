import { runProgram } from "../../src/commands/program.js";
import { systemClock } from "../../src/io/clock.js";
import type { OutputStream } from "../../src/io/streams.js";
import { nowhere, projectRoot } from "./program.js";

/** Runs the whole program in this process, in a pipe: what it writes to stdout. Throws with what it says when it fails. */
export async function programOutput(...args: readonly string[]): Promise<string> {
  const written = { stdout: "", stderr: "" };
  const code = await runProgram(args, {
    streams: { stdin: process.stdin, stdout: pipe((text) => (written.stdout += text)), stderr: pipe((text) => (written.stderr += text)) },
    clock: systemClock,
    env: { XDG_DATA_HOME: nowhere, HOME: nowhere },
    cwd: projectRoot,
    interrupt: new AbortController().signal,
    packageRoot: projectRoot,
    version: "0.0.0",
    programName: "kubespy",
    self: [],
  });
  if (code !== 0) throw new Error(`kubespy ${args.join(" ")} ended with status ${code}: ${written.stderr}`);
  return written.stdout;
}

/** Lines of `-o json`. */
export async function programJson(...args: readonly string[]): Promise<unknown[]> {
  const text = await programOutput(...args, "-o", "json");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function pipe(write: (text: string) => unknown): OutputStream {
  return {
    write: (text) => {
      write(typeof text === "string" ? text : Buffer.from(text).toString());
      return true;
    },
    drained: () => Promise.resolve(),
    isTty: false,
    columns: () => 80,
    rows: () => 24,
    colour: false,
  };
}
