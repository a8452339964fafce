// Prepares a fresh clone: installs dependencies, builds the native SQLite module, compiles the program. What these print is folded to a line each,
// unless one fails. Does nothing when all of that is up to date, because other commands begin with it.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isBuilt } from "./build.mjs";
import { PhaseProgress } from "./setup-progress.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".kubespy-setup");

/** Lines of the output of a failed phase that are shown; it is kept as a file where it has more. */
const shownLines = 60;
/** How long a phase may take to end after a signal. */
const stopMs = 5000;

const needs = "install Node, npm, python3, make and g++, then try again";
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

if (Number(process.versions.node.split(".")[0]) < 20) fail(`Node 20 or newer is required; this is ${process.version}`);
if (!isInstalled()) await install();
if (!isBuilt()) await run("compiling kubespy", [process.execPath, join("scripts", "build.mjs")], "see the errors above");

/** Installed for this lockfile and this Node (a native module built for another one does not load). */
function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint();
}

function fingerprint() {
  const lock = readFileSync(join(root, "package-lock.json"));
  return `${createHash("sha256").update(lock).digest("hex")} ${process.versions.modules} ${process.platform} ${process.arch}\n`;
}

/** Install scripts run in a phase of their own: they compile SQLite, which takes most of the time. */
async function install() {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  await run("installing dependencies", ["npm", "ci", "--include=dev", "--ignore-scripts", ...quiet], needs);
  await run("building SQLite", ["npm", "rebuild", "--loglevel=error"], needs);
  const loads = spawnSync(process.execPath, ["-e", "new (require('better-sqlite3'))(':memory:')"], { cwd: root });
  if (loads.status !== 0)
    await run("compiling SQLite", ["npm", "rebuild", "better-sqlite3", "--build-from-source", "--loglevel=error"], needs);
  writeFileSync(stamp, fingerprint());
}

/** Ends this process where the command fails, or when a signal comes: then the command ends too, with all that it started. */
async function run(title, [file, ...args], hint) {
  const folder = mkdtempSync(join(tmpdir(), "kubespy-setup-"));
  const log = join(folder, "log");
  const progress = new PhaseProgress(title, process.stderr, Date.now());
  const ticking = setInterval(() => progress.tick(Date.now()), 1000);
  const { code, signal, error } = await endOf(file, args, log);
  clearInterval(ticking);
  const outcome = signal !== undefined ? "stopped" : code === 0 ? "done" : "failed";
  progress.end(outcome, Date.now());
  const isKept = outcome === "failed" && error === undefined && showEndOf(log);
  if (!isKept) rmSync(folder, { recursive: true, force: true });
  if (signal !== undefined) process.exit(signals[signal]);
  if (error !== undefined) fail(`cannot run ${file}: ${error.message}; ${needs}`);
  if (code !== 0) fail(`"${[file, ...args].join(" ")}" failed; ${hint}${isKept ? `; its whole output: ${log}` : ""}`);
}

/** The command has a process group of its own, so that what it started ends with it. */
async function endOf(file, args, log) {
  const output = openSync(log, "w");
  const child = spawn(file, args, { cwd: root, stdio: ["ignore", output, output], detached: true });
  closeSync(output);
  let stopped;
  let overdue;
  const stop = (signal) => {
    stopped ??= signal;
    endGroup(child.pid, "SIGTERM");
    overdue ??= setTimeout(() => endGroup(child.pid, "SIGKILL"), stopMs);
  };
  for (const name of Object.keys(signals)) process.on(name, stop);
  const end = await new Promise((resolve) => {
    child.once("error", (error) => resolve({ error }));
    child.once("exit", (code) => resolve({ code }));
  });
  for (const name of Object.keys(signals)) process.off(name, stop);
  clearTimeout(overdue);
  if (stopped !== undefined) endGroup(child.pid, "SIGKILL");
  return { ...end, signal: stopped };
}

function endGroup(pid, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // All of it has ended.
  }
}

/** Whether there is more than was shown. */
function showEndOf(log) {
  const lines = readFileSync(log, "utf8").trimEnd().split("\n");
  process.stderr.write(`${lines.slice(-shownLines).join("\n")}\n`);
  return lines.length > shownLines;
}

function fail(text) {
  process.stderr.write(`kubespy setup: ${text}\n`);
  process.exit(1);
}
