// Prepares a fresh clone: installs dependencies, builds the native SQLite module, compiles the program.
// Does nothing when all of that is up to date, because other commands begin with it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, isBuilt } from "./build.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".kubespy-setup");

if (Number(process.versions.node.split(".")[0]) < 20) fail(`Node 20 or newer is required; this is ${process.version}`);
if (!isInstalled()) install();
if (!isBuilt()) await build();

/** Installed for this lockfile and this Node (a native module built for another one does not load). */
function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint();
}

function fingerprint() {
  const lock = readFileSync(join(root, "package-lock.json"));
  return `${createHash("sha256").update(lock).digest("hex")} ${process.versions.modules} ${process.platform} ${process.arch}\n`;
}

function install() {
  say("installing dependencies and building SQLite (once, about two minutes)");
  run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
  const loads = spawnSync(process.execPath, ["-e", "new (require('better-sqlite3'))(':memory:')"], { cwd: root });
  if (loads.status !== 0) run("npm", ["rebuild", "better-sqlite3", "--build-from-source", "--loglevel=error"]);
  writeFileSync(stamp, fingerprint());
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (error) fail(`cannot run ${command}: ${error.message}`);
  if (status !== 0) fail(`"${command} ${args.join(" ")}" failed; install Node, npm, python3, make and g++, then try again`);
}

function say(text) {
  process.stderr.write(`kubespy setup: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
