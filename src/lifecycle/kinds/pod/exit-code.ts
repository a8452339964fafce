import type { TerminatedState } from "./containers.js";

/** What an exit code means; undefined if only its number is known. Codes above 128 are 128 plus the signal that terminated the process. */
function exitCodeMeaning(state: TerminatedState): string | undefined {
  if (state.reason === "OOMKilled") return "killed by the kernel: out of memory";
  if (isLost(state)) return "its real exit code is unknown";
  const signal = state.signal ?? (state.exitCode > 128 && state.exitCode < 160 ? state.exitCode - 128 : undefined);
  if (signal !== undefined) return signalNames[signal] ?? `terminated by signal ${signal}`;
  return codeNames[state.exitCode];
}

/**
 * The container is lost: the kubelet did not find it any more (137, ContainerStatusUnknown), or containerd did not after a restart of the
 * node (255, Unknown). They make up the code.
 */
export function isLost({ reason, exitCode }: TerminatedState): boolean {
  return reason === "ContainerStatusUnknown" || (reason === "Unknown" && exitCode === 255);
}

/** "exit code 137 (killed by SIGKILL)". */
export function exitInWords(state: TerminatedState): string {
  const meaning = exitCodeMeaning(state);
  return meaning === undefined ? `exit code ${state.exitCode}` : `exit code ${state.exitCode} (${meaning})`;
}

const signalNames: Readonly<Record<number, string>> = {
  1: "terminated by SIGHUP",
  2: "terminated by SIGINT",
  3: "terminated by SIGQUIT",
  4: "illegal instruction, SIGILL",
  6: "aborted, SIGABRT",
  7: "bus error, SIGBUS",
  8: "arithmetic error, SIGFPE",
  9: "killed by SIGKILL",
  11: "segmentation fault, SIGSEGV",
  13: "broken pipe, SIGPIPE",
  15: "terminated by SIGTERM",
};

const codeNames: Readonly<Record<number, string>> = {
  0: "success",
  126: "the command is not executable",
  127: "the command was not found",
  128: "the container runtime could not start it",
  255: "exit status out of range",
};
