import { Unzip, type UnzipFile, UnzipInflate } from "fflate";
import type { ArchiveEntry } from "./archive-entry.js";

/** Inflated at once; a thousand times that can come out. */
const sliceBytes = 16 * 1024;
const endOfDirectory = Buffer.from("PK\x05\x06");
/** The record at the end of an archive, with the longest comment. */
const maxTailBytes = 22 + 65_535;

/** The files in a zip archive, one after the other. Throws where the archive is damaged or encrypted. */
export async function* zipEntries(source: AsyncIterable<Uint8Array>): AsyncGenerator<ArchiveEntry, void, void> {
  const reading = new ZipReading(source);
  try {
    for (let entry = await reading.next(); entry !== undefined; entry = await reading.next()) {
      if (!entry.name.endsWith("/")) yield { name: entry.name, bytes: reading.bytesOf(entry) };
      await reading.pass(entry);
    }
    if (!reading.hasDirectory) throw new Error("the archive ends before its directory");
  } finally {
    await reading.close();
  }
}

interface ZipEntry {
  readonly name: string;
  pieces: Uint8Array[];
  isComplete: boolean;
}

class ZipReading {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #unzip: Unzip;
  /** Found, and not read yet: many small files may be in one slice. */
  readonly #found: ZipEntry[] = [];
  #rest: Uint8Array = new Uint8Array();
  /** What came last: the end of the archive is in it. */
  #tail = Buffer.alloc(0);
  #failure: Error | undefined;
  #isOver = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
    this.#unzip = new Unzip((file) => this.#begin(file));
    this.#unzip.register(UnzipInflate);
  }

  /** Known when all was read: an archive that was cut between two files lacks it. */
  get hasDirectory(): boolean {
    return this.#tail.includes(endOfDirectory);
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** Undefined after the last. */
  async next(): Promise<ZipEntry | undefined> {
    while (this.#found.length === 0 && !this.#isOver) await this.#advance();
    return this.#found.shift();
  }

  async *bytesOf(entry: ZipEntry): AsyncGenerator<Uint8Array, void, void> {
    for (;;) {
      const { pieces } = entry;
      entry.pieces = [];
      yield* pieces;
      if (entry.pieces.length > 0) continue;
      if (entry.isComplete) return;
      if (this.#isOver) throw new Error("the archive ends within a file");
      await this.#advance();
    }
  }

  /** Reads to the end of an entry, and keeps nothing of it. */
  async pass(entry: ZipEntry): Promise<void> {
    entry.pieces = [];
    while (!entry.isComplete && !this.#isOver) {
      await this.#advance();
      entry.pieces = [];
    }
    if (!entry.isComplete) throw new Error("the archive ends within a file");
  }

  #begin(file: UnzipFile): void {
    const entry: ZipEntry = { name: file.name, pieces: [], isComplete: false };
    file.ondata = (error, bytes, isLast) => {
      if (error !== null) this.#failure = error;
      else if (bytes.length > 0) entry.pieces.push(bytes);
      entry.isComplete ||= isLast;
    };
    this.#found.push(entry);
    file.start();
  }

  /** One slice more. What follows damage is not read: it may be anything. */
  async #advance(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done) {
        this.#isOver = true;
        return;
      }
      this.#rest = next.value;
      this.#tail = Buffer.concat([this.#tail, this.#rest]).subarray(-maxTailBytes);
    }
    const slice = this.#rest.subarray(0, sliceBytes);
    this.#rest = this.#rest.subarray(sliceBytes);
    try {
      this.#unzip.push(slice);
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error("it is damaged", { cause: error });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }
}
