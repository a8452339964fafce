import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { KubespyError, UsageError } from "../errors.js";

interface WriteFileOptions {
  /** A relative path starts here. Default: the working directory. */
  readonly cwd?: string;
  /** Replace an existing file. Default: reject with `UsageError`. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

/** Writes a whole file or none: it has a temporary name until all is written. Resolves with its size in bytes. */
export async function writeFile(chunks: AsyncIterable<Uint8Array>, file: string, options: WriteFileOptions = {}): Promise<number> {
  const path = options.cwd === undefined ? resolve(file) : resolve(options.cwd, file);
  if (!options.force && (await exists(path)))
    throw new UsageError(`"${file}" already exists`, { hint: "add --force to replace it, or name another file with -o" });
  const partial = join(dirname(path), `.${basename(path)}.${Math.random().toString(36).slice(2, 10)}.partial`);
  const handle = await open(partial, "wx").catch((error: unknown) => {
    throw writeFailure(file, error);
  });
  try {
    const size = await writeAll(handle, chunks, file, options.signal);
    await rename(partial, path);
    return size;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeAll(
  handle: FileHandle,
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  let size = 0;
  try {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      await handle.writeFile(chunk).catch((error: unknown) => {
        throw writeFailure(file, error);
      });
      size += chunk.length;
    }
    return size;
  } finally {
    await handle.close();
  }
}

function writeFailure(file: string, cause: unknown): KubespyError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  return new KubespyError(`cannot write "${file}": ${reasons[code] ?? code}`, { hint: "name another file with -o", cause });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the disk",
  ENOENT: "its directory does not exist",
  EACCES: "no permission to write to its directory",
  EPERM: "no permission to write to its directory",
  EROFS: "its directory is read-only",
};

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
