import type { TerminatedState } from "./containers.js";
import { windowsStatus } from "./windows-status.js";

/**
 * Whether a container failed, by the kubelet's reason first and its exit code second: the main process can exit with 0 after the kernel
 * killed another process in the container (OOMKilled).
 */
export function hasFailed(state: TerminatedState): boolean {
  return isLost(state) || isFailure(state.reason) || (state.hasRun && state.exitCode !== 0);
}

export function hasSucceeded(state: TerminatedState): boolean {
  return state.exitCode === 0 && !hasFailed(state);
}

function isFailure(reason: string | undefined): boolean {
  return reason !== undefined && reason !== "Completed" && /err|oom|unknown|cannot|fail|kill|evict|deadline|lost/i.test(reason);
}

/**
 * The container is lost: the kubelet did not find it any more (137, ContainerStatusUnknown), or containerd did not after a restart of the
 * node (255, Unknown). They make up the code.
 */
export function isLost({ reason, exitCode }: TerminatedState): boolean {
  return reason === "ContainerStatusUnknown" || (reason === "Unknown" && exitCode === 255);
}

/** "exit code 137 (killed by SIGKILL)", "an unknown exit code", "no exit code": of a container that never ran, the kubelet makes one up. */
export function exitInWords(state: TerminatedState): string {
  if (isLost(state)) return `an unknown exit code (${state.exitCode} is a placeholder)`;
  if (!state.hasRun) return "no exit code";
  const meaning = exitCodeMeaning(state);
  return meaning === undefined ? `exit code ${state.exitCode}` : `exit code ${state.exitCode} (${meaning})`;
}

/** How it ended, for a column: "OOMKilled, exit code 137", "ContainerStatusUnknown", "never started". */
export function endInBrief(state: TerminatedState): string {
  if (isLost(state)) return state.reason ?? "Unknown";
  return state.hasRun ? `${state.reason ?? "Error"}, exit code ${state.exitCode}` : "never started";
}

/** What an exit code means; undefined if only its number is known. Codes above 128 are 128 plus the signal that terminated the process. */
function exitCodeMeaning({ reason, exitCode, signal }: TerminatedState): string | undefined {
  if (reason === "OOMKilled")
    return exitCode === 0 ? "a process in it was killed by the kernel: out of memory" : "killed by the kernel: out of memory";
  const windows = windowsStatus(exitCode);
  if (windows !== undefined)
    return windows.meaning === undefined ? `Windows status ${windows.hex}` : `Windows status ${windows.hex}: ${windows.meaning}`;
  const number = signal ?? (exitCode > 128 && exitCode < 160 ? exitCode - 128 : undefined);
  if (number !== undefined) return signalNames[number] ?? `terminated by signal ${number}`;
  return exitCode === 0 && isFailure(reason) ? `but the kubelet reports ${reason}` : codeNames[exitCode];
}

const signalNames: Readonly<Record<number, string>> = {
  1: "terminated by SIGHUP",
  2: "terminated by SIGINT",
  3: "terminated by SIGQUIT",
  4: "illegal instruction, SIGILL",
  5: "trap, SIGTRAP",
  6: "aborted, SIGABRT",
  7: "bus error, SIGBUS",
  8: "arithmetic error, SIGFPE",
  9: "killed by SIGKILL",
  10: "terminated by SIGUSR1",
  11: "segmentation fault, SIGSEGV",
  12: "terminated by SIGUSR2",
  13: "broken pipe, SIGPIPE",
  14: "terminated by SIGALRM",
  15: "terminated by SIGTERM",
  24: "CPU time limit reached, SIGXCPU",
  25: "file size limit reached, SIGXFSZ",
  31: "forbidden system call, SIGSYS",
};

const codeNames: Readonly<Record<number, string>> = {
  0: "success",
  125: "the command that starts the program failed",
  126: "the command is not executable",
  127: "the command was not found",
  128: "the container runtime could not start it",
};
