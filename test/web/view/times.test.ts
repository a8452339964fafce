import { afterEach, describe, expect, it } from "vitest";
import { formatDate, formatMoment, zoneOffset } from "../../../src/web/view/times.js";

const startMs = Date.parse("2026-11-22T11:14:01.500Z");
const day = 86_400_000;

describe("a moment of a session", () => {
  const zone = process.env["TZ"];
  afterEach(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });

  it("is an offset, a time of day in the reader's zone or one in UTC", () => {
    process.env["TZ"] = "Asia/Kolkata";
    expect(formatMoment(4588, { format: "offset", startMs })).toBe("+4.588s");
    expect(formatMoment(4588.4, { format: "utc", startMs })).toBe("11:14:06.088Z");
    expect(formatMoment(4588, { format: "local", startMs })).toBe("16:44:06.088");
    expect(formatDate("2026-11-22T11:14:01.5Z", "local")).toBe("2026-11-22 16:44:01 +05:30");
    expect(formatDate("2026-11-22T11:14:01.5Z", "utc")).toBe("2026-11-22 11:14:01 UTC");
  });

  it("has its date on other days than the first, in the zone that is shown", () => {
    process.env["TZ"] = "America/New_York";
    expect(formatMoment(day, { format: "utc", startMs })).toBe("2026-11-23 11:14:01.500Z");
    expect(formatMoment(-day, { format: "local", startMs })).toBe("2026-11-21 06:14:01.500");
    expect(formatMoment(13 * 3_600_000, { format: "local", startMs })).toBe("19:14:01.500");
    expect(zoneOffset(new Date(startMs))).toBe("-05:00");
  });

  it("is counted from where sessions are aligned, on the clock from nowhere else", () => {
    expect(formatMoment(4588, { format: "offset", startMs, originMs: 5000 })).toBe("-0.412s");
    expect(formatMoment(4588, { format: "utc", startMs, originMs: 5000 })).toBe("11:14:06.088Z");
  });

  it("is an offset where no clock time is known", () => {
    expect(formatMoment(4588, { format: "utc", startMs: Number.NaN })).toBe("+4.588s");
    expect(formatMoment(4588, { format: "local", startMs: 9e15 })).toBe("+4.588s");
    expect(formatDate("yesterday", "utc")).toBe("yesterday");
  });
});
