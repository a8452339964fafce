import { applyDelta, type DeltaStep, deltaAlong, makeDelta } from "../../../src/json/json.js";
import { ByteWriter } from "../../../src/store/blocks/bytes.js";
import { applyDeltas, decodeDelta, writeDelta } from "../../../src/store/blocks/delta-bytes.js";
import { ensure, ensureSameBytes, type FuzzTarget } from "../fuzz-target.js";
import { byteMutations, textMutations } from "../mutations.js";
import { revisionsOf } from "../real-inputs.js";
import { refusedBy } from "../refused-by.js";

const maxBytes = 1024 * 1024;

/**
 * A base and the stored bytes of a delta on it: two bytes with the length of the base, the base, the delta. Both ways to apply a delta are one, and what
 * a delta makes of any two texts is the second.
 */
export const delta: FuzzTarget = {
  name: "delta",
  maxBytes: 64 * 1024,
  mutations: [...byteMutations, ...textMutations],
  async seeds() {
    const revisions = (await revisionsOf("pod-nginx")).filter(({ length }) => length < 20_000);
    return revisions.slice(1, 12).map((target, i) => joined(revisions[i] ?? target, stored(makeDelta(revisions[i] ?? target, target))));
  },
  async read(input) {
    const baseLength = Math.min(input.length, (input[0] ?? 0) * 256 + (input[1] ?? 0));
    const base = input.subarray(2, 2 + baseLength);
    const bytes = input.subarray(2 + baseLength);
    ensureSameBytes(applyDelta(base, makeDelta(base, bytes)), bytes, "a delta between any two texts makes the second of the first");
    ensureSameBytes(
      applyDelta(base, deltaAlong(base, bytes, [])),
      bytes,
      "a delta that knows of nothing in common makes the second of the first",
    );
    const steps = refusedBy(() => decodeDelta(bytes), RangeError);
    const twice = refusedBy(() => applyDeltas(base, [bytes, bytes], maxBytes), RangeError);
    const applied = refusedBy(() => applyDeltas(base, [bytes], maxBytes), RangeError);
    if (steps === undefined) {
      ensure(applied === undefined, "what cannot be decoded is not applied");
      return "refused";
    }
    ensure(steps.length <= bytes.length, "a step takes a byte at least");
    const slowly = refusedBy(() => applyDelta(base, steps), RangeError);
    if (slowly === undefined || applied === undefined) {
      ensure(slowly === undefined && applied === undefined, "both ways to apply a delta refuse the same ones");
      return "refused";
    }
    ensureSameBytes(slowly, applied, "both ways to apply a delta make the same");
    ensureSameBytes(applyDelta(base, decodeDelta(stored(steps))), applied, "a delta that is stored again is the same");
    if (twice !== undefined)
      ensureSameBytes(applyDeltas(applied, [bytes], maxBytes), twice, "two deltas in sequence are one after the other");
    return "accepted";
  },
};

function stored(steps: readonly DeltaStep[]): Buffer {
  const writer = new ByteWriter();
  writeDelta(steps, writer);
  return writer.finish();
}

function joined(base: Uint8Array, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(base.length >> 8, base.length & 255), base, bytes]);
}
