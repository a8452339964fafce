/** What reading a recording needs of the platform that it runs on: `webPlatform` in a browser, `node/open-recording.ts` in Node. */
export interface ReadingPlatform {
  createSpool(): Spool;
  /**
   * Decompresses gzip. A stream that is cut short yields what it holds and just ends; a damaged one yields what precedes the damage, then throws
   * `BadLine`.
   */
  gunzip(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** Resolves once others that wait have run. */
  nextTurn(): Promise<void>;
}

/** Decompressed bytes, written once from front to back and then read anywhere. */
export interface Spool {
  readonly length: number;
  append(bytes: Uint8Array): Promise<void>;
  /** A cursor of one reader. Reads at once, without a promise: revisions are looked at where nobody can wait. */
  cursor(): ReadBytes;
  close(): Promise<void>;
}

/** Reads a range of the file's bytes. */
export type ReadBytes = (start: number, end: number) => Uint8Array;
