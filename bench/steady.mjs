// What a minute of an ordinary namespace costs, start-up and screen included: `record` beside `kubectl get -w -o json` on the same stream.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { spawn as spawnOnTerminal } from "node-pty";
import { hasKubectl, kubeconfig } from "./ingest.mjs";
import { cleanEnv, program, startLoadServer } from "./processes.mjs";

export const steadyLoad = { objects: 50, events: 1200, perSecond: 20 };

/** After the last event: what is written, verified and said at the end is part of the cost. */
const graceSeconds = 1;

/**
 * Processor time in ms of whole processes with their children, all on the same stream at the same time: a minute of twenty changes a second keeps
 * no processor busy, and what disturbs one then disturbs all.
 */
export async function measureSteady(folder, load = steadyLoad) {
  const server = await startLoadServer(load);
  const config = kubeconfig(folder, server.port);
  const record = (name, ...flags) => [
    process.execPath,
    ...[program, "record", "pods", "--only", "--session", "bench", "--db", join(folder, `steady-${name}.db`), "--kubeconfig", config],
    ...["--for", `${load.events / load.perSecond + graceSeconds}s`, ...flags],
  ];
  const [screenMs, fileMs, quietMs, kubectlMs] = await Promise.all([
    onTerminal(folder, "screen", record("screen")),
    intoFile(folder, "file", record("file")),
    intoFile(folder, "quiet", record("quiet", "--quiet")),
    hasKubectl ? intoFile(folder, "kubectl", kubectlWatch(folder, config)) : undefined,
  ]);
  server.stop();
  return { ...load, seconds: load.events / load.perSecond, screenMs, fileMs, quietMs, kubectlMs: kubectlMs ?? null };
}

function kubectlWatch(folder, config) {
  const flags = ["--kubeconfig", config, "--cache-dir", join(folder, "steady-cache")];
  return ["kubectl", ...flags, "get", "pods", "-w", "-o", "json", "--output-watch-events"];
}

/** A shell knows what its children and theirs took, to the end of the last one. */
function timing(timesFile, command) {
  return ["-c", '"$@"; status=$?; times >"$0"; exit $status', timesFile, ...command];
}

async function intoFile(folder, name, command) {
  const timesFile = join(folder, `${name}.times`);
  const output = openSync(join(folder, `${name}.out`), "w");
  const child = spawn("sh", timing(timesFile, command), { env: cleanEnv, stdio: ["ignore", output, "ignore"] });
  const [status] = await once(child, "close");
  closeSync(output);
  return cpuMsOf(timesFile, name, status);
}

function onTerminal(folder, name, command) {
  const timesFile = join(folder, `${name}.times`);
  const terminal = spawnOnTerminal("sh", timing(timesFile, command), {
    cols: 120,
    rows: 30,
    name: "xterm",
    env: { ...cleanEnv, TERM: "xterm" },
  });
  terminal.onData(() => {});
  return new Promise((resolve, reject) => {
    terminal.onExit(({ exitCode }) => {
      try {
        resolve(cpuMsOf(timesFile, name, exitCode));
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** `times` prints user and system time of the shell, then of its children: "0m1.230000s 0m0.140000s". */
function cpuMsOf(timesFile, name, status) {
  if (status !== 0) throw new Error(`${name} ended with status ${status}`);
  const times = [...readFileSync(timesFile, "utf8").matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => (Number(m) * 60 + Number(s)) * 1000);
  return times[2] + times[3];
}
