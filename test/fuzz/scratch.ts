import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let folder: string | undefined;

/** Where a target that reads files writes its input; made when it is first needed. */
export function scratchFile(name: string): string {
  folder ??= mkdtempSync(join(tmpdir(), "kubespy-fuzz-"));
  return join(folder, name);
}

export function removeScratch(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
}
