// Another commit of this repository, built in a work tree of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { git } from "../machine.mjs";
import { root } from "../processes.mjs";

let checkout;

/** The short hash of a revision. */
export function commitOf(revision) {
  if (git("rev-parse", "--git-dir") === undefined) throw new Error(`--against needs git and a clone of the repository; ${root} is none`);
  const commit = git("rev-parse", "--verify", "--quiet", "--short=8", "--end-of-options", `${revision}^{commit}`);
  if (commit === undefined)
    throw new Error(`unknown revision "${revision}" in --against: use a commit, a branch or a tag of this repository`);
  return commit;
}

/** The folder of what was built, `dist` of the work tree. */
export async function buildCommit(commit, folder) {
  checkout = join(folder, "checkout");
  if (git("worktree", "add", "--quiet", "--detach", checkout, commit) === undefined)
    throw new Error(`cannot check out ${commit} into ${checkout}`);
  const hasSameLock = readFileSync(join(checkout, "package-lock.json")).equals(readFileSync(join(root, "package-lock.json")));
  // The set-up script would install over the link.
  if (hasSameLock) symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
  const script = join("scripts", hasSameLock ? "build.mjs" : "setup.mjs");
  const words = await failureOf(spawn(process.execPath, [script], { cwd: checkout, stdio: ["ignore", "pipe", "pipe"] }));
  const dist = join(checkout, "dist");
  if (words !== undefined || !existsSync(join(dist, "cli.js")))
    throw new Error(`cannot build ${commit}: ${words ?? "it has no dist/cli.js"}`);
  return dist;
}

/** What a process said, when it failed. */
async function failureOf(child) {
  const words = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => words.push(chunk));
  const [status] = await once(child, "close");
  return status === 0 ? undefined : Buffer.concat(words).toString().trim();
}

export function removeCheckout() {
  if (checkout === undefined) return;
  git("worktree", "remove", "--force", checkout);
  git("worktree", "prune");
}
