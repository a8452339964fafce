import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { CommandContext } from "./commands/common/context.js";
import { runProgram } from "./commands/program.js";
import { askOnTerminal } from "./io/ask-secret.js";
import { systemClock } from "./io/clock.js";
import { printable } from "./io/printable.js";
import { processOutput } from "./io/process-output.js";
import { processTerminal } from "./io/terminal.js";
import { whenAborted } from "./io/when-aborted.js";

/** The program whose first file is `cli`. The only file that touches `process`, and the only one that exits. */
export async function main(cli: string): Promise<never> {
  const context = makeContext(cli);
  const { args } = invocation();
  process.exitCode = await runProgram(args, context);
  // Open handles (a keep-alive socket, a lost server) must not keep the process alive once the command is done.
  await Promise.race([Promise.all([drained(process.stdout), drained(process.stderr)]), stoppedLongAgo(context.interrupt)]);
  process.exit();
}

function makeContext(cli: string): CommandContext {
  const packageRoot = dirname(dirname(cli));
  const { version } = JSON.parse(readFileSync(`${packageRoot}/package.json`, "utf8")) as { version: string };
  const colour = !process.argv.includes("--no-color") && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
  return {
    streams: {
      stdin: process.stdin,
      stdout: processOutput(process.stdout, { name: "stdout", colour }),
      stderr: processOutput(process.stderr, { name: "stderr", colour }),
    },
    terminal: processTerminal(process),
    askSecret: askOnTerminal,
    onNotice: (text) => void process.stderr.write(`kubespy: note: ${printable(text)}\n`),
    clock: systemClock,
    env: process.env,
    cwd: process.cwd(),
    ...interrupts(),
    beforeAction: optimiseLater,
    packageRoot,
    version,
    self: [process.execPath, cli],
    programName: invocation().programName,
  };
}

/** By the name of the program: kubectl starts its plugin "spy" as kubectl-spy, and asks kubectl_complete-spy for what completes its command line. */
function invocation(): { readonly programName: string; readonly args: readonly string[] } {
  const [, called = "", ...args] = process.argv;
  if (called.endsWith("kubectl_complete-spy")) return { programName: "kubectl spy", args: ["__complete", "--kubectl", "--", ...args] };
  return { programName: called.endsWith("kubectl-spy") ? "kubectl spy" : "kubespy", args };
}

/**
 * Most runs are short, or wait most of the time: optimising what runs a few hundred times costs them more than it saves (a fifth of the processor time
 * of a minute of `record`). With fifteen times V8's own budget, what is really hot is optimised all the same. A V8 that does not know the flag says so
 * on stderr, hence the versions: those of Node 20 to 25.
 */
async function optimiseLater(): Promise<void> {
  const version = Number.parseInt(process.versions.v8, 10);
  if (version < 11 || version > 14) return;
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--interrupt-budget=1000000");
}

/**
 * The first signal makes the command end. A second Ctrl-C exits at once, unless the command takes the second signal for itself: then the third
 * signal exits.
 */
function interrupts(): Pick<CommandContext, "interrupt" | "secondInterrupt"> {
  const first = new AbortController();
  const second = new AbortController();
  let isTaken = false;
  for (const [name, exitCode] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    process.on(name, () => {
      if (!first.signal.aborted) first.abort(name);
      else if (isTaken && !second.signal.aborted) second.abort(name);
      else if (isTaken || name === "SIGINT") process.exit(exitCode);
    });
  }
  const secondInterrupt = () => {
    isTaken = true;
    return second.signal;
  };
  return { interrupt: first.signal, secondInterrupt };
}

/** After a signal nobody waits for a reader that takes nothing any more: a stalled pager, a terminal after Ctrl-S. */
async function stoppedLongAgo(interrupt: AbortSignal): Promise<void> {
  await whenAborted(interrupt);
  await systemClock.sleep(1000);
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) return resolve();
    stream.write("", () => resolve());
    stream.once("error", () => resolve());
  });
}
