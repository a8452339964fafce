import fc from "fast-check";
import { expect, it } from "vitest";
import { mountInkApp } from "../../src/tui/runtime/ink-app.js";
import { plainOf, visibleWidth } from "../../src/tui/view/styled.js";

const columns = 40;
const text = fc.constantFrom(
  "",
  "a",
  "─┬─ title ──",
  "\u001b[31m!\u001b[39m Pod/web",
  "  日本語",
  "x".repeat(columns),
  "│ \u001b[2mdim\u001b[22m │",
  "b",
);
const screen = fc.array(text, { minLength: 1, maxLength: 12 });

it("whatever stood on the screen before, what is drawn is what was given", () => {
  let drawn: readonly string[] = [];
  const app = mountInkApp({
    draw: (lines) => {
      drawn = lines;
    },
  });
  fc.assert(
    fc.property(fc.array(screen, { minLength: 1, maxLength: 6 }), (screens) => {
      for (const lines of screens) {
        app.show(lines, columns);
        expect(drawn.map((line) => plainOf(line).trimEnd())).toEqual(lines.map((line) => plainOf(line).trimEnd()));
        expect(drawn.map(visibleWidth).every((width) => width <= columns)).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
  app.unmount();
});
