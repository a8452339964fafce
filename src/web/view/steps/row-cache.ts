import { errorMessage } from "../../../errors.js";
import type { StepRow } from "./step-requests.js";

interface RowCacheOptions {
  /** Reads rows; rejects when none can be read. */
  readonly ask: (sequences: readonly number[]) => Promise<readonly StepRow[]>;
  /** Rows have come, or none will. */
  readonly onChange: () => void;
}

/** Of a list and what is near it; a row takes about 1 KB. */
const maxRows = 2000;
/** Read at once: what is asked for meanwhile waits as long as these take. */
const rowsPerAsk = 24;

/** Rows of the steps that are looked at. One question is under way at a time, so what is scrolled past is never read. */
export class RowCache {
  readonly #options: RowCacheOptions;
  /** The ones used longest ago first. */
  readonly #rows = new Map<number, StepRow>();
  #wanted: readonly number[] = [];
  #isAsking = false;
  #failure: string | undefined;

  constructor(options: RowCacheOptions) {
    this.#options = options;
  }

  /** Why no row could be read, for people; until rows are wanted again. */
  get failure(): string | undefined {
    return this.#failure;
  }

  get(sequence: number): StepRow | undefined {
    return this.#rows.get(sequence);
  }

  /** Reads these, the most urgent first, in place of those wanted before. */
  want(sequences: readonly number[]): void {
    for (const sequence of sequences) {
      const row = this.#rows.get(sequence);
      if (row !== undefined) this.#keep(row);
    }
    this.#wanted = sequences;
    this.#failure = undefined;
    void this.#read();
  }

  async #read(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    for (let next = this.#next(); next.length > 0 && this.#failure === undefined; next = this.#next()) await this.#ask(next);
    this.#isAsking = false;
  }

  async #ask(sequences: readonly number[]): Promise<void> {
    try {
      const rows = await this.#options.ask(sequences);
      for (const row of rows) this.#keep(row);
      // What the session does not have is not asked for again.
      if (rows.length < sequences.length) this.#wanted = this.#wanted.filter((sequence) => !sequences.includes(sequence));
    } catch (error) {
      this.#failure = errorMessage(error);
    }
    this.#options.onChange();
  }

  #next(): readonly number[] {
    const next: number[] = [];
    for (const sequence of this.#wanted) {
      if (next.length >= rowsPerAsk) break;
      if (!this.#rows.has(sequence)) next.push(sequence);
    }
    return next;
  }

  #keep(row: StepRow): void {
    this.#rows.delete(row.sequence);
    this.#rows.set(row.sequence, row);
    for (const oldest of this.#rows.keys()) {
      if (this.#rows.size <= maxRows) return;
      this.#rows.delete(oldest);
    }
  }
}
