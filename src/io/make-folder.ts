import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** Creates a folder that only its owner may read, and those above it. Not with `recursive: true`: Node 20 loops forever where no folder can be created (in /proc). */
export function makePrivateFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      // Another kubespy created it first.
      if (!existsSync(folder)) throw error;
    }
  }
}
