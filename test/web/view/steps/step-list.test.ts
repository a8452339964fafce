import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Playhead } from "../../../../src/web/view/steps/playhead.js";
import { noKnownSteps, StepList, withMoreSteps } from "../../../../src/web/view/steps/step-list.js";

const anyList = fc
  .record({
    frames: fc.integer({ min: 0, max: 40 }),
    upTo: fc.nat(40),
    kept: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
    showsUnknown: fc.boolean(),
    isAll: fc.boolean(),
    position: fc.nat(40),
  })
  .map(({ frames, upTo, kept, showsUnknown, isAll, position }) => {
    const read = Math.min(upTo, frames);
    const sequences = Array.from({ length: frames }, (_, i) => i + 1);
    const belongs = (sequence: number) => isAll || (sequence <= read ? kept[sequence - 1] === true : showsUnknown);
    const at = Math.min(position, frames);
    const known = sequences.filter((sequence) => sequence <= read && kept[sequence - 1]);
    const half = Math.floor(known.length / 2);
    const first = withMoreSteps(noKnownSteps, Uint32Array.from(known.slice(0, half)), known[half - 1] ?? 0);
    const list = new StepList({
      frames,
      known: isAll ? undefined : withMoreSteps(first, Uint32Array.from(known.slice(half)), read),
      showsUnknown,
      position: at,
    });
    return { list, frames, expected: sequences.filter((sequence) => belongs(sequence) || sequence === at) };
  });

describe("a list of steps", () => {
  it("has the steps that belong, those that nobody knows yet where it shows them, and always the one that is read", () => {
    fc.assert(
      fc.property(anyList, ({ list, expected }) => {
        expect(Array.from({ length: list.length }, (_, row) => list.at(row))).toEqual(expected);
        expect([list.at(-1), list.at(list.length)]).toEqual([undefined, undefined]);
      }),
    );
  });

  it("knows the row of every step, or of the first after it", () => {
    fc.assert(
      fc.property(anyList, ({ list, frames, expected }) => {
        for (let sequence = 1; sequence <= frames + 1; sequence++) {
          const row = expected.findIndex((shown) => shown >= sequence);
          expect(list.rowOf(sequence)).toBe(row < 0 ? expected.length : row);
        }
      }),
    );
  });

  it("knows the steps beside any other, bounded by its ends", () => {
    fc.assert(
      fc.property(anyList, fc.integer({ min: 1, max: 5 }), ({ list, frames, expected }, rows) => {
        for (let sequence = 1; sequence <= frames; sequence++) {
          const after = expected.filter((shown) => shown > sequence);
          const before = expected.filter((shown) => shown < sequence);
          expect(list.beside(sequence, rows)).toBe(after[rows - 1] ?? after.at(-1));
          expect(list.beside(sequence, -rows)).toBe(before.at(-rows) ?? before[0]);
        }
      }),
    );
  });
});

describe("playing", () => {
  const list = new StepList({ frames: 4, showsUnknown: true, position: 1 });
  const offsets = [0, 100, 100, 60_000];
  const offsetOf = (sequence: number) => offsets[sequence - 1];

  it("takes the steps that fall due in recorded time, several at once, and cuts long silences", () => {
    const playhead = new Playhead(3000);
    expect(playhead.advance(list, 1, 60, offsetOf)).toBe(1);
    expect(playhead.advance(list, 1, 60, offsetOf)).toBe(3);
    expect(playhead.advance(list, 3, 2979, offsetOf)).toBe(3);
    expect(playhead.advance(list, 3, 1, offsetOf)).toBe(4);
    expect(playhead.advance(list, 4, 10_000, offsetOf)).toBe(4);
  });

  it("starts anew where the reader moved, and waits for steps that are being read", () => {
    const playhead = new Playhead(3000);
    expect(playhead.advance(list, 3, 2999, offsetOf)).toBe(3);
    expect(playhead.advance(list, 1, 99, offsetOf)).toBe(1);
    expect(playhead.advance(list, 2, 5000, () => undefined)).toBe(2);
    expect(playhead.advance(list, 2, 0, offsetOf)).toBe(3);
  });

  it("does not wait at a step that has no time", () => {
    const playhead = new Playhead(3000);
    expect(playhead.advance(list, 1, 1, (sequence) => (sequence === 2 ? Number.NaN : offsetOf(sequence)))).toBe(3);
  });
});
