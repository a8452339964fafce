import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRowSeen, rowsInView, scrollTopAfter, scrollTopFor, spaceHeight, type VirtualRows } from "../../../src/web/view/virtual-rows.js";

const anyRows: fc.Arbitrary<VirtualRows> = fc.record({
  rowCount: fc.oneof(fc.nat(50), fc.integer({ min: 1, max: 3_000_000 })),
  rowHeight: fc.constantFrom(19, 26, 46),
  viewHeight: fc.integer({ min: 20, max: 2000 }),
});

describe("a list of rows of one height", () => {
  it("is never higher than browsers draw, and all of its rows can be scrolled to", () => {
    fc.assert(
      fc.property(anyRows, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (rows, from, share) => {
        const most = Math.max(0, spaceHeight(rows) - rows.viewHeight);
        expect(spaceHeight(rows)).toBeLessThanOrEqual(16_000_000);
        if (rows.rowCount === 0) return;
        const row = Math.floor(share * (rows.rowCount - 1));
        const top = scrollTopFor(rows, from * most, row);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(top).toBeLessThanOrEqual(most);
        const { firstSeen, lastSeen, topPx, from: first } = rowsInView(rows, top);
        expect(firstSeen).toBeLessThanOrEqual(row);
        expect(lastSeen).toBeGreaterThanOrEqual(row);
        if (rows.viewHeight < rows.rowHeight) return;
        // Seen whole.
        const rowTop = topPx + (row - first) * rows.rowHeight - top;
        expect(rowTop).toBeGreaterThanOrEqual(-0.01);
        expect(rowTop + rows.rowHeight).toBeLessThanOrEqual(rows.viewHeight + 0.01);
      }),
    );
  });

  it("shows its last row at the end of the way, and only those near the view exist", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const { lastSeen, from, to } = rowsInView(rows, Number.MAX_SAFE_INTEGER);
        expect(lastSeen).toBe(rows.rowCount - 1);
        expect(to).toBe(rows.rowCount);
        expect(to - from).toBeLessThanOrEqual(rows.viewHeight / rows.rowHeight + 20);
      }),
    );
  });

  it("says of a row whether all of it is seen", () => {
    const rows = { rowCount: 1000, rowHeight: 26, viewHeight: 260 };
    const seen = (scrollTop: number) => [9, 10, 19, 20].map((row) => isRowSeen(rows, scrollTop, row));
    expect(seen(260)).toEqual([false, true, true, false]);
    expect(seen(261)).toEqual([false, false, true, false]);
    expect(isRowSeen({ ...rows, viewHeight: 130 }, 260, 19)).toBe(false);
  });

  it("keeps a row where it is on the screen when rows before it come", () => {
    const rows = { rowCount: 1000, rowHeight: 26, viewHeight: 400 };
    const before = rowsInView(rows, 5000);
    const after = rowsInView(rows, scrollTopAfter(rows, 5000, 3));
    expect(after.firstSeen).toBe(before.firstSeen + 3);
  });
});
