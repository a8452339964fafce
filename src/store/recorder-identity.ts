import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Which process records a session: enough to tell later whether it still lives. */
export interface RecorderIdentity {
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the system's own measure; a pid is given out again. Absent where the system does not tell. */
  readonly started?: string;
}

/** A recorder gives a sign of life at least this often, also when nothing happens. */
export const heartbeatMs = 10_000;
/** Silence after which a recorder on another machine, which we cannot ask about, counts as dead. */
const silenceMs = 3.5 * heartbeatMs;

export function thisProcess(): RecorderIdentity {
  const started = startOf(process.pid);
  return { host: hostname(), pid: process.pid, ...(started === undefined ? {} : { started }) };
}

/** `silentForMs`: since its last sign of life. */
export function isAlive(recorder: RecorderIdentity, silentForMs: number): boolean {
  if (recorder.host !== hostname()) return silentForMs < silenceMs;
  if (!processExists(recorder.pid)) return false;
  return recorder.started === undefined || recorder.started === startOf(recorder.pid);
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Boot and clock ticks since: Linux only. The process's name, in brackets, may hold anything, so fields are counted after it. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return undefined;
  }
}
