import { type Dirent, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { codeOf } from "../../io/system-error.js";
import type { SkippedMember } from "./skipped-members.js";

/** More than any dump of a cluster holds. */
const maxFiles = 100_000;
/** Folders within folders. */
const maxDepth = 64;

/**
 * The regular files in a directory and in those below it, in the order of their names, each as a path that begins with `directory`. Links are not
 * followed: they could lead anywhere, and in circles. `onSkipped` learns of what cannot be listed, and of what is beyond a limit.
 */
export function* directoryFiles(
  directory: string,
  cwd: string,
  onSkipped: (skipped: SkippedMember) => void,
): Generator<string, void, void> {
  const open = [{ path: directory, depth: 0 }];
  let files = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, depth } = next;
    const folders: string[] = [];
    for (const entry of entriesOf(path, cwd, onSkipped)) {
      const name = join(path, entry.name);
      if (entry.isDirectory()) folders.push(name);
      else if (!entry.isFile()) onSkipped({ name, reason: entry.isSymbolicLink() ? "it is a symbolic link" : "it is not a regular file" });
      else if (++files > maxFiles) return onSkipped({ name, reason: `it comes after ${maxFiles.toLocaleString("en")} other files` });
      else yield name;
    }
    if (depth < maxDepth) for (const folder of folders.reverse()) open.push({ path: folder, depth: depth + 1 });
    else for (const name of folders) onSkipped({ name, reason: `it is more than ${maxDepth} folders deep` });
  }
}

function entriesOf(path: string, cwd: string, onSkipped: (skipped: SkippedMember) => void): readonly Dirent[] {
  try {
    return readdirSync(resolve(cwd, path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    onSkipped({ name: path, reason: `it cannot be listed (${codeOf(error)})` });
    return [];
  }
}
