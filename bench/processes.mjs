// Starting processes and looking at them from outside.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../dist/index.js";

export const root = join(import.meta.dirname, "..");
export const program = join(root, "dist", "cli.js");

/** ms since the epoch with fractions: the clock that all processes of this machine share. */
export function now() {
  return performance.timeOrigin + performance.now();
}

/** Nothing of the user's own configuration may change what is measured. */
export const cleanEnv = { PATH: process.env.PATH, HOME: "/nonexistent", TERM: "dumb" };

/** `perSecond`: at this rate; absent: as fast as they are read. `waits`: only after `begin`. */
export async function startLoadServer({ objects, events, perSecond = 0, waits = false }) {
  const child = fork(join(root, "bench", "load-server.mjs"), [String(objects), String(events), String(perSecond), waits ? "wait" : "now"], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
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

/** How many frames a database holds of the session "bench", as a process beside the recorder sees it; 0 while there is none. */
export class FrameCount {
  #db;
  #store;

  constructor(db) {
    this.#db = db;
  }

  async now() {
    try {
      this.#store ??= await openStore(this.#db, { readonly: true });
      return (await this.#store.list())[0]?.frames ?? 0;
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
