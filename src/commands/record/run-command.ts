import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { CommandContext } from "../common/context.js";

export interface CommandResult {
  /** As a shell would give it: 128 + n when a signal ended it, 127 when it was not found. */
  readonly exitCode: number;
  /** Set when it could not be run at all. */
  readonly error?: string;
}

/**
 * Runs a user's command with our own input and output, untouched. Resolves when it has ended, or when the signal aborts: a command that
 * outlives its recording is asked to end, since nobody would wait for it any more.
 */
export function runCommand(command: readonly string[], context: CommandContext, signal: AbortSignal): Promise<CommandResult> {
  const [file = "", ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: context.cwd, env: { ...context.env }, stdio: "inherit" });
    const end = () => child.kill("SIGTERM");
    signal.addEventListener("abort", end, { once: true });
    child.once("error", (error: NodeJS.ErrnoException) => {
      signal.removeEventListener("abort", end);
      resolve({
        exitCode: error.code === "ENOENT" ? 127 : 126,
        error: `cannot run "${file}": ${error.code === "ENOENT" ? "not found" : error.message}`,
      });
    });
    child.once("exit", (code, signalName) => {
      signal.removeEventListener("abort", end);
      resolve({ exitCode: code ?? 128 + (signalName === null ? 0 : constants.signals[signalName]) });
    });
  });
}
