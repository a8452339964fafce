import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { CommandResult } from "../../app/record.js";
import type { CommandContext } from "./context.js";

/**
 * Runs a user's command with our own input and output. Resolves when it has ended. When the signal aborts it gets a SIGTERM: nobody would wait
 * for a command that outlives its recording.
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
