/**
 * How one revision's JSON differs from the one before it, on the level of bytes: exact, cheap, and indifferent to what JSON means.
 *
 * A list of steps over the base, from its start: a positive number copies that many bytes, a negative one skips them, a byte
 * string is inserted. What is left of the base after the last step is copied. Counts are bytes of UTF-8; steps never cut a
 * character, so inserted pieces are valid text.
 */
export type DeltaStep = number | Uint8Array;

/** Applies a delta. Throws `RangeError` when the steps do not fit the base. */
export function applyDelta(base: Uint8Array, steps: readonly DeltaStep[]): Uint8Array {
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
  return Buffer.concat(pieces);
}

/**
 * A delta from `base` to `target`. What both begin and end with is set aside; the rest is cut into tokens at JSON's punctuation, and
 * as few tokens as can be are inserted and skipped. Right for API objects, whose fields keep their order and change in a few places.
 */
export function makeDelta(base: Uint8Array, target: Uint8Array): DeltaStep[] {
  const prefix = alignedPrefix(base, 0, base.length, target, 0, target.length);
  const suffix = alignedSuffix(base, prefix, base.length, target, prefix, target.length);
  const from = tokenize(base, prefix, base.length - suffix);
  const to = tokenize(target, prefix, target.length - suffix);
  const steps = new StepList(base, target);
  for (const { x, y, length } of commonRuns(from, to)) {
    steps.changeUntil(startOf(from, x), startOf(to, y));
    steps.copyUntil(startOf(from, x + length));
  }
  steps.changeUntil(base.length - suffix, target.length - suffix);
  return steps.finish();
}

/** Pieces of a text: where each ends, and a hash by which they are compared first. */
interface Tokens {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly ends: Int32Array;
  readonly hashes: Int32Array;
  readonly length: number;
}

/** A token ends after one of `, : { } [ ]`: always between two characters of UTF-8. */
function tokenize(bytes: Uint8Array, start: number, end: number): Tokens {
  const ends = new Int32Array(end - start);
  const hashes = new Int32Array(end - start);
  let length = 0;
  let hash = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    hash = (Math.imul(hash, 31) + byte) | 0;
    if (isPunctuation[byte] === 0 && i + 1 < end) continue;
    ends[length] = i + 1;
    hashes[length++] = hash;
    hash = 0;
  }
  return { bytes, start, ends, hashes, length };
}

const isPunctuation = new Uint8Array(256);
for (const character of ",:{}[]") isPunctuation[character.charCodeAt(0)] = 1;

function startOf(tokens: Tokens, index: number): number {
  return index === 0 ? tokens.start : (tokens.ends[index - 1] ?? 0);
}

function sameToken(a: Tokens, x: number, b: Tokens, y: number): boolean {
  if (a.hashes[x] !== b.hashes[y]) return false;
  const aStart = startOf(a, x);
  const bStart = startOf(b, y);
  const length = (a.ends[x] ?? 0) - aStart;
  if (length !== (b.ends[y] ?? 0) - bStart) return false;
  for (let i = 0; i < length; i++) if (a.bytes[aStart + i] !== b.bytes[bStart + i]) return false;
  return true;
}

/** `length` tokens from x in the one text are those from y in the other. */
interface Run {
  readonly x: number;
  readonly y: number;
  readonly length: number;
}

/** Edits after which the search for the shortest way is given up: what lies between is replaced. */
const maxEdits = 600;

/**
 * The runs of tokens that both texts share along a shortest way from one to the other: Myers, "An O(ND) Difference Algorithm and Its
 * Variations" (1986), the greedy form. `reach[k]` is how far the best way with so many edits gets on diagonal k = x - y.
 */
function commonRuns(from: Tokens, to: Tokens): readonly Run[] {
  const limit = Math.min(from.length + to.length, maxEdits);
  const reach = new Int32Array(2 * limit + 3);
  const trace: Int32Array[] = [];
  const origin = limit + 1;
  for (let edits = 0; edits <= limit; edits++) {
    trace.push(reach.slice(origin - edits - 1, origin + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      let x = bestStart(reach, origin + k, k, edits);
      while (x < from.length && x - k < to.length && sameToken(from, x, to, x - k)) x++;
      reach[origin + k] = x;
      if (x >= from.length && x - k >= to.length) return runsAlong(trace, from.length, to.length);
    }
  }
  return [];
}

/** One edit further than before: down (an insertion) from the diagonal above, or right (a skip) from the one below. */
function bestStart(reach: Int32Array, at: number, k: number, edits: number): number {
  const below = reach[at - 1] ?? 0;
  const above = reach[at + 1] ?? 0;
  return k === -edits || (k !== edits && below < above) ? above : below + 1;
}

/** Walks the trace back from the end; every diagonal stretch is a run. */
function runsAlong(trace: readonly Int32Array[], endX: number, endY: number): readonly Run[] {
  const runs: Run[] = [];
  let x = endX;
  let y = endY;
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const reach = trace[edits] ?? new Int32Array(0);
    const k = x - y;
    const start = edits === 0 ? 0 : bestStart(reach, edits + 1 + k, k, edits);
    if (x > start) runs.push({ x: start, y: start - k, length: x - start });
    const down = k === -edits || (k !== edits && (reach[edits + k] ?? 0) < (reach[edits + 2 + k] ?? 0));
    x = down ? start : start - 1;
    y = down ? start - k - 1 : start - k;
  }
  return runs.reverse();
}

/** Copies shorter than this between two changes become part of them. */
const shortestCopy = 12;

/** Gathers steps; changed stretches are narrowed to the bytes that differ. */
class StepList {
  readonly #base: Uint8Array;
  readonly #target: Uint8Array;
  readonly #steps: DeltaStep[] = [];
  #baseAt = 0;
  #targetAt = 0;
  /** Copied since the last change. */
  #copied = 0;
  /** The change that may still grow: a stretch of the target in place of so many bytes of the base. -1: there is none. */
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

  /** What is left of the base is copied without being said. */
  finish(): DeltaStep[] {
    this.#flushChange();
    return this.#steps;
  }

  /** A change that follows the one before it closely is one with it: a step for the few bytes between them would cost more. */
  #change(inserted: number, skipped: number): void {
    if (this.#copied >= shortestCopy || this.#insertStart < 0) {
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

/** Length of what two stretches begin with, shortened so that it does not end inside a UTF-8 character. */
function alignedPrefix(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): number {
  const limit = Math.min(aEnd - aStart, bEnd - bStart);
  let n = 0;
  while (n < limit && a[aStart + n] === b[bStart + n]) n++;
  while (n > 0 && (isContinuation(a, aStart + n, aEnd) || isContinuation(b, bStart + n, bEnd))) n--;
  return n;
}

/** Length of what two stretches end with, shortened so that it does not begin inside a UTF-8 character. */
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
