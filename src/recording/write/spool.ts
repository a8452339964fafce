import { readSync } from "node:fs";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Small recordings stay in memory; what is larger waits in a file. */
const memoryLimitBytes = 32 * 1024 * 1024;
const windowBytes = 256 * 1024;

/**
 * Decompressed bytes, written once from front to back and then read anywhere. A large one goes to a temporary file that has no name
 * any more (on Windows: until it is closed), so memory stays bounded and nothing is left behind.
 */
export class Spool {
  #memory = Buffer.alloc(windowBytes);
  #length = 0;
  #file: FileHandle | undefined;
  #folder: string | undefined;

  get length(): number {
    return this.#length;
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this.#file === undefined && this.#length + bytes.length > memoryLimitBytes) await this.#moveToFile();
    if (this.#file === undefined) this.#appendToMemory(bytes);
    else await writeAll(this.#file, bytes, this.#length);
    this.#length += bytes.length;
  }

  /**
   * A cursor of one reader: keeps what it read last, so that going forward reads the file in large pieces. It reads at once, without a promise:
   * what a revision looked like is asked for where nobody can wait, and the file is a local one that was just written.
   */
  cursor(): (start: number, end: number) => Uint8Array {
    let window: Uint8Array = Buffer.alloc(0);
    let windowStart = 0;
    return (start, end) => {
      if (this.#file === undefined) return this.#memory.subarray(start, end);
      if (start < windowStart || end > windowStart + window.length) {
        window = readAll(this.#file.fd, start, Math.min(this.#length, Math.max(end, start + windowBytes)));
        windowStart = start;
      }
      return window.subarray(start - windowStart, end - windowStart);
    };
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    this.#memory = Buffer.alloc(0);
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  #appendToMemory(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#memory.length) {
      const grown = Buffer.alloc(Math.max(this.#length + bytes.length, this.#memory.length * 2));
      this.#memory.copy(grown, 0, 0, this.#length);
      this.#memory = grown;
    }
    this.#memory.set(bytes, this.#length);
  }

  async #moveToFile(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), "kubespy-"));
    this.#file = await open(join(this.#folder, "recording"), "wx+", 0o600);
    await rm(this.#folder, { recursive: true, force: true }).catch(() => {});
    await writeAll(this.#file, this.#memory.subarray(0, this.#length), 0);
    this.#memory = Buffer.alloc(0);
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
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
