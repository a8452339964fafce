import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shifted, type TimeRange, timeScale } from "../../../../src/web/view/timeline/time-scale.js";
import { panned, selected, zoomed } from "../../../../src/web/view/timeline/zoom.js";

const domain = { fromMs: 0, toMs: 100_000 };

/** Any axis: a session, the part of it that is shown, idle times that are folded, and a width. */
const anyAxis = fc
  .record({
    lengthMs: fc.integer({ min: 10, max: 90_000_000 }),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { maxLength: 12 }),
    from: fc.double({ min: 0, max: 0.8, noNaN: true }),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
    width: fc.integer({ min: 50, max: 3000 }),
  })
  .map(({ lengthMs, cuts, from, share, width }) => {
    const at = [...cuts].sort((a, b) => a - b).map((cut) => (cut / 1000) * lengthMs);
    const folds: TimeRange[] = [];
    for (let i = 0; i + 1 < at.length; i += 2) folds.push({ fromMs: at[i] as number, toMs: at[i + 1] as number });
    const fromMs = from * lengthMs;
    const range = { fromMs, toMs: Math.min(lengthMs, fromMs + Math.max(2, (lengthMs - fromMs) * share)) };
    return { domain: { fromMs: 0, toMs: lengthMs }, range, folds, width };
  });

const anyShare = fc.double({ min: -0.5, max: 1.5, noNaN: true });

describe("the time axis", () => {
  test("the range fills the width, and later is never left of earlier, folds or not", () => {
    fc.assert(
      fc.property(anyAxis, anyShare, anyShare, (axis, a, b) => {
        const scale = timeScale(axis);
        expect(scale.xOf(axis.range.fromMs)).toBeCloseTo(0, 4);
        expect(scale.xOf(axis.range.toMs)).toBeCloseTo(axis.width, 4);
        const [early, late] = [Math.min(a, b) * axis.domain.toMs, Math.max(a, b) * axis.domain.toMs];
        expect(scale.xOf(late)).toBeGreaterThanOrEqual(scale.xOf(early));
        if (late - early > 1) expect(scale.xOf(late)).toBeGreaterThan(scale.xOf(early));
      }),
    );
  });

  test("a place has the moment that is drawn there", () => {
    fc.assert(
      fc.property(anyAxis, anyShare, (axis, share) => {
        const scale = timeScale(axis);
        const ms = share * axis.domain.toMs;
        const x = share * axis.width;
        expect(Math.abs(scale.msAt(scale.xOf(ms)) - ms)).toBeLessThan(axis.domain.toMs * 1e-7);
        expect(Math.abs(scale.xOf(scale.msAt(x)) - x)).toBeLessThan(axis.width * 1e-4);
      }),
    );
  });

  test("a fold takes the room of its mark, however long it is", () => {
    const scale = timeScale({ domain, folds: [{ fromMs: 10_000, toMs: 95_000 }], width: 1034 });
    expect(scale.xOf(95_000) - scale.xOf(10_000)).toBeCloseTo(34);
    expect(scale.xOf(10_000)).toBeCloseTo(1000 * (10 / 15));
  });

  test("many folds leave half of the width to what is not folded", () => {
    const folds = Array.from({ length: 30 }, (_, i) => ({ fromMs: i * 3000 + 1000, toMs: i * 3000 + 3000 }));
    const scale = timeScale({ domain, folds, width: 300 });
    const folded = folds.reduce((sum, { fromMs, toMs }) => sum + scale.xOf(toMs) - scale.xOf(fromMs), 0);
    expect(folded).toBeCloseTo(150);
  });

  test("what lies within a fold is shown as it is when it fills the range", () => {
    const scale = timeScale({ domain, range: { fromMs: 20_000, toMs: 30_000 }, folds: [{ fromMs: 10_000, toMs: 90_000 }], width: 100 });
    expect(scale.parts.some(({ isFold }) => isFold)).toBe(false);
    expect(scale.xOf(25_000)).toBeCloseTo(50);
  });

  test("a session whose origin is not its start is drawn from that origin on", () => {
    const scale = shifted(timeScale({ domain, width: 1000 }), 5000);
    expect(scale.xOf(5000)).toBe(0);
    expect(scale.msAt(10)).toBe(6000);
  });
});

describe("zooming and moving", () => {
  test("the moment under the pointer stays there when the range is zoomed within the session", () => {
    const scale = timeScale({ domain, range: { fromMs: 40_000, toMs: 60_000 }, width: 1000 });
    const range = zoomed(scale, domain, 250, 2);
    expect(timeScale({ domain, range, width: 1000 }).msAt(250)).toBeCloseTo(scale.msAt(250));
  });

  test("no range leaves the session, and one as long as it is all of it", () => {
    fc.assert(
      fc.property(anyAxis, fc.double({ min: 0.05, max: 20, noNaN: true }), anyShare, (axis, factor, share) => {
        const scale = timeScale(axis);
        const dx = (share - 0.5) * 4 * axis.width;
        for (const range of [
          zoomed(scale, axis.domain, share * axis.width, factor),
          panned(scale, axis.domain, dx),
          selected(scale, axis.domain, 0, dx),
        ]) {
          if (range === undefined) continue;
          expect(range.fromMs).toBeGreaterThanOrEqual(0);
          expect(range.toMs).toBeLessThanOrEqual(axis.domain.toMs);
          expect(range.toMs).toBeGreaterThan(range.fromMs);
        }
      }),
    );
    expect(zoomed(timeScale({ domain, range: { fromMs: 10_000, toMs: 20_000 }, width: 100 }), domain, 50, 0.01)).toBeUndefined();
  });

  test("moving stops at both ends without becoming shorter", () => {
    const scale = timeScale({ domain, range: { fromMs: 10_000, toMs: 20_000 }, width: 100 });
    expect(panned(scale, domain, -1000)).toEqual({ fromMs: 0, toMs: 10_000 });
    const last = panned(scale, domain, 1e6);
    expect(last?.fromMs).toBeCloseTo(90_000);
    expect(last?.toMs).toBeCloseTo(100_000);
  });
});
