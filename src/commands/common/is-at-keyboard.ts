import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import type { CommandContext } from "./context.js";

/**
 * Whether a person can type to us: stdin and stdout are a terminal, and we run in its foreground. A background job (`serve S &`) that
 * reads from its terminal is stopped by the kernel, so where that cannot be told, nobody is taken to be there.
 */
export async function isAtKeyboard({ streams }: CommandContext): Promise<boolean> {
  const isTerminal = "isTTY" in streams.stdin && streams.stdin.isTTY === true && streams.stdout.isTty;
  return isTerminal && (foregroundByProc() ?? (await foregroundByPs()));
}

/** Linux says which group of processes has the terminal; undefined elsewhere. */
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
