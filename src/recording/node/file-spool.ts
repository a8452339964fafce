import { readSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeTemporaryFolder, temporaryFailure } from "../../io/temporary-folder.js";
import { MemorySpool } from "../read/memory-spool.js";
import type { ReadBytes, Spool } from "../read/platform.js";

/** Small recordings stay in memory; larger ones go to a file. */
const maxMemoryBytes = 32 * 1024 * 1024;
const windowBytes = 256 * 1024;

/**
 * Keeps a small recording in memory. A large one goes to a temporary file whose name is removed at once (on Windows: when it is closed), so memory
 * stays bounded and nothing is left behind.
 */
export class FileSpool implements Spool {
  #memory: MemorySpool | undefined = new MemorySpool();
  #fileLength = 0;
  #file: FileHandle | undefined;
  #folder: string | undefined;

  get length(): number {
    return this.#memory?.length ?? this.#fileLength;
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this.#memory !== undefined && this.#memory.length + bytes.length > maxMemoryBytes) await this.#moveToFile(this.#memory.bytes);
    if (this.#memory !== undefined) await this.#memory.append(bytes);
    else if (this.#file !== undefined) await this.#write(this.#file, bytes);
  }

  /** Keeps what it read last, so that going forward reads the file in large pieces. */
  cursor(): ReadBytes {
    const memory = this.#memory?.cursor();
    let window: Uint8Array = Buffer.alloc(0);
    let windowStart = 0;
    return (start, end) => {
      if (memory !== undefined && this.#memory !== undefined) return memory(start, end);
      if (this.#file === undefined) throw new Error("the recording was closed");
      if (start < windowStart || end > windowStart + window.length) {
        window = readAll(this.#file.fd, start, Math.min(this.#fileLength, Math.max(end, start + windowBytes)));
        windowStart = start;
      }
      return window.subarray(start - windowStart, end - windowStart);
    };
  }

  async close(): Promise<void> {
    await this.#memory?.close();
    await this.#file?.close();
    this.#file = undefined;
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #moveToFile(bytes: Uint8Array): Promise<void> {
    this.#folder = makeTemporaryFolder("kubespy-");
    this.#file = await open(join(this.#folder, "recording"), "wx+", 0o600).catch(fail);
    await rm(this.#folder, { recursive: true, force: true }).catch(() => {});
    await this.#write(this.#file, bytes);
    this.#memory = undefined;
  }

  async #write(file: FileHandle, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; )
      at += (await file.write(bytes, at, bytes.length - at, this.#fileLength + at).catch(fail)).bytesWritten;
    this.#fileLength += bytes.length;
  }
}

function fail(error: unknown): never {
  throw temporaryFailure(error);
}

function readAll(file: number, start: number, end: number): Uint8Array {
  const bytes = Buffer.alloc(end - start);
  for (let at = 0; at < bytes.length; ) {
    const bytesRead = readSync(file, bytes, at, bytes.length - at, start + at);
    if (bytesRead === 0) throw new Error("the temporary copy of the recording was cut short");
    at += bytesRead;
  }
  return bytes;
}
