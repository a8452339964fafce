/** The three standard streams and the facts of the terminal, passed as arguments: only `main.ts` touches `process`. */
export interface Streams {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

export interface OutputStream {
  /** False when the buffer is full: a writer of much waits for `drained`. */
  write(text: string | Uint8Array): boolean;
  /** Resolves when more may be written. Rejects with EPIPE when its reader has closed it, with `KubespyError` when it cannot be written. */
  drained(): Promise<void>;
  readonly isTty: boolean;
  /** Columns of the terminal; 80 when unknown. Ask again before each redraw. */
  columns(): number;
  rows(): number;
  /** Whether to colour: a terminal, and neither NO_COLOR nor `--no-color` (nor TERM=dumb). */
  readonly colour: boolean;
}
