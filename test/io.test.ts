import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { limitTime } from "../src/cluster/transport/limit-time.js";
import { systemClock } from "../src/io/clock.js";
import { formatDuration, formatOffset, parseDuration } from "../src/io/duration.js";
import { printable } from "../src/io/printable.js";

describe("durations", () => {
  it.each([
    ["250ms", 250],
    ["1.5s", 1500],
    ["1h30m", 5_400_000],
    ["30d", 2_592_000_000],
  ])("%s is read", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["90", "soon", "-1s", "1 s", "", "s", "1s2"])("%j is refused: a number without its unit would be a guess", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it("are written with three figures, the two largest units", () => {
    expect([4, 999, 9999, 12_345, 125_000, 3_780_000, 273_600_000].map(formatDuration)).toMatchInlineSnapshot(`
      [
        "0.00s",
        "1.00s",
        "10.0s",
        "12.3s",
        "2m05s",
        "1h03m",
        "3d04h",
      ]
    `);
  });

  it("offsets line up in a column", () => {
    expect([0, 1549.4, 59_999.6, 62_345, 3_723_004, -5].map(formatOffset)).toMatchInlineSnapshot(`
      [
        "+0.000s",
        "+1.549s",
        "+1m00.000s",
        "+1m02.345s",
        "+1h02m03.004s",
        "-0.005s",
      ]
    `);
  });
});

describe("what is shown from outside", () => {
  it("never steers the terminal: escapes, control characters and bidirectional overrides become visible", () => {
    expect(printable("a\u001b[31mred\u001b[0m\r\n\t\u0007\u009b2J\u202egnp.exe\u200b")).toBe(
      "a\\e[31mred\\e[0m\\r\\n\\t\\u0007\\u009b2J\\u202egnp.exe\\u200b",
    );
  });

  it("shows what nobody would see: tags, joiners, fillers, selectors and blanks", () => {
    for (const code of [
      0xad, 0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180e, 0x200b, 0x200d, 0x2060, 0x206a, 0x2800, 0x3164, 0xfe00, 0xfe0f,
    ])
      expect(printable(`a${String.fromCodePoint(code)}b`)).toBe(`a\\u${code.toString(16).padStart(4, "0")}b`);
    for (const code of [0xfeff, 0xffa0, 0xfff0, 0xfff9, 0xfffb])
      expect(printable(`a${String.fromCodePoint(code)}b`)).toBe(`a\\u${code.toString(16)}b`);
    for (const code of [0x13430, 0x1bca0, 0x1d173, 0x1d17a, 0xe0000, 0xe0001, 0xe0041, 0xe007f, 0xe0100, 0xe01ef])
      expect(printable(`a${String.fromCodePoint(code)}b`)).toBe(`a\\u{${code.toString(16)}}b`);
    expect(printable("❤\ufe0f ☎\ufe0e")).toBe("❤\ufe0f ☎\ufe0e");
  });

  it("keeps ordinary text of any script, and says how long it was where it is cut", () => {
    expect(printable("日本語 naïve 🙂")).toBe("日本語 naïve 🙂");
    expect(printable("x".repeat(10), 4)).toBe("xxxx… (10 characters)");
    expect(printable("\ud83d")).toBe("\\ud83d");
  });
});

const dayMs = 86_400_000;

describe("a wait", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([1, 24, 25, 100])("of %i days is as long as that, though a timer of Node ends at 24.8", async (days) => {
    let isOver = false;
    void systemClock.sleep(days * dayMs).then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(days * dayMs - 1);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isOver).toBe(true);
  });

  it("without an end ends with its signal, and leaves no timer", async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(Number.POSITIVE_INFINITY, stop.signal);
    await vi.advanceTimersByTimeAsync(60 * dayMs);
    stop.abort();
    await sleeping;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("work may be limited to any time", async () => {
    const { signal } = new AbortController();
    const limited = limitTime(signal, 30 * dayMs, (late) => systemClock.sleep(Number.POSITIVE_INFINITY, late).then(() => Date.now()));
    const start = Date.now();
    await vi.advanceTimersByTimeAsync(31 * dayMs);
    expect(await limited).toBe(start + 30 * dayMs);
    expect(vi.getTimerCount()).toBe(0);
  });
});
