import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, sep } from "node:path";
import process from "node:process";
import { formatBytes } from "../../io/bytes.js";
import { formatDuration } from "../../io/duration.js";
import { PluginStderr } from "./plugin-stderr.js";
import { processTree } from "./process-tree.js";

interface PluginProcess {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** It gets our stdin and stays in the foreground of the terminal, where it may prompt. */
  readonly isInteractive: boolean;
  /** Absent: a person may take any time to log in. */
  readonly limitMs?: number;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** How a plugin ended; `complaint` is its last line of stderr, safe to show. */
export type PluginEnd =
  | { readonly kind: "done"; readonly output: string }
  /** The exit code or signal. */
  | { readonly kind: "failed"; readonly how: number | string; readonly complaint: string }
  | { readonly kind: "ended-by-us"; readonly reason: string; readonly complaint: string }
  | { readonly kind: "not-found" }
  | { readonly kind: "not-started"; readonly reason: string };

const maxOutputBytes = 1024 * 1024;

/** A plugin may tidy up before it is killed. */
const graceMs = 500;

/** What a process that has exited wrote arrives within this; but a child that it left behind can hold its output open for ever. */
const drainMs = 50;
/** kubectl reads until that child has closed the output; what it still writes may be the credential. */
const unfinishedOutputMs = 2_000;

/**
 * Runs a credential plugin until it exits. Rules:
 *
 *  1. Its exit ends the wait, not the end of its output: a process that it left behind can hold that open.
 *  2. A plugin that cannot prompt runs in a process group (and session) of its own, and is killed with all of it. One that may prompt stays in
 *     our group, because only the foreground group can read from a terminal; Ctrl-C reaches it there. It is killed with its descendants.
 *  3. When the signal aborts, the limit passes or the output is too long: SIGTERM, after half a second SIGKILL; SIGKILL at once if this process
 *     exits.
 *  4. What a plugin leaves behind after it exited is killed only if it holds the output open, which kubectl would wait for. A browser that it
 *     opened is left alone.
 */
export function runPluginProcess(options: PluginProcess): Promise<PluginEnd> {
  const command = locate(options.command, options.env["PATH"]);
  if (command === undefined) return Promise.resolve({ kind: "not-found" });
  let child: ChildProcess;
  try {
    child = spawn(command, options.args, {
      env: options.env,
      stdio: [options.isInteractive ? "inherit" : "ignore", "pipe", "pipe"],
      detached: !options.isInteractive,
    });
  } catch (error) {
    // An argument with a null character, for example.
    return Promise.resolve({ kind: "not-started", reason: (error as NodeJS.ErrnoException).code ?? "invalid argument" });
  }
  return new RunningPlugin(child, options).end;
}

class RunningPlugin {
  readonly end: Promise<PluginEnd>;
  readonly #child: ChildProcess;
  readonly #options: PluginProcess;
  readonly #stderr: PluginStderr;
  readonly #output: Buffer[] = [];
  #outputBytes = 0;
  #resolve: (end: PluginEnd) => void = () => {};
  #exit: { readonly code: number | null; readonly killedBy: string | null } | undefined;
  #endedByUs: string | undefined;
  #isOutputOpen = true;
  #isSettled = false;
  /** What was signalled without a group: a child is found no more when its parent has ended. */
  readonly #tree = new Set<number>();
  readonly #limit: NodeJS.Timeout | undefined;
  /** The next step: SIGKILL, or the end of the wait for output. */
  #next: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess, options: PluginProcess) {
    this.#child = child;
    this.#options = options;
    this.#stderr = new PluginStderr(options.say);
    this.end = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    child.stdout?.on("data", (piece: Buffer) => this.#take(piece));
    child.stdout?.on("close", () => {
      this.#isOutputOpen = false;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => this.#stderr.add(text));
    child.on("error", (error: NodeJS.ErrnoException) => this.#settle(notStarted(error)));
    child.on("exit", (code, killedBy) => {
      this.#exit = { code, killedBy };
      this.#awaitOutput();
    });
    child.on("close", () => this.#finish());
    const { signal, limitMs } = options;
    if (limitMs !== undefined) this.#limit = setTimeout(() => this.#stop(`it did not finish within ${formatDuration(limitMs)}`), limitMs);
    signal.addEventListener("abort", this.#onAbort);
    if (signal.aborted) this.#onAbort();
    process.on("exit", this.#killNow);
  }

  readonly #onAbort = () => this.#stop("nobody waits for it any more");

  readonly #killNow = () => this.#kill("SIGKILL");

  #take(piece: Buffer): void {
    if (this.#endedByUs !== undefined) return;
    this.#output.push(piece);
    this.#outputBytes += piece.length;
    if (this.#outputBytes > maxOutputBytes) this.#stop(`it printed more than ${formatBytes(maxOutputBytes)}`);
    else if (this.#exit !== undefined) this.#awaitOutput();
  }

  #stop(reason: string): void {
    if (this.#endedByUs !== undefined) return;
    this.#endedByUs = reason;
    this.#kill("SIGTERM");
    clearTimeout(this.#next);
    this.#next = setTimeout(() => {
      this.#kill("SIGKILL");
      // Even a process that the kernel does not let go holds nobody back.
      this.#next = setTimeout(() => this.#finish(), graceMs);
    }, graceMs);
  }

  #awaitOutput(): void {
    clearTimeout(this.#next);
    const isComplete = this.#exit?.code !== 0 || this.#endedByUs !== undefined || isJson(this.#text());
    this.#next = setTimeout(() => this.#finish(), isComplete ? drainMs : unfinishedOutputMs);
  }

  #finish(): void {
    const complaint = this.#stderr.lastLine();
    const { code = null, killedBy = null } = this.#exit ?? {};
    if (this.#endedByUs !== undefined) this.#settle({ kind: "ended-by-us", reason: this.#endedByUs, complaint });
    else if (code === 0) this.#settle({ kind: "done", output: this.#text() });
    else this.#settle({ kind: "failed", how: code ?? killedBy ?? "unknown", complaint });
  }

  #settle(end: PluginEnd): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#limit);
    clearTimeout(this.#next);
    this.#options.signal.removeEventListener("abort", this.#onAbort);
    process.off("exit", this.#killNow);
    if (this.#endedByUs !== undefined || this.#isOutputOpen) this.#kill("SIGKILL");
    this.#stderr.close();
    this.#child.stdout?.destroy();
    // Still read, without keeping this process alive: a browser that the plugin opened would end by a closed pipe.
    this.#child.stderr?.removeAllListeners("data").resume();
    (this.#child.stderr as { unref?: () => void } | null)?.unref?.();
    this.#child.unref();
    this.#resolve(end);
  }

  #kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    for (const target of this.#options.isInteractive ? this.#descendants(pid) : [-pid]) {
      try {
        process.kill(target, signal);
      } catch {
        // It has ended.
      }
    }
  }

  #descendants(pid: number): Iterable<number> {
    if (this.#exit === undefined) for (const process of processTree(pid)) this.#tree.add(process);
    else this.#tree.delete(pid);
    return this.#tree;
  }

  #text(): string {
    return Buffer.concat(this.#output).toString("utf8");
  }
}

function notStarted({ code, message }: NodeJS.ErrnoException): PluginEnd {
  return code === "ENOENT" ? { kind: "not-found" } : { kind: "not-started", reason: code ?? message };
}

/** A plain name is looked up in the absolute folders of PATH, never in the current one; as in kubectl. */
function locate(command: string, path: string | undefined): string | undefined {
  // Windows has its own rules, and adds ".exe".
  if (command.includes(sep) || path === undefined || sep === "\\") return command;
  return path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, command))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
