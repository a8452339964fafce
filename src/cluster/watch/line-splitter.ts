/** More than the largest object in etcd (1.5 MiB by default, a few MiB if raised) with all characters escaped in JSON. */
export const maxWatchLineBytes = 32 * 1024 * 1024;

/** Nobody sends empty lines in such numbers but to keep a reader busy. */
const maxEmptyLines = 10_000;

/** A line exceeded the limit without an end, or none has content: the stream cannot be read any further. */
export class LinesUnreadable extends Error {
  /** The beginning of the line. */
  readonly beginning: Uint8Array;

  constructor(problem: string, beginning: Uint8Array) {
    super(problem);
    this.name = "LinesUnreadable";
    this.beginning = beginning;
  }
}

/**
 * Splits a stream of bytes into lines. Chunks may end anywhere: within a line, a CRLF or a UTF-8 character. Works on bytes only, so a
 * character is whole once its line is.
 */
export class LineSplitter {
  readonly #limitBytes: number;
  /** Pieces of the unfinished line. Joined only at its end, so that a long line is copied once and not with every piece. */
  #pieces: Buffer[] = [];
  #pendingBytes = 0;
  /** In a row. */
  #emptyLines = 0;

  constructor(limitBytes = maxWatchLineBytes) {
    this.#limitBytes = limitBytes;
  }

  /**
   * Adds the lines that this piece completes, without their line ends; skips empty lines. A line may share memory with the piece. Throws
   * `LinesUnreadable` after it has added the preceding lines.
   */
  push(piece: Buffer, lines: Buffer[] = []): Buffer[] {
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
      const line = withoutReturn(this.#complete(piece.subarray(start, end)));
      if (line.length > 0) lines.push(line);
      this.#emptyLines = line.length > 0 ? 0 : this.#emptyLines + 1;
      if (this.#emptyLines > maxEmptyLines)
        throw new LinesUnreadable(`the stream sends more than ${maxEmptyLines} empty lines in a row`, line);
      start = end + 1;
    }
    if (start < piece.length) this.#keep(piece.subarray(start));
    return lines;
  }

  /** The unfinished line when the stream has ended; empty if there is none. */
  rest(): Buffer {
    return withoutReturn(this.#complete(Buffer.alloc(0)));
  }

  #complete(last: Buffer): Buffer {
    if (this.#pieces.length === 0) return last;
    this.#keep(last);
    const line = Buffer.concat(this.#pieces, this.#pendingBytes);
    this.#pieces = [];
    this.#pendingBytes = 0;
    return line;
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#pendingBytes += piece.length;
    if (this.#pendingBytes > this.#limitBytes) {
      const beginning = Buffer.concat(this.#pieces.slice(0, 2)).subarray(0, 1024);
      throw new LinesUnreadable(`a line of the stream is longer than ${Math.round(this.#limitBytes / 1024 / 1024)} MiB`, beginning);
    }
  }
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === RETURN ? line.subarray(0, -1) : line;
}
