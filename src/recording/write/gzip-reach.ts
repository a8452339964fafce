import { deflateRawSync } from "node:zlib";

/** How far gzip looks back. */
const reachBytes = 32 * 1024;
/** Beyond this much output, trying both forms costs more time than it saves space. */
const trialLimitBytes = 192 * 1024;
/** A delta line as short as this is always smaller. */
const shortLineBytes = 96;

/**
 * Decides which form of a line becomes smaller by gzip. An object that occurs within its reach costs little to write again, less than a long delta, whose
 * text (with escaped quotes) occurs nowhere. Small recordings, where this matters, are decided by trial.
 */
export class GzipReach {
  #recent: Buffer = Buffer.alloc(0);
  #written = 0;

  push(line: Uint8Array): void {
    this.#written += line.length;
    if (this.#written > trialLimitBytes) this.#recent = Buffer.alloc(0);
    else this.#recent = Buffer.concat([this.#recent, line]).subarray(-reachBytes);
  }

  /** Whether `candidate` becomes smaller than `line` behind what was written before. */
  prefers(candidate: () => Uint8Array, line: Uint8Array): boolean {
    if (line.length <= shortLineBytes || this.#written > trialLimitBytes) return false;
    return this.#sizeWith(candidate()) < this.#sizeWith(line);
  }

  #sizeWith(line: Uint8Array): number {
    return deflateRawSync(Buffer.concat([this.#recent, line]), { level: 9 }).length;
  }
}
