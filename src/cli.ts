#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { CommandContext } from "./commands/common/context.js";
import { runProgram } from "./commands/program.js";
import { systemClock } from "./io/clock.js";
import { printable } from "./io/printable.js";
import { processOutput } from "./io/process-output.js";
import { processTerminal } from "./io/terminal.js";
import { whenAborted } from "./io/when-aborted.js";

/** The only file that touches `process`, and the only one that exits. */
const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(readFileSync(`${packageRoot}/package.json`, "utf8")) as { version: string };
const colour = !process.argv.includes("--no-color") && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";

const context = makeContext();
process.exitCode = await runProgram(process.argv.slice(2), context);
// Open handles (a keep-alive socket, a lost server) must not keep the process alive once the command is done.
await Promise.race([Promise.all([drained(process.stdout), drained(process.stderr)]), stoppedLongAgo(context.interrupt)]);
process.exit();

function makeContext(): CommandContext {
  return {
    streams: {
      stdin: process.stdin,
      stdout: processOutput(process.stdout, { name: "stdout", colour }),
      stderr: processOutput(process.stderr, { name: "stderr", colour }),
    },
    terminal: processTerminal(process),
    onNotice: (text) => void process.stderr.write(`kubespy: note: ${printable(text)}\n`),
    clock: systemClock,
    env: process.env,
    cwd: process.cwd(),
    ...interrupts(),
    packageRoot,
    version,
    self: [process.execPath, fileURLToPath(import.meta.url)],
    programName: /kubectl-spy$/.test(process.argv[1] ?? "") ? "kubectl spy" : "kubespy",
  };
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
