import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { KubespyError } from "../../errors.js";
import { filePath } from "../../io/file-path.js";
import { readInput } from "../../io/input-file.js";
import { codeOf } from "../../io/system-error.js";
import { maxRulesFileBytes, readShareRulesFile, type ShareRulesFile } from "./rules-file.js";

interface RulesFileOptions {
  readonly cwd: string;
  /** As typed after `--rules`. */
  readonly file?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The rules of the file that was named, or of the one that `findShareRulesFile` finds; undefined if there is none. Rejects with `KubespyError`. */
export async function loadShareRulesFile({ cwd, file, signal }: RulesFileOptions): Promise<ShareRulesFile | undefined> {
  const path = file === undefined ? findShareRulesFile(cwd) : filePath(cwd, file, "read");
  if (path === undefined) return undefined;
  const name = file ?? relative(cwd, path);
  return readShareRulesFile(await readText(path, name, signal), name);
}

const fileName = "kubespy-share.yaml";

/**
 * The rules file of the working directory, else of the directories above it, up to the root of the repository (where `.git` is). Outside of a
 * repository only the working directory counts: others could put a file into a directory above it, such as /tmp.
 */
export function findShareRulesFile(cwd: string): string | undefined {
  const directories = [cwd];
  for (let at = cwd; !existsSync(join(at, ".git")); ) {
    const above = dirname(at);
    if (above === at) return existing(cwd);
    directories.push(above);
    at = above;
  }
  for (const directory of directories) {
    const path = existing(directory);
    if (path !== undefined) return path;
  }
  return undefined;
}

function existing(directory: string): string | undefined {
  const path = join(directory, fileName);
  return existsSync(path) ? path : undefined;
}

async function readText(path: string, name: string, signal: AbortSignal | undefined): Promise<string> {
  const bytes = await readInput(path, { name: `the rules file ${name}`, maxBytes: maxRulesFileBytes, signal }).catch((error: unknown) => {
    const reason = unreadable.get(codeOf(error));
    if (reason === undefined) throw error;
    throw new KubespyError(`cannot read the rules file ${name}: ${reason}`, { hint: "check --rules", cause: error });
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new KubespyError(`cannot read the rules file ${name}: it is not UTF-8 text`, { hint: "save it as UTF-8", cause: error });
  }
}

const unreadable: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "it does not exist"],
  ["ENOTDIR", "it does not exist"],
  ["EACCES", "permission denied"],
  ["ELOOP", "its symbolic links lead nowhere"],
]);
