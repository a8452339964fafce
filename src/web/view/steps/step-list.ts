/** What is known of which steps belong to a list, as a worker finds out; it only grows. */
export interface KnownSteps {
  /** The sequences that belong, ascending. Those beyond `count` are not set yet. */
  readonly sequences: Uint32Array;
  readonly count: number;
  /** Up to this sequence it is known. */
  readonly upTo: number;
}

export const noKnownSteps: KnownSteps = { sequences: new Uint32Array(), count: 0, upTo: 0 };

/** With more found: `more` ascending, all after what was known. */
export function withMoreSteps(known: KnownSteps, more: Uint32Array, upTo: number): KnownSteps {
  const count = known.count + more.length;
  let { sequences } = known;
  if (count > sequences.length) {
    sequences = new Uint32Array(Math.max(count, 2 * sequences.length, 1024));
    sequences.set(known.sequences.subarray(0, known.count));
  }
  sequences.set(more, known.count);
  return { sequences, count, upTo };
}

interface StepListOptions {
  /** Of the session: also its last sequence. */
  readonly frames: number;
  /** Which belong; absent: all. */
  readonly known?: KnownSteps | undefined;
  /** Whether steps are shown until it is known that they do not belong; else only those that are known to belong. */
  readonly showsUnknown: boolean;
  /** The step that is read: it has a row, whether it belongs or not. 0: none. */
  readonly position: number;
}

/** The rows of a list of steps, each a sequence, in sequence. Rows count from 0. */
export class StepList {
  readonly frames: number;
  readonly #known: KnownSteps | undefined;
  readonly #unknown: number;
  /** The row of a position that does not belong; -1: it does. */
  readonly #extraRow: number;
  readonly #position: number;

  constructor({ frames, known, showsUnknown, position }: StepListOptions) {
    this.frames = frames;
    this.#known = known;
    this.#position = position;
    this.#unknown = known === undefined || !showsUnknown ? 0 : Math.max(0, frames - known.upTo);
    const mayBeMissing = known !== undefined && position >= 1 && position <= (showsUnknown ? known.upTo : frames);
    const row = mayBeMissing ? firstAtOrAfter(known, position) : -1;
    this.#extraRow = mayBeMissing && (row >= known.count || known.sequences[row] !== position) ? row : -1;
  }

  get length(): number {
    if (this.#known === undefined) return this.frames;
    return this.#known.count + this.#unknown + (this.#extraRow < 0 ? 0 : 1);
  }

  /** How many steps are known not to belong. */
  get hidden(): number {
    return this.#known === undefined ? 0 : this.#known.upTo - this.#known.count;
  }

  /** Up to which sequence it is known which steps belong. */
  get upTo(): number {
    return this.#known?.upTo ?? this.frames;
  }

  /** The sequence of a row; undefined beyond the end. */
  at(row: number): number | undefined {
    if (row < 0 || row >= this.length) return undefined;
    if (this.#known === undefined) return row + 1;
    if (row === this.#extraRow) return this.#position;
    const at = this.#extraRow >= 0 && row > this.#extraRow ? row - 1 : row;
    return at < this.#known.count ? this.#known.sequences[at] : this.#known.upTo + 1 + at - this.#known.count;
  }

  /** The row of a sequence, or else of the first step after it; `length` when there is none. */
  rowOf(sequence: number): number {
    if (this.#known === undefined) return Math.min(Math.max(0, sequence - 1), this.length);
    const { count, upTo } = this.#known;
    const isUnknown = sequence > upTo;
    const at = isUnknown ? (this.#unknown > 0 ? count + sequence - upTo - 1 : count) : firstAtOrAfter(this.#known, sequence);
    return Math.min(this.#extraRow >= 0 && sequence > this.#position ? at + 1 : at, this.length);
  }

  /** The sequence so many rows before or after one, within the list; undefined where there is no row on that side. */
  beside(sequence: number, rows: number): number | undefined {
    const row = this.rowOf(sequence);
    const isThere = this.at(row) === sequence;
    // From between two rows, the first step forward is the row after.
    const target = row + (rows > 0 && !isThere ? rows - 1 : rows);
    const bounded = Math.min(Math.max(0, target), this.length - 1);
    const found = this.at(bounded);
    return found === undefined || (rows > 0 ? found <= sequence : found >= sequence) ? undefined : found;
  }
}

/** The index of the first of them that is not before a sequence. */
function firstAtOrAfter({ sequences, count }: KnownSteps, sequence: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sequences[middle] ?? 0) < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
