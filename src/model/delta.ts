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

/** Matches shorter than this are not worth a step of their own. */
const minimumMatch = 12;
/** How far ahead to look for the place where both texts agree again. */
const searchWindow = 4096;

/**
 * A delta from `base` to `target`. Not the shortest one: a single forward pass that, where the texts part, looks for the nearest
 * place where they agree again. Right for API objects, whose fields keep their order and change in a few places.
 */
export function makeDelta(base: Uint8Array, target: Uint8Array): DeltaStep[] {
  const a = asBuffer(base);
  const b = asBuffer(target);
  const steps: DeltaStep[] = [];
  let i = 0;
  let j = 0;
  while (true) {
    const same = alignedPrefix(a, i, b, j);
    if (same > 0) steps.push(same);
    i += same;
    j += same;
    if (i === a.length && j === b.length) break;
    const meeting = findMeeting(a, i, b, j);
    if (meeting.j > j) steps.push(b.subarray(j, meeting.j));
    if (meeting.i > i) steps.push(-(meeting.i - i));
    i = meeting.i;
    j = meeting.j;
  }
  if (typeof steps.at(-1) === "number" && (steps.at(-1) as number) > 0) steps.pop();
  return steps;
}

/** Length of the common run from (i, j), shortened so that it does not end inside a UTF-8 character. */
function alignedPrefix(a: Buffer, i: number, b: Buffer, j: number): number {
  const limit = Math.min(a.length - i, b.length - j);
  let n = 0;
  while (n < limit && a[i + n] === b[j + n]) n++;
  while (n > 0 && (isContinuation(a[i + n]) || isContinuation(b[j + n]))) n--;
  return n;
}

/** The nearest (i, j) at or after the given ones from which both run on alike; both ends when there is none. */
function findMeeting(a: Buffer, i: number, b: Buffer, j: number): { i: number; j: number } {
  let best = { i: a.length, j: b.length };
  let bestCost = Number.POSITIVE_INFINITY;
  for (let skip = 0; skip < searchWindow && skip < bestCost && i + skip + minimumMatch <= a.length; skip += stride(skip)) {
    if (isContinuation(a[i + skip])) continue;
    const needle = a.subarray(i + skip, i + skip + minimumMatch);
    const horizon = Math.min(b.length, j + Math.min(searchWindow, bestCost - skip) + minimumMatch);
    const found = b.subarray(j, horizon).indexOf(needle);
    if (found < 0) continue;
    let back = 0;
    while (back < found && back < skip && a[i + skip - back - 1] === b[j + found - back - 1]) back++;
    while (back > 0 && isContinuation(a[i + skip - back])) back--;
    const cost = skip + found - 2 * back;
    if (cost < bestCost) {
      best = { i: i + skip - back, j: j + found - back };
      bestCost = cost;
    }
  }
  return best;
}

/** Steps grow with the distance: close by every byte is tried, far away every few. The walk back finds the exact start. */
function stride(skip: number): number {
  return skip < 64 ? 1 : skip < 512 ? 4 : 16;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
