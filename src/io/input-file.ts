import { closeSync, constants, createReadStream, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { Socket } from "node:net";
import { Interrupted, KubespyError } from "../errors.js";
import { formatBytes } from "./bytes.js";
import { filePath } from "./file-path.js";

/**
 * Opens what a user names as input. Rules:
 *
 *  1. A regular file is read, also through a symbolic link.
 *  2. A descriptor that a shell passes (`<(zcat x)` becomes `/dev/fd/63`; `/dev/stdin`) is read when it is a pipe or a file.
 *  3. Everything else is refused: a read of a FIFO that nobody writes to never returns, a device never ends.
 *  4. An address (`https://host/x`) is not taken for the path that it would be.
 *  5. No open and no read blocks the process: they could not be interrupted.
 */

interface InputName {
  /** What messages call it: "the token file /run/token". */
  readonly name: string;
  /** What to do instead when it is a FIFO, a socket or a device. */
  readonly hint?: string;
}

/** More than any certificate, token or bundle of certificates needs. */
const maxSmallBytes = 16_000_000;

/** Reads a whole regular file, of at most 16 MB. Throws `KubespyError` for anything else, and the system's error when it cannot be read. */
export function readRegularFile(path: string, input: InputName): Buffer {
  const file = openRegular(path, input);
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; ; ) {
      const chunk = Buffer.allocUnsafe(64 * 1024);
      const bytesRead = readSync(file, chunk);
      if (bytesRead === 0) return Buffer.concat(chunks, size);
      chunks.push(chunk.subarray(0, bytesRead));
      size += bytesRead;
      assertSize(size, maxSmallBytes, input);
    }
  } finally {
    closeSync(file);
  }
}

interface InputOptions extends InputName {
  /** A relative path starts here. Default: the working directory. */
  readonly cwd?: string;
  /** Ends the reading, which then rejects with `Interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads a whole input of at most so many bytes. Rejects as `openInput` does. */
export async function readInput(path: string, options: InputOptions & { readonly maxBytes: number }): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of openInput(path, options)) {
    chunks.push(chunk);
    size += chunk.length;
    assertSize(size, options.maxBytes, options);
  }
  return Buffer.concat(chunks, size);
}

/**
 * The bytes of a file, or of a pipe that a shell passes. Rejects with `KubespyError` for anything else, and with the system's error when it cannot
 * be read.
 */
export async function* openInput(path: string, options: InputOptions): AsyncGenerator<Uint8Array> {
  const { cwd = "", signal } = options;
  const file = filePath(cwd, path, "read");
  try {
    yield* isPassedPipe(file) ? openPipe(file, signal) : openFile(file, options);
  } catch (error) {
    if (signal?.aborted) throw new Interrupted(`stopped before all of ${options.name} was read`, { cause: error });
    throw error;
  }
}

/** A read of a file does not block: the signal is asked between them. */
async function* openFile(path: string, options: InputOptions): AsyncGenerator<Uint8Array> {
  let hasRead = false;
  for await (const chunk of createReadStream(path, { fd: openRegular(path, options), highWaterMark: 256 * 1024 })) {
    if (hasRead) options.signal?.throwIfAborted();
    hasRead = true;
    yield chunk;
  }
}

/** A blocked read of a file stream would keep the process from exiting; a socket waits in the event loop. */
function openPipe(path: string, signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  const fd = openSync(path, constants.O_RDONLY | nonBlocking);
  return new Socket({ fd, readable: true, writable: false, ...(signal === undefined ? {} : { signal }) });
}

/** "a FIFO"; undefined for a regular file. */
export function nonFile(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return "a directory";
  if (stats.isFIFO()) return "a FIFO";
  if (stats.isSocket()) return "a socket";
  return stats.isCharacterDevice() || stats.isBlockDevice() ? "a device" : "not a regular file";
}

/** Absent on Windows, which has no FIFOs in its file system. */
const nonBlocking = constants.O_NONBLOCK ?? 0;

/** Checked before opening, because opening a device can act on it; and after, because the path may name something else by then. */
function openRegular(path: string, input: InputName): number {
  assertRegular(statSync(path), input);
  const file = openSync(path, constants.O_RDONLY | nonBlocking);
  try {
    assertRegular(fstatSync(file), input);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function assertRegular(stats: Stats, { name, hint }: InputName): void {
  const kind = nonFile(stats);
  if (kind === undefined) return;
  const options = stats.isDirectory() ? { hint: "name a file in it" } : hint === undefined ? {} : { hint };
  throw new KubespyError(`cannot read ${name}: it is ${kind}, not a file`, options);
}

function assertSize(size: number, maxBytes: number, { name }: InputName): void {
  if (size > maxBytes) throw new KubespyError(`cannot read ${name}: it is larger than ${formatBytes(maxBytes)}`);
}

function isPassedPipe(path: string): boolean {
  return /^\/(dev\/(stdin|fd\/\d+)|proc\/(self|\d+)\/fd\/\d+)$/.test(path) && statSync(path).isFIFO();
}
