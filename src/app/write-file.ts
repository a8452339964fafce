import { createHash, randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, lstat, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { KubespyError, UsageError } from "../errors.js";
import { filePath } from "../io/file-path.js";
import { nonFile } from "../io/input-file.js";
import { codeOf } from "../io/system-error.js";
import { isAlive, thisProcess } from "../store/recorder-identity.js";

interface WriteFileOptions {
  /** A relative path starts here. Default: the working directory. */
  readonly cwd?: string;
  /** Replace an existing file. Default: reject with `UsageError`. */
  readonly force?: boolean;
  /** Only its owner may read it, also where it replaces a file. */
  readonly private?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Writes a whole file or none. Resolves with its size in bytes. Rules:
 *
 *  1. Until all is written and on the disk, it has a temporary name. What killed programs left under such names goes with the next write.
 *  2. Only its owner may read it (0600). A file that is replaced keeps its mode.
 *  3. Only a regular file is replaced; a symbolic link stays, and the file that it points to is replaced.
 *  4. An address (`https://host/x`) is not taken for the path that it would be.
 */
export async function writeFile(chunks: AsyncIterable<Uint8Array>, file: string, options: WriteFileOptions = {}): Promise<number> {
  const staged = await stageFile(chunks, file, options);
  await staged.commit();
  return staged.size;
}

/** The same of a text. */
export async function writeText(text: string, file: string, options: WriteFileOptions = {}): Promise<number> {
  return await writeFile(oneChunk(text), file, options);
}

export async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** A file that is on the disk, under a temporary name. */
export interface StagedFile {
  /** In bytes. */
  readonly size: number;
  /** Gives it its name. Rejects, and removes it, where something is there by now that must stay. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Rejects where `writeFile` would not even begin: before a long work whose result is to be written. */
export async function assertWritable(file: string, options: WriteFileOptions = {}): Promise<void> {
  await replaceable(pathOf(file, options), file, options.force === true);
}

/** The first half of `writeFile`, for several files of which all are to be written or none. */
export async function stageFile(chunks: AsyncIterable<Uint8Array>, file: string, options: WriteFileOptions = {}): Promise<StagedFile> {
  const path = pathOf(file, options);
  const target = await replaceable(path, file, options.force === true);
  const partials = new PartialNames(target.path);
  await partials.removeLeftovers();
  const partial = partials.create();
  const handle = await failing(file, open(partial, "wx", 0o600));
  const discard = () => rm(partial, { force: true });
  const commit = async () => {
    await replaceable(path, file, options.force === true);
    await failing(file, rename(partial, target.path));
  };
  try {
    const size = await writeAll(handle, chunks, file, options.private ? 0o600 : target.mode, options.signal);
    return { size, commit: () => discardedOnFailure(commit(), discard), discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

function pathOf(file: string, { cwd = "" }: WriteFileOptions): string {
  return filePath(cwd, file, "write");
}

async function discardedOnFailure(action: Promise<void>, discard: () => Promise<void>): Promise<void> {
  await action.catch(async (error: unknown) => {
    await discard();
    throw error;
  });
}

/** The file that is written: what a link points to. Rejects when something is there that must stay. */
async function replaceable(path: string, file: string, force: boolean): Promise<{ readonly path: string; readonly mode: number }> {
  const present = await failing(file, statIfThere(path));
  if (present === undefined) {
    if (await lstat(path).catch(() => undefined))
      throw new KubespyError(`cannot write "${file}": it is a link to a file that does not exist`, {
        hint: "remove the link, or name another file",
      });
    return { path, mode: 0o600 };
  }
  if (present.isDirectory())
    throw new UsageError(`cannot write "${file}": it is a directory`, { hint: `name a file in it: ${join(file, "NAME")}` });
  const kind = nonFile(present);
  if (kind !== undefined)
    throw new UsageError(`cannot write "${file}": it is ${kind}, not a file`, { hint: 'write to stdout with "-o -", and redirect that' });
  if (!force) throw new UsageError(`"${file}" already exists`, { hint: "add --force to replace it, or name another file with -o" });
  return { path: await failing(file, realpath(path)), mode: present.mode & 0o777 };
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  return await stat(path).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
}

async function writeAll(
  handle: FileHandle,
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  mode: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  let size = 0;
  try {
    // Whatever the umask is. Some file systems have no modes.
    await handle.chmod(mode).catch(() => {});
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      await failing(file, handle.writeFile(chunk));
      size += chunk.length;
    }
    await failing(file, handle.sync());
    return size;
  } finally {
    await handle.close();
  }
}

/** A program on another machine, or one that is stopped, may still be writing a younger one. */
const maxLeftoverAgeMs = 24 * 3600 * 1000;

/** The temporary names of one file: `.NAME.MACHINE-PID-START-RANDOM.partial`. */
class PartialNames {
  readonly #folder: string;
  readonly #prefix: string;
  readonly #host: string;
  readonly #boot: string;
  readonly #process: string;

  constructor(path: string) {
    this.#folder = dirname(path);
    const name = basename(path);
    // With what is added to it, a name must not be longer than 255 bytes.
    this.#prefix = `.${Buffer.byteLength(name) <= 180 ? name : digest(name)}.`;
    const { host, pid, started = "" } = thisProcess();
    const [boot = "", start = ""] = started.split(" ");
    this.#host = host;
    this.#boot = boot;
    this.#process = `${digest(`${host} ${boot}`)}-${pid}-${start}`;
  }

  create(): string {
    return join(this.#folder, `${this.#prefix}${this.#process}-${randomBytes(4).toString("hex")}.partial`);
  }

  async removeLeftovers(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names) {
      const rest = name.startsWith(this.#prefix) ? name.slice(this.#prefix.length) : "";
      if (!/^[\da-z-]+\.partial$/.test(rest)) continue;
      const path = join(this.#folder, name);
      if (this.#isOfDeadProcess(rest) || (await isOld(path))) await rm(path, { force: true }).catch(() => {});
    }
  }

  #isOfDeadProcess(rest: string): boolean {
    const [machine, pid, start = ""] = rest.split("-");
    if (machine !== this.#process.split("-")[0]) return false;
    const started = start === "" ? {} : { started: `${this.#boot} ${start}` };
    return !isAlive({ host: this.#host, pid: Number(pid), ...started }, 0);
  }
}

async function isOld(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isFile() === true && Date.now() - stats.mtimeMs > maxLeftoverAgeMs;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

async function failing<T>(file: string, action: Promise<T>): Promise<T> {
  return await action.catch((cause: unknown) => {
    const code = codeOf(cause) || String(cause);
    const Kind = wrongPaths.has(code) ? UsageError : KubespyError;
    throw new Kind(`cannot write "${file}": ${reasons[code] ?? code}`, { hint: "name another file with -o", cause });
  });
}

/** Failures of the name, not of the disk. */
const wrongPaths: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP"]);

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the disk",
  EDQUOT: "your disk quota is used up",
  ENOENT: "its directory does not exist",
  ENOTDIR: "its directory is a file",
  EACCES: "no permission to write to its directory",
  EPERM: "no permission to write to its directory",
  EROFS: "its directory is read-only",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "it is a loop of links",
};
