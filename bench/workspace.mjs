// The folder of a run and the sessions in it, each recorded when it is first needed. Nothing of a run stays behind, also when it is interrupted.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ingestWithKubespy } from "./ingest.mjs";
import { program, quiet, timed } from "./processes.mjs";

/** What most bars are about. */
export const usualLoad = { events: 40_000, objects: 500 };
export const largeLoad = { events: 1_000_000, objects: 10_000 };

/** Removed when this process exits, however it does; then no process that it started is left either. `beforeRemoval` is run in between. */
export function temporaryFolder(beforeRemoval = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), "kubespy-bench-"));
  // Browsers, npm and git put their temporary files here too.
  process.env.TMPDIR = folder;
  process.on("exit", () => {
    killDescendants();
    beforeRemoval();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])
    process.on(signal, () => process.exit(status));
  return folder;
}

/** What this process started, and what that started in turn. Nothing that they could still write is wanted. */
function killDescendants() {
  const parents = parentsOfAll();
  for (const pid of parents.keys()) {
    let ancestor = parents.get(pid);
    while (ancestor !== undefined && ancestor > 1 && ancestor !== process.pid) ancestor = parents.get(ancestor);
    if (ancestor !== process.pid) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** The parent of each process of this machine. Small images have /proc, but no `ps`. */
function parentsOfAll() {
  const text = existsSync("/proc/self/stat")
    ? readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(statLine)
    : execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  return new Map(text.map((line) => line.trim().split(/\s+/).map(Number)));
}

/** "PID PPID"; the name between may have spaces and parentheses. */
function statLine(pid) {
  try {
    return `${pid} ${
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ")[1]
    }`;
  } catch {
    return `${pid} 0`;
  }
}

/** The sessions that groups of figures share. Files that are there already (of an earlier process in the same folder) are used. */
export class Workspace {
  #say;

  /** `withKubectl`: also where it is installed, it takes long. */
  constructor(folder, { rounds, withKubectl = true, say }) {
    this.folder = folder;
    this.rounds = rounds;
    this.withKubectl = withKubectl;
    this.#say = say;
  }

  say(text) {
    this.#say(`  ${text}`);
  }

  /** The same, for what is measured beside something that says where it is. */
  silent() {
    return new Workspace(this.folder, { ...this, say: () => {} });
  }

  newFolder() {
    return mkdtempSync(join(this.folder, "round-"));
  }

  path(name) {
    return join(this.folder, name);
  }

  /** A database with the session "bench" of the usual load, as the recorder left it. */
  async usual() {
    return await this.made("usual.db", async (db) => await this.#record(usualLoad, db));
  }

  /** The same of the large load. */
  async large() {
    return await this.made("large.db", async (db) => await this.#record(largeLoad, db));
  }

  /** The session "bench" of the usual load, and "beside", another run of the same Pods. */
  async pair() {
    return await this.made("pair.db", async (db) => {
      copyFileSync(await this.usual(), db);
      this.say("recording another session of the usual load");
      await ingestWithKubespy({ ...usualLoad, variant: 1 }, this.folder, { db, session: "beside" });
    });
  }

  /** The events of a session as lines. */
  async lines(db, session) {
    return await this.made(`${session}.jsonl`, async (file) => {
      await timed(process.execPath, [program, "export", session, "--as", "watch", "-o", file, "--db", db], quiet);
    });
  }

  /** Keeps a database that a measurement made. */
  keep(db, name) {
    copyFileSync(db, this.path(name));
  }

  async #record(load, db) {
    this.say(`recording ${load.events.toLocaleString("en")} events of ${load.objects.toLocaleString("en")} objects`);
    await ingestWithKubespy(load, this.folder, { db });
  }

  /** A file that is made when it is first needed. */
  async made(name, make) {
    const path = this.path(name);
    if (!existsSync(path)) await make(path);
    return path;
  }
}
