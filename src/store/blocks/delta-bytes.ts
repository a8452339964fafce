import type { DeltaStep } from "../../json/json.js";
import { ByteReader, type ByteWriter } from "./bytes.js";

/**
 * A delta (json/delta.ts) as stored in a block: a number `count * 4 + operation` for each step (0 copy, 1 skip, 2 insert), the inserted
 * bytes following theirs.
 */
export function writeDelta(steps: readonly DeltaStep[], writer: ByteWriter): void {
  for (const step of steps) {
    if (typeof step === "number") writer.count(Math.abs(step) * 4 + (step > 0 ? copy : skip));
    else {
      writer.count(step.length * 4 + insert);
      writer.bytes(step);
    }
  }
}

/** The steps of a delta. Throws `RangeError` when it is damaged. */
export function decodeDelta(delta: Uint8Array): readonly DeltaStep[] {
  const reader = new ByteReader(delta);
  const steps: DeltaStep[] = [];
  while (reader.left > 0) {
    const step = reader.count();
    const count = Math.floor(step / 4);
    const operation = step % 4;
    if (operation === insert) steps.push(reader.bytes(count));
    else if (operation === copy || operation === skip) steps.push(operation === copy ? count : -count);
    else throw new RangeError("unknown delta step");
  }
  return steps;
}

/**
 * The parts of the base that a delta replaces, in order, as three numbers each: where it starts and ends in the base, and how many bytes take its place.
 * Throws `RangeError` when it is damaged.
 */
export function editsOf(delta: Uint8Array): readonly number[] {
  const steps = new StepReader(delta);
  const edits: number[] = [];
  let [start, end, inserted] = [0, 0, 0];
  while (steps.at < delta.length) {
    const step = steps.next();
    const count = Math.floor(step / 4);
    const operation = step % 4;
    if (operation === skip) end += count;
    else if (operation === insert) {
      inserted += count;
      steps.at += count;
    } else if (operation === copy) {
      if (end > start || inserted > 0) edits.push(start, end, inserted);
      start = end + count;
      end = start;
      inserted = 0;
    } else throw new RangeError("unknown delta step");
  }
  if (end > start || inserted > 0) edits.push(start, end, inserted);
  return edits;
}

/** As `applyDeltas`, of one delta, into room for both of them that is not where the base lies. The length of the revision. */
export function applyDeltaInto(room: Uint8Array, base: Uint8Array, delta: Uint8Array, maxBytes: number): number {
  const length = applyInto(room, base, base.length, delta);
  if (length > maxBytes) throw new RangeError("an object is too large");
  return length;
}

/**
 * The revision that deltas, each of the one before it, make of a base, in memory of its own. Throws `RangeError` when one does not fit, or the revision
 * grows beyond `maxBytes`.
 */
export function applyDeltas(base: Uint8Array, deltas: readonly Uint8Array[], maxBytes: number): Uint8Array {
  let [from, to] = workspaces;
  let length = base.length;
  for (const [i, delta] of deltas.entries()) {
    to.reserve(length + delta.length);
    length = applyInto(to.bytes, i === 0 ? base : from.bytes, length, delta);
    if (length > maxBytes) throw new RangeError("an object is too large");
    [from, to] = [to, from];
  }
  const revision = Buffer.allocUnsafeSlow(length);
  revision.set((deltas.length === 0 ? base : from.bytes).subarray(0, length));
  for (const workspace of workspaces) workspace.shrink();
  return revision;
}

const copy = 0;
const skip = 1;
const insert = 2;

/** Room in which revisions are made that nobody keeps, again and again. Large ones are rare: their room is given back. */
class Workspace {
  bytes = new Uint8Array(usualBytes);

  reserve(size: number): void {
    if (size > this.bytes.length) this.bytes = new Uint8Array(size);
  }

  shrink(): void {
    if (this.bytes.length > usualBytes) this.bytes = new Uint8Array(usualBytes);
  }
}

const usualBytes = 256 * 1024;
const workspaces = [new Workspace(), new Workspace()] as const;

/** Into `target`, which has room for all of base and delta. The length of what was made. */
function applyInto(target: Uint8Array, base: Uint8Array, baseLength: number, delta: Uint8Array): number {
  const steps = new StepReader(delta);
  let from = 0;
  let to = 0;
  while (steps.at < delta.length) {
    const step = steps.next();
    const count = Math.floor(step / 4);
    const operation = step % 4;
    if (operation === insert) {
      if (steps.at + count > delta.length) throw new RangeError("truncated");
      move(delta, steps.at, count, target, to);
      steps.at += count;
      to += count;
      continue;
    }
    if (from + count > baseLength) throw new RangeError("a delta exceeds its base");
    if (operation === copy) {
      move(base, from, count, target, to);
      to += count;
    } else if (operation !== skip) throw new RangeError("unknown delta step");
    from += count;
  }
  move(base, from, baseLength - from, target, to);
  return to + baseLength - from;
}

/** For a few bytes, a view of them costs more than moving them one by one. */
function move(source: Uint8Array, from: number, count: number, target: Uint8Array, to: number): void {
  if (count > 48) target.set(source.subarray(from, from + count), to);
  else for (let i = 0; i < count; i++) target[to + i] = source[from + i] as number;
}

/** As `ByteReader`, but with its place open: what follows a number is moved from there without a view of it. */
class StepReader {
  at = 0;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  next(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError("truncated");
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
}
