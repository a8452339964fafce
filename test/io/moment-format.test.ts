import { describe, expect, it } from "vitest";
import { clockText, instantText, momentColumns, momentFormat, offsetFormat, type TimeFormat } from "../../src/io/moment-format.js";
import { inTimeZone } from "../support/time-zone.js";

const span = { startMs: Date.parse("2026-11-22T10:57:18.120Z"), durationMs: 60_000 };
const night = { startMs: Date.parse("2026-11-22T23:59:30.000Z"), durationMs: 60_000 };
const texts = (format: TimeFormat, { startMs, durationMs }: typeof span, ...offsets: readonly number[]) => {
  const moments = momentFormat(format, { startMs, durationMs });
  return offsets.map((offsetMs) => moments.text(offsetMs));
};

describe("a moment is written", () => {
  it("as an offset by default", () => expect(texts("offset", span, 0, 4588, -500)).toEqual(["+0.000s", "+4.588s", "-0.500s"]));

  it("in UTC, with its zone", () =>
    expect(texts("utc", span, 0, 4588.4, 4588.5)).toEqual(["10:57:18.120Z", "10:57:22.708Z", "10:57:22.709Z"]));

  it.each([
    ["Europe/Berlin", "11:57:18.120+01:00"],
    ["Asia/Kathmandu", "16:42:18.120+05:45"],
    ["America/St_Johns", "07:27:18.120-03:30"],
    ["UTC", "10:57:18.120+00:00"],
  ])("in the local time of %s, with its zone", async (zone, text) =>
    inTimeZone(zone, () => expect(texts("local", span, 0)).toEqual([text])),
  );

  it("with its date where the session spans days, in the zone that is shown", async () => {
    expect(texts("utc", night, 0, 60_000)).toEqual(["2026-11-22T23:59:30.000Z", "2026-11-23T00:00:30.000Z"]);
    await inTimeZone("Europe/Berlin", () => expect(texts("local", night, 0)).toEqual(["00:59:30.000+01:00"]));
  });

  it("with its date once a recording in progress has come to another day", () =>
    expect(texts("utc", { ...night, durationMs: 0 }, 0, 60_000)).toEqual(["23:59:30.000Z", "2026-11-23T00:00:30.000Z"]));

  it("with the zone of its own time where the clocks change", async () => {
    const change = { startMs: Date.parse("2026-10-25T00:59:59.000Z"), durationMs: 2000 };
    await inTimeZone("Europe/Berlin", () => expect(texts("local", change, 0, 2000)).toEqual(["02:59:59.000+02:00", "02:00:01.000+01:00"]));
  });

  it("in columns that are all as wide", () => {
    for (const each of [span, night])
      for (const format of ["utc", "local"] as const) {
        const moments = momentFormat(format, each);
        for (const offsetMs of [0, 31_234.5, 60_000]) expect(moments.text(offsetMs)).toHaveLength(moments.columns);
        expect(momentColumns(moments, 10)).toBe(moments.columns);
      }
    expect(momentColumns(offsetFormat, 10)).toBe(10);
  });

  it("as an offset where the start time is unknown, or a clock cannot show it", () => {
    for (const startMs of [Number.NaN, 8.64e15, -1e15]) expect(texts("utc", { startMs, durationMs: 0 }, 1)).toEqual(["+0.001s"]);
    expect(texts("utc", { startMs: 0, durationMs: Number.POSITIVE_INFINITY }, 1)).toEqual(["+0.001s"]);
    expect(texts("utc", { startMs: 0, durationMs: 0 }, 1e17)).toEqual(["+27777777777h46m40.000s"]);
  });
});

it("a date and time is written in UTC or local time", async () => {
  expect(clockText("2026-11-22T10:57:18.120Z", "utc")).toBe("2026-11-22 10:57:18 UTC");
  expect(clockText("soon", "local")).toBeUndefined();
  await inTimeZone("Europe/Berlin", () => expect(clockText("2026-07-22T10:57:18Z", "local")).toBe("2026-07-22 12:57:18 +02:00"));
  expect(instantText(0, -210)).toBe("1969-12-31T20:30:00.000-03:30");
});
