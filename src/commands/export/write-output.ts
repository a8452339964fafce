import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { KubespyError, UsageError } from "../../errors.js";
import type { OutputStream } from "../../io/streams.js";

/** Writes all chunks to a stream, no faster than it takes them. Rejects with EPIPE when its reader is gone. */
export async function writeStream(chunks: AsyncIterable<Uint8Array>, stream: OutputStream, interrupt: AbortSignal): Promise<void> {
  for await (const chunk of chunks) {
    interrupt.throwIfAborted();
    if (!stream.write(chunk)) await stream.drained();
  }
}

export interface WriteFileOptions {
  readonly cwd: string;
  /** Replace a file that is there. */
  readonly force: boolean;
  readonly interrupt: AbortSignal;
}

/** Writes a whole file or none: it has a name of its own until all is written. Resolves with its size in bytes. */
export async function writeFile(chunks: AsyncIterable<Uint8Array>, file: string, options: WriteFileOptions): Promise<number> {
  const path = resolve(options.cwd, file);
  if (!options.force && (await exists(path)))
    throw new UsageError(`"${file}" is there already`, { hint: "add --force to replace it, or name another file with -o" });
  const partial = join(dirname(path), `.${basename(path)}.${Math.random().toString(36).slice(2, 10)}.partial`);
  const handle = await open(partial, "wx").catch((error: unknown) => {
    throw writeFailure(file, error);
  });
  try {
    const size = await writeAll(handle, chunks, file, options.interrupt);
    await rename(partial, path);
    return size;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeAll(handle: FileHandle, chunks: AsyncIterable<Uint8Array>, file: string, interrupt: AbortSignal): Promise<number> {
  let size = 0;
  try {
    for await (const chunk of chunks) {
      interrupt.throwIfAborted();
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
  return new KubespyError(`"${file}" cannot be written: ${reasons[code] ?? code}`, { hint: "name another file with -o", cause });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left",
  ENOENT: "its folder does not exist",
  EACCES: "its folder may not be written to",
  EPERM: "its folder may not be written to",
  EROFS: "its folder is read-only",
};

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
