// Starting processes and looking at them from outside.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const root = join(import.meta.dirname, "..");
/** The build that is measured: this one, or one that `--against` made of another commit. */
const dist = process.env.KUBESPY_BENCH_DIST ?? join(root, "dist");
export const program = join(dist, "cli.js");
/** The library of the same build, so that it reads the databases that its program writes. */
export const { openStore, stateAt, analyse } = await import(pathToFileURL(join(dist, "index.js")).href);

/** ms since the epoch with fractions: the clock that all processes of this machine share. */
export function now() {
  return performance.timeOrigin + performance.now();
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Nothing of the user's own configuration may change what is measured. */
export const cleanEnv = { PATH: process.env.PATH, HOME: "/nonexistent", TERM: "dumb" };

/**
 * `perSecond`: at this rate; absent: as fast as they are read. `waits`: only after `begin`. `variant`: another run of the same Pods (pod-events.mjs).
 */
export async function startLoadServer({ objects, events, perSecond = 0, waits = false, variant = 0 }) {
  const args = [objects, events, perSecond, waits ? "wait" : "now", variant].map(String);
  const child = fork(join(root, "bench", "load-server.mjs"), args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [{ port }] = await once(child, "message");
  return {
    port,
    /** The next message that has this field. */
    next: (field) =>
      new Promise((resolve) => {
        const take = (message) => {
          if (!(field in message)) return;
          child.off("message", take);
          resolve(message);
        };
        child.on("message", take);
      }),
    begin: () => child.send("begin"),
    stop: () => child.kill(),
  };
}

/** Runs to the end; resolves with stdout and how long the whole process took. */
export async function timed(file, args, options = {}) {
  const start = now();
  const child = spawn(file, args, { env: cleanEnv, stdio: ["ignore", "pipe", "inherit"], ...options });
  const chunks = [];
  child.stdout?.on("data", (chunk) => chunks.push(chunk));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with status ${code}`);
  return { ms: now() - start, stdout: Buffer.concat(chunks).toString() };
}

/** For `timed`: what a program says is not what is measured. */
export const quiet = { stdio: ["ignore", "pipe", "ignore"] };

/**
 * Runs node with these arguments to the end: `cpuMs`, user and system time of all its threads, start-up included, and `peakBytes` of resident memory, both as
 * the process itself says at its end; `ms` on the clock; and its output.
 */
export async function runNode(args) {
  const start = now();
  const child = spawn(process.execPath, ["--require", join(import.meta.dirname, "tell-usage.cjs"), ...args], {
    env: cleanEnv,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const [output, words, usage] = child.stdio.slice(1).map(collect);
  const [code] = await once(child, "close");
  const ms = now() - start;
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with status ${code}: ${words()}`);
  return { ms, ...JSON.parse(usage()), stdout: output() };
}

/** What arrives from now on, as text. */
function collect(stream) {
  const chunks = [];
  stream.on("data", (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** Runs a command of kubespy to the end. */
export async function runKubespy(...args) {
  return await runNode([program, ...args]);
}

/** Peak memory in bytes and processor time in ms of a living process; undefined where the system does not tell (only Linux does). */
export function footprint(pid) {
  try {
    const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return { peakBytes: peak, cpuMs: (Number(fields[11]) + Number(fields[12])) * 10 };
  } catch {
    return undefined;
  }
}

/** How many frames a database holds of a session, as a process beside the recorder sees it; 0 while there is none. */
export class FrameCount {
  #db;
  #session;
  #store;

  constructor(db, session = "bench") {
    this.#db = db;
    this.#session = session;
  }

  async now() {
    try {
      this.#store ??= await openStore(this.#db, { readonly: true });
      return (await this.#store.list()).find(({ header }) => header.name === this.#session)?.frames ?? 0;
    } catch {
      return 0;
    }
  }

  async close() {
    await this.#store?.close();
  }
}

export function median(values) {
  return quantile(values, 0.5);
}

export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}
