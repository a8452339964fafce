import type { DeltaStep } from "../model/delta.js";
import { ByteReader, ByteWriter } from "./bytes.js";

/**
 * A delta (model/delta.ts) as it lies in a block: a number `count * 4 + operation` for each step (0 copy, 1 skip, 2 insert), the inserted
 * bytes following theirs.
 */
export function encodeDelta(steps: readonly DeltaStep[]): Uint8Array {
  writer.clear();
  for (const step of steps) {
    if (typeof step === "number") writer.count(Math.abs(step) * 4 + (step > 0 ? copy : skip));
    else {
      writer.count(step.length * 4 + insert);
      writer.bytes(step);
    }
  }
  return writer.finish();
}

/** The steps of a delta. Throws `RangeError` when it is damaged. */
export function decodeDelta(delta: Uint8Array): readonly DeltaStep[] {
  const reader = new ByteReader(delta);
  const steps: DeltaStep[] = [];
  while (reader.left > 0) {
    const step = reader.count();
    const count = Math.floor(step / 4);
    if (step % 4 === insert) steps.push(reader.bytes(count));
    else steps.push(step % 4 === copy ? count : -count);
  }
  return steps;
}

/** The revision that this delta makes of its base. Throws `RangeError` when it does not fit, or grows beyond `maxBytes`. */
export function applyDeltaBytes(base: Uint8Array, delta: Uint8Array, maxBytes: number): Uint8Array {
  const target = Buffer.allocUnsafeSlow(lengthAfter(base.length, delta, maxBytes));
  const reader = new ByteReader(delta);
  let from = 0;
  let to = 0;
  while (reader.left > 0) {
    const step = reader.count();
    const count = Math.floor(step / 4);
    if (step % 4 === insert) {
      target.set(reader.bytes(count), to);
      to += count;
      continue;
    }
    if (step % 4 === copy) {
      target.set(base.subarray(from, from + count), to);
      to += count;
    }
    from += count;
  }
  target.set(base.subarray(from), to);
  return target;
}

/** Kept from call to call: making it anew costs more than the work in it. */
const writer = new ByteWriter();
const copy = 0;
const skip = 1;
const insert = 2;

function lengthAfter(baseLength: number, delta: Uint8Array, maxBytes: number): number {
  const reader = new ByteReader(delta);
  let left = baseLength;
  let length = baseLength;
  while (reader.left > 0) {
    const step = reader.count();
    const count = Math.floor(step / 4);
    if (step % 4 === insert) {
      reader.bytes(count);
      length += count;
      continue;
    }
    if (step % 4 === skip) length -= count;
    else if (step % 4 !== copy) throw new RangeError("an unknown step of a delta");
    left -= count;
    if (left < 0) throw new RangeError("a delta reaches beyond its base");
  }
  if (length > maxBytes) throw new RangeError("an object grows beyond all bounds");
  return length;
}
