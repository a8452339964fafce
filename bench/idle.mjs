// What it costs to record a quiet namespace, live line and all.
import { join } from "node:path";
import { spawn } from "node-pty";
import { kubeconfig } from "./ingest.mjs";
import { cleanEnv, footprint, program, startLoadServer } from "./processes.mjs";

const settleMs = 3_000;
const measuredMs = 20_000;

/** The share of one processor, from 0 to 1; undefined where the system does not tell. */
export async function measureIdle(folder) {
  const server = await startLoadServer({ objects: 20, events: 0 });
  const args = [program, "record", "pods", "--only", "--db", join(folder, "idle.db"), "--kubeconfig", kubeconfig(folder, server.port)];
  const terminal = spawn(process.execPath, args, { cols: 120, rows: 30, name: "xterm", env: { ...cleanEnv, TERM: "xterm" } });
  terminal.onData(() => {});
  await sleep(settleMs);
  const before = footprint(terminal.pid);
  await sleep(measuredMs);
  const after = footprint(terminal.pid);
  terminal.kill("SIGINT");
  server.stop();
  return before === undefined || after === undefined ? undefined : (after.cpuMs - before.cpuMs) / measuredMs;
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
