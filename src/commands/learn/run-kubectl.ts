import { type ChildProcess, spawn } from "node:child_process";
import { constants, platform } from "node:os";
import process from "node:process";
import type { Kubectl, KubectlResult } from "../../app/lesson/live/kubectl.js";
import { formatDuration } from "../../io/duration.js";
import type { CommandContext } from "../common/context.js";

/** After a SIGTERM it may take this long to end. */
const patienceMs = 2_000;
/** Elsewhere a process of its own would get a window of its own. */
const hasGroups = platform() !== "win32";
/** Of what it prints, this much is kept. */
const maxOutputBytes = 4 * 1024 * 1024;

/**
 * The user's kubectl, for one cluster. It runs in a process group of its own, which a Ctrl-C in the terminal does not reach: it decides about the removal
 * of a namespace, and is ended by us, with its credential plugin.
 */
export function kubectlOf(clusterFlags: readonly string[], { cwd, env, clock }: Pick<CommandContext, "cwd" | "env" | "clock">): Kubectl {
  return ({ args, input, limitMs, signal }) =>
    new Promise((resolve) => {
      const child = spawn("kubectl", [...clusterFlags, ...args], {
        cwd,
        env: { ...env },
        detached: hasGroups,
        stdio: ["pipe", "pipe", "pipe"],
      });
      const ended = new AbortController();
      const output = { stdout: collect(child.stdout), stderr: collect(child.stderr) };
      let problem: string | undefined;
      const finish = (exitCode: number) => {
        if (ended.signal.aborted) return;
        ended.abort();
        signal?.removeEventListener("abort", stop);
        const result: KubectlResult = { exitCode, stdout: output.stdout(), stderr: output.stderr() };
        resolve(problem === undefined ? result : { ...result, problem });
      };
      const end = async (why: string) => {
        if (ended.signal.aborted) return;
        problem ??= why;
        kill(child, "SIGTERM");
        await clock.sleep(patienceMs, ended.signal);
        if (ended.signal.aborted) return;
        kill(child, "SIGKILL");
        finish(128 + constants.signals.SIGKILL);
      };
      const stop = () => void end("kubectl was stopped");
      child.once("error", (error: NodeJS.ErrnoException) => {
        problem = `cannot run kubectl: ${error.code === "ENOENT" ? "not found" : error.message}`;
        finish(error.code === "ENOENT" ? 127 : 126);
      });
      child.once("close", (code, name) => finish(code ?? 128 + (name === null ? 0 : constants.signals[name])));
      // A credential plugin that it left behind may keep its output open.
      child.once("exit", (code) => void clock.sleep(patienceMs, ended.signal).then(() => finish(code ?? 1)));
      child.stdin.on("error", () => {});
      child.stdin.end(input);
      if (signal?.aborted) stop();
      signal?.addEventListener("abort", stop, { once: true });
      void clock.sleep(limitMs, ended.signal).then(() => void end(`kubectl has not answered within ${formatDuration(limitMs)}`));
    });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    if (bytes < maxOutputBytes) chunks.push(chunk);
    bytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

/** With all that it started. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined && hasGroups) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It has ended.
  }
}
