import { concat } from "./bytes/bytes.js";
import { type CommonRun, commonRuns, MatchTable } from "./common-runs.js";

/**
 * How one revision's JSON differs from the one before it, in bytes: exact, cheap, and independent of what the JSON means.
 *
 * A list of steps over the base, from its start: a positive number copies that many bytes, a negative one skips them, a byte string is inserted.
 * The rest of the base after the last step is copied. Counts are bytes of UTF-8; steps never split a character, so inserted pieces are valid text.
 */
export type DeltaStep = number | Uint8Array;

/**
 * Applies a delta, in memory of its own or in the `room` that is given for as many bytes, which must not be where the base lies. Throws `RangeError` when
 * the steps do not fit the base.
 */
export function applyDelta(base: Uint8Array, steps: readonly DeltaStep[], room?: (length: number) => Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const step of steps) {
    if (typeof step !== "number") {
      pieces.push(step);
      continue;
    }
    if (!Number.isInteger(step) || at + Math.abs(step) > base.length)
      throw new RangeError(`delta step ${step} at byte ${at} does not fit a base of ${base.length} bytes`);
    if (step > 0) pieces.push(base.subarray(at, at + step));
    at += Math.abs(step);
  }
  pieces.push(base.subarray(at));
  return room === undefined ? concat(pieces) : joinedIn(room, pieces);
}

function joinedIn(room: (length: number) => Uint8Array, pieces: readonly Uint8Array[]): Uint8Array {
  const whole = room(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * A delta from `base` to `target`: copies their common beginning and end, and the common runs between. Suits API objects, whose fields keep their
 * order and change in a few places. `table`: its memory is used again from call to call.
 */
export function makeDelta(base: Uint8Array, target: Uint8Array, table = new MatchTable()): DeltaStep[] {
  const prefix = alignedPrefix(base, 0, base.length, target, 0, target.length);
  const suffix = alignedSuffix(base, prefix, base.length, target, prefix, target.length);
  const steps = new StepList(base, target);
  const baseEnd = base.length - suffix;
  const targetEnd = target.length - suffix;
  steps.copyUntil(prefix);
  for (const { x, y, length } of commonRuns(base.subarray(0, baseEnd), prefix, target.subarray(0, targetEnd), prefix, table)) {
    steps.changeUntil(x, y);
    // A run begins behind an ASCII character; its end may lie inside one of several bytes.
    steps.copyUntil(x + alignedLength(base, x, baseEnd, target, y, targetEnd, length));
  }
  steps.changeUntil(baseEnd, targetEnd);
  return steps.finish();
}

/** A delta that copies the runs that two texts are known to have in common, in the order of both, without searching. */
export function deltaAlong(base: Uint8Array, target: Uint8Array, runs: readonly CommonRun[]): DeltaStep[] {
  const steps = new StepList(base, target);
  for (const { x, y, length } of runs) {
    steps.changeUntil(x, y);
    steps.copyUntil(x + alignedLength(base, x, base.length, target, y, target.length, length));
  }
  steps.changeUntil(base.length, target.length);
  return steps.finish();
}

/** Copies shorter than this between two changes become part of them. */
const minCopyBytes = 12;

/** Gathers steps; changed parts are narrowed to the bytes that differ. */
class StepList {
  readonly #base: Uint8Array;
  readonly #target: Uint8Array;
  readonly #steps: DeltaStep[] = [];
  #baseAt = 0;
  #targetAt = 0;
  /** Copied since the last change. */
  #copied = 0;
  /** The change that may still grow: a part of the target in place of this many bytes of the base. -1: there is none. */
  #insertStart = -1;
  #insertEnd = -1;
  #skipped = 0;

  constructor(base: Uint8Array, target: Uint8Array) {
    this.#base = base;
    this.#target = target;
  }

  copyUntil(baseEnd: number): void {
    const length = baseEnd - this.#baseAt;
    this.#copied += length;
    this.#baseAt += length;
    this.#targetAt += length;
  }

  changeUntil(baseEnd: number, targetEnd: number): void {
    this.copyUntil(this.#baseAt + alignedPrefix(this.#base, this.#baseAt, baseEnd, this.#target, this.#targetAt, targetEnd));
    const same = alignedSuffix(this.#base, this.#baseAt, baseEnd, this.#target, this.#targetAt, targetEnd);
    const inserted = targetEnd - same - this.#targetAt;
    const skipped = baseEnd - same - this.#baseAt;
    if (inserted > 0 || skipped > 0) this.#change(inserted, skipped);
    this.copyUntil(baseEnd);
  }

  /** The rest of the base is copied without a step. */
  finish(): DeltaStep[] {
    this.#flushChange();
    return this.#steps;
  }

  /** A change close behind another is merged with it: a step for the few bytes between them would cost more. */
  #change(inserted: number, skipped: number): void {
    if (this.#copied >= minCopyBytes || this.#insertStart < 0) {
      this.#flushChange();
      if (this.#copied > 0) this.#steps.push(this.#copied);
      this.#insertStart = this.#targetAt;
      this.#skipped = 0;
    } else this.#skipped += this.#copied;
    this.#copied = 0;
    this.#skipped += skipped;
    this.#baseAt += skipped;
    this.#targetAt += inserted;
    this.#insertEnd = this.#targetAt;
  }

  #flushChange(): void {
    if (this.#insertStart < 0) return;
    if (this.#insertEnd > this.#insertStart) this.#steps.push(this.#target.subarray(this.#insertStart, this.#insertEnd));
    if (this.#skipped > 0) this.#steps.push(-this.#skipped);
    this.#insertStart = -1;
  }
}

/** How many bytes both begin with, shortened so that they do not end inside a UTF-8 character. */
function alignedPrefix(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): number {
  const limit = Math.min(aEnd - aStart, bEnd - bStart);
  let n = 0;
  while (n < limit && a[aStart + n] === b[bStart + n]) n++;
  return alignedLength(a, aStart, aEnd, b, bStart, bEnd, n);
}

/** As many of `length` equal bytes as do not end inside a UTF-8 character of either. */
function alignedLength(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number, length: number): number {
  let n = length;
  while (n > 0 && (isContinuation(a, aStart + n, aEnd) || isContinuation(b, bStart + n, bEnd))) n--;
  return n;
}

/** How many bytes both end with, shortened so that they do not begin inside a UTF-8 character. */
function alignedSuffix(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): number {
  const limit = Math.min(aEnd - aStart, bEnd - bStart);
  let n = 0;
  while (n < limit && a[aEnd - n - 1] === b[bEnd - n - 1]) n++;
  while (n > 0 && isContinuation(a, aEnd - n, aEnd)) n--;
  return n;
}

function isContinuation(bytes: Uint8Array, at: number, end: number): boolean {
  return at < end && ((bytes[at] ?? 0) & 0xc0) === 0x80;
}
