import { deflateRawSync, inflateRawSync } from "node:zlib";
import { applyDelta, type DeltaStep } from "../model/delta.js";

/**
 * How a revision lies in a row: one byte that says how, then the bytes.
 *
 *   0 whole    1 whole, deflated    2 delta    3 delta, deflated
 *
 * A delta is a list of steps as in model/delta.ts: a variable-length number `count * 4 + operation` each (0 copy, 1 skip, 2 insert), the
 * inserted bytes following theirs.
 */
export function encodeWhole(bytes: Uint8Array): Uint8Array {
  return smallest(0, bytes);
}

export function encodeDelta(steps: readonly DeltaStep[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const step of steps) {
    if (typeof step === "number") pieces.push(varint(Math.abs(step) * 4 + (step > 0 ? copy : skip)));
    else pieces.push(varint(step.length * 4 + insert), step);
  }
  return smallest(2, Buffer.concat(pieces));
}

export function isDelta(payload: Uint8Array): boolean {
  return ((payload[0] ?? 0) & 2) !== 0;
}

/** The revision of a payload; `base` is needed for a delta. Throws when the payload is damaged. */
export function decodePayload(payload: Uint8Array, base: Uint8Array | undefined): Uint8Array {
  const form = payload[0];
  if (form === undefined || form > 3) throw new RangeError("unknown form of payload");
  const body = payload.subarray(1);
  const bytes = form & 1 ? inflateRawSync(body, { maxOutputLength: maxRevisionBytes }) : body;
  if (!isDelta(payload)) return bytes;
  if (base === undefined) throw new RangeError("a delta without its base");
  return applyDelta(base, parseSteps(bytes));
}

const copy = 0;
const skip = 1;
const insert = 2;
/** Below this, deflating costs more than it saves. */
const deflateFromBytes = 160;
const maxRevisionBytes = 64 * 1024 * 1024;

function smallest(form: number, bytes: Uint8Array): Uint8Array {
  if (bytes.length >= deflateFromBytes) {
    const deflated = deflateRawSync(bytes, { level: 6 });
    if (deflated.length < bytes.length * 0.9) return Buffer.concat([Uint8Array.of(form + 1), deflated]);
  }
  return Buffer.concat([Uint8Array.of(form), bytes]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function parseSteps(bytes: Uint8Array): readonly DeltaStep[] {
  const steps: DeltaStep[] = [];
  let at = 0;
  while (at < bytes.length) {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 49) throw new RangeError("a delta that is cut short");
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    const count = Math.floor(value / 4);
    if (value % 4 === insert) {
      if (at + count > bytes.length) throw new RangeError("a delta that is cut short");
      steps.push(bytes.subarray(at, at + count));
      at += count;
    } else steps.push(value % 4 === copy ? count : -count);
  }
  return steps;
}
