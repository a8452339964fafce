import { fstatSync, writeSync } from "node:fs";
import { KubespyError } from "../errors.js";
import type { OutputStream } from "./streams.js";
import { codeOf } from "./system-error.js";

interface ProcessOutputOptions {
  /** How messages call it. */
  readonly name: "stdout" | "stderr";
  readonly colour: boolean;
}

/**
 * An output of the process. After a failure it takes nothing more, and `drained` rejects: with the system's EPIPE when the reader is gone, else
 * with `KubespyError`.
 */
export function processOutput(stream: NodeJS.WriteStream & { readonly fd: number }, { name, colour }: ProcessOutputOptions): OutputStream {
  let failure: Error | undefined;
  neverBlock(stream);
  const fail = (error: unknown) => {
    failure ??= outputFailure(error, name);
  };
  stream.on("error", fail);
  const writeTo = isFile(stream) ? writeWhole : writeStreamed;
  return {
    write: (text) => {
      if (failure !== undefined) return false;
      try {
        return writeTo(stream, text);
      } catch (error) {
        fail(error);
        return false;
      }
    },
    drained: () =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        if (!stream.writableNeedDrain) return resolve();
        const settled = () => {
          stream.off("drain", settled);
          stream.off("error", settled);
          if (failure === undefined) resolve();
          else reject(failure);
        };
        stream.on("drain", settled);
        stream.on("error", settled);
      }),
    isTty: stream.isTTY === true,
    columns: () => stream.columns ?? 80,
    rows: () => stream.rows ?? 24,
    colour: stream.isTTY === true && colour,
  };
}

/**
 * Node writes to a terminal synchronously. One that takes nothing (Ctrl-S, a stalled ssh connection) would then stop everything: the recording, and
 * signals too. Node has no public way to change that.
 */
function neverBlock(stream: NodeJS.WriteStream): void {
  const { _handle } = stream as { _handle?: { setBlocking?: (isBlocking: boolean) => void } };
  if (stream.isTTY) _handle?.setBlocking?.(false);
}

/** A file or a device such as /dev/full. */
function isFile(stream: NodeJS.WriteStream & { readonly fd: number }): boolean {
  try {
    const stats = fstatSync(stream.fd);
    return stream.isTTY !== true && (stats.isFile() || stats.isCharacterDevice());
  } catch {
    return false;
  }
}

/** Node's stream ignores that a disk that fills takes only a part of what it is given. */
function writeWhole({ fd }: { readonly fd: number }, text: string | Uint8Array): boolean {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  return true;
}

function writeStreamed(stream: NodeJS.WriteStream, text: string | Uint8Array): boolean {
  return stream.write(text);
}

function outputFailure(error: unknown, name: string): Error {
  const code = codeOf(error);
  if (code === "EPIPE" || code === "ERR_STREAM_DESTROYED") return error as Error;
  return new KubespyError(`cannot write to ${name}: ${reasons[code] ?? (code || String(error))}`, {
    hint: "free some space, or write to another place; what was written is not complete",
    cause: error,
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the device",
  EDQUOT: "your disk quota is used up",
  EIO: "I/O error",
  EBADF: "it is closed",
};
