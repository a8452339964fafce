import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubespyError } from "../errors.js";
import { codeOf } from "./system-error.js";

/** Creates a folder that only its owner may enter; default: in the folder for temporary files. Throws `KubespyError`, which names that, when it cannot. */
export function makeTemporaryFolder(prefix: string, parent = tmpdir()): string {
  try {
    return mkdtempSync(join(parent, prefix));
  } catch (error) {
    throw temporaryFailure(error, parent);
  }
}

/** Explains why a temporary file cannot be written. */
export function temporaryFailure(error: unknown, parent = tmpdir()): KubespyError {
  const code = codeOf(error);
  return new KubespyError(`cannot write temporary files to ${parent}: ${reasons[code] ?? (code || String(error))}`, {
    hint: "set TMPDIR to a directory on a disk with free space",
    cause: error,
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  ENOTDIR: "it is not a directory",
  EACCES: "no permission to write there",
  EPERM: "no permission to write there",
  EROFS: "it is read-only",
  ENOSPC: "no space left on its disk",
  EDQUOT: "your disk quota is used up",
};
