// What a run is to be read with: the machine, the commit, and what is not installed.
import { spawnSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { chromium } from "./chromium.mjs";
import { hasKubectl } from "./ingest.mjs";
import { root } from "./processes.mjs";

export function machine() {
  const missing = [...(hasKubectl ? [] : ["kubectl"]), ...(chromium() === undefined ? ["Chromium"] : [])];
  if (process.platform !== "linux") missing.push("Linux (processor time and memory of running processes)");
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    processors: availableParallelism(),
    node: process.version,
    commit: commitHere(),
    at: new Date().toISOString(),
    missing,
  };
}

/** "1a2b3c4d", or "1a2b3c4d with changes" of what is built. */
function commitHere() {
  const commit = git("rev-parse", "--short=8", "HEAD");
  if (commit === undefined) return "unknown";
  return git("status", "--porcelain", "--", "src", "scripts", "package-lock.json") === "" ? commit : `${commit} with changes`;
}

/** Its output; undefined when git failed. */
export function git(...args) {
  const { status, stdout } = spawnSync("git", ["-C", root, ...args], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}
