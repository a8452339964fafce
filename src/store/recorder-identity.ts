import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** The process that records a session: enough to find out later whether it is still running. */
export interface RecorderIdentity {
  readonly host: string;
  readonly pid: number;
  /** Start time of the process in units of the system, because pids are reused. Absent if the system does not provide it. */
  readonly started?: string;
}

/** A recorder writes a heartbeat at least this often, also without events. */
export const heartbeatMs = 10_000;
/** A recorder on another machine, whose process we cannot check, counts as dead after this time without a heartbeat. */
const silenceMs = 3.5 * heartbeatMs;

export function thisProcess(): RecorderIdentity {
  const started = startOf(process.pid);
  return { host: hostname(), pid: process.pid, ...(started === undefined ? {} : { started }) };
}

/** `silentForMs`: time since its last heartbeat. */
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

/** Boot id and clock ticks since boot; Linux only. The process name, in brackets, may contain anything, so fields are counted after it. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return undefined;
  }
}
