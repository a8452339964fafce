import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import wrapAnsi from "wrap-ansi";
import { cut, cutMiddle, cutName, graphemesOf, padEnd, padStart, plainWidthOf, widthOf, wrap } from "../../src/report/terminal/width.js";
import { cutStyled, fill } from "../../src/tui/view/styled.js";

const family = "👩‍👩‍👧";
const texts = fc
  .array(fc.constantFrom("a", " ", "word", "·", "─", "→", "日本", "é", "e\u0301", "✅", "⚡", family, "\u200b"), { maxLength: 40 })
  .map((parts) => parts.join(""));
const columns = fc.integer({ min: 1, max: 60 });

describe("the width of a text on a terminal", () => {
  it.each([
    ["✅ ⚡ ❌ ⭐", 11],
    [family, 2],
    ["日本語", 6],
    ["e\u0301", 1],
    ["⚠", 1],
    ["⚠\ufe0f", 2],
    ["a\u200bb", 2],
    ["┃ ╰──┿ · … × →", 14],
  ])("%s takes %i columns", (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it("is what string-width says, also where a text is measured by its length", () => {
    fc.assert(fc.property(texts, (text) => widthOf(text) === stringWidth(text)));
    const drawn = Array.from({ length: 0x25a0 - 0x2500 }, (_, i) => String.fromCodePoint(0x2500 + i));
    for (const character of [...drawn, ..."…⋯·×–•→←↑↓↳✓✗▸▶▼◆●≤≈‹›"]) expect(stringWidth(character), character).toBe(1);
  });

  it("does not count our colours", () => {
    expect(plainWidthOf("\u001b[31m✅ failed\u001b[39m")).toBe(9);
  });
});

describe("a text made to fit", () => {
  it("is broken where wrap-ansi breaks it, also by our own way for narrow texts", () => {
    const lengths = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 60 })), { maxLength: 9 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 8, max: 40 }), (words, width) => {
        const text = words.map((length) => "word·".repeat(12).slice(0, length)).join(" ");
        fc.pre(text.length > width);
        expect(wrap(text, width)).toEqual(wrapAnsi(text, width, { hard: true }).split("\n"));
      }),
      { numRuns: 2000 },
    );
  });

  it("is cut between characters as they are drawn, with an ellipsis", () => {
    expect(cut(`${family}${family}${family}`, 5)).toBe(`${family}${family}…`);
    expect(cut("cafe\u0301 noir", 5)).toBe("cafe\u0301…");
    expect(cut("日本語", 4)).toBe("日…");
    expect(cut("plain text", 6)).toBe("plain…");
    expect(cut("plain text", 0)).toBe("");
    expect(cutStyled(`\u001b[1m${family}${family}\u001b[22m`, 3)).toBe(`\u001b[1m${family}…\u001b[0m`);
  });

  it("is cut in the middle where it is a name, so that siblings differ", () => {
    expect(cutName("Pod/checkout-7d876db474-bcdfg", 22)).toBe("Pod/checkou…b474-bcdfg");
    expect(cutName("Pod/checkout-7d876db474-bcdfg", 10)).toBe("Pod…-bcdfg");
    expect(cutName("Pod/checkout-7d876db474-bcdfg", 8)).toBe("Pod/che…");
    expect(cutName("Pod/日本語のデプロイメント-日本", 13)).toBe("Pod/日…-日本");
    const siblings = ["bcdfg", "hjklm"].map((end) => `Pod/checkout-7d876db474-${end}`);
    fc.assert(fc.property(fc.integer({ min: 9, max: 40 }), (room) => new Set(siblings.map((name) => cutName(name, room))).size === 2));
  });

  it("is cut in the middle with all of its characters whole", () => {
    const shown = texts.map((text) => text.replaceAll("\u200b", ""));
    const whole = new Set(["…", ...graphemesOf(`a wor·d─→日本é✅⚡${family}`), "e\u0301"]);
    fc.assert(
      fc.property(shown, columns, (text, room) => {
        for (const line of [cutName(text, room), cutMiddle(text, room)]) {
          expect(widthOf(line)).toBeLessThanOrEqual(room);
          for (const grapheme of graphemesOf(line)) expect(whole).toContain(grapheme);
        }
      }),
    );
  });

  it("is filled by the columns that it takes", () => {
    expect(padEnd("✅", 4)).toBe("✅  ");
    expect(padStart("日本", 6)).toBe("  日本");
  });

  it("takes exactly its columns when it is filled, also where a wide character does not fit", () => {
    expect(fill("日本語", 4)).toBe("日… ");
    fc.assert(fc.property(texts, columns, (text, room) => widthOf(fill(text, room).replace("\u001b[0m", "")) === room));
  });

  it("never takes more columns than there are, cut or wrapped", () => {
    // `printable` shows a zero-width space as an escape: behind a space at the end of a line it would keep that space.
    const shown = texts.map((text) => text.replaceAll("\u200b", ""));
    fc.assert(
      fc.property(shown, columns, (text, room) => {
        expect(widthOf(cut(text, room))).toBeLessThanOrEqual(room);
        for (const line of wrap(text, room)) expect(widthOf(line)).toBeLessThanOrEqual(Math.max(8, room));
      }),
    );
  });

  it("loses nothing but spaces and composition when it is wrapped", () => {
    const letters = (text: string) => text.replaceAll(" ", "").normalize();
    fc.assert(fc.property(texts, columns, (text, room) => letters(wrap(text, room).join("")) === letters(text)));
  });
});
