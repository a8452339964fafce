import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/errors.js";
import { formatDuration, formatOffset } from "../../src/io/duration.js";
import { allTimeFormats, momentFormat, type TimeFormat } from "../../src/io/moment-format.js";
import type { SessionReader, SessionSummary } from "../../src/model/session.js";
import { exactMoment, momentErrorText, momentOf, parseMoment, screenMoment, sequenceAt, timeSpan } from "../../src/replay/moment.js";
import { anyHistory, collect, readerOf } from "../support/histories.js";
import { inTimeZone } from "../support/time-zone.js";
import { bundledNames, openBundled } from "../web/view/steps/sessions.js";
import { objectFrame, sessionOf } from "./sessions.js";

const at = async (session: SessionReader, text: string, time?: TimeFormat) =>
  await sequenceAt(session, momentOf(text, session.summary, { flag: "--at", time }));

/** What is said of a moment that the session does not have. */
function refused(text: string, summary: SessionSummary, time?: TimeFormat, flag = "--at"): string {
  try {
    momentOf(text, summary, { flag, time });
  } catch (error) {
    if (error instanceof UsageError) return momentErrorText(error);
    throw error;
  }
  return "taken";
}

/** A session of frames at these offsets. */
function framesAt(
  offsets: readonly number[],
  startedAt = "2026-11-22T10:57:18.120Z",
  summary: Partial<SessionSummary> = {},
): SessionReader {
  const session = sessionOf(
    offsets.map((offsetMs, i) => objectFrame(i + 1, { offsetMs })),
    { startedAt },
  );
  return Object.assign(session, { summary: { ...session.summary, ...summary } });
}

describe("a moment is typed as", () => {
  it.each([
    ["12", { kind: "sequence", sequence: 12 }],
    ["#12", { kind: "sequence", sequence: 12 }],
    ["50%", { kind: "percent", percent: 50 }],
    ["1.4s", { kind: "offset", fromMs: 1399.5 }],
    ["+1m2s", { kind: "offset", fromMs: 61_999.5 }],
    ["0", { kind: "offset", fromMs: -0.5 }],
    ["2026-11-22T10:57:39Z", { kind: "time", zone: "utc", firstMs: 39_459_000, lastMs: 39_459_999 }],
    ["2026-11-22 10:57:39.12+02:00", { kind: "time", zone: 120, firstMs: 39_459_120, lastMs: 39_459_129 }],
    ["2026-11-22T10:57:39.123456-0330", { kind: "time", zone: -210, firstMs: 39_459_123, lastMs: 39_459_123 }],
    ["10:57:39Z", { kind: "time", zone: "utc", firstMs: 39_459_000 }],
    ["10:57:39+02", { kind: "time", zone: 120 }],
  ])("%s", (text, moment) => expect(parseMoment(text, { flag: "--at" })).toMatchObject(moment));

  it.each([
    "",
    "soon",
    "-1s",
    "120%",
    "1.5",
    "#",
    "Z",
    "25:00:00Z",
    "10:57",
    "2026-02-30T10:00:00Z",
    "2026-11-22T10:57:60Z",
    "10:57:39+99",
  ])('and not as "%s"', (text) => expect(() => parseMoment(text, { flag: "--from" })).toThrow(`invalid --from "${text}"`));

  it.each([
    ["10:57:39", 'invalid --at "10:57:39": a time needs a zone; add Z (UTC) or +HH:MM, or add --time utc or --time local'],
    [
      "2026-11-22T10:57:39",
      'invalid --at "2026-11-22T10:57:39": a time needs a zone; add Z (UTC) or +HH:MM, or add --time utc or --time local',
    ],
    ["2026-11-22", 'invalid --at "2026-11-22": a date needs a time; add the time: 2026-11-22T10:57:39Z'],
  ])("and %s says what it lacks", (text, message) => expect(refused(text, framesAt([0]).summary)).toBe(message));

  it("and on a screen no flag is named", () => {
    const { summary } = framesAt([0]);
    expect(refused("soon", summary, "offset", screenMoment)).toBe(
      'invalid moment "soon": use an offset ("1.4s"), a sequence ("12"), a share ("50%") or a time ("2026-11-22T10:57:39Z")',
    );
    expect(refused("10:57:39", summary, "offset", screenMoment)).toBe(
      'invalid moment "10:57:39": a time needs a zone; add Z (UTC) or +HH:MM, or show UTC or local times first',
    );
  });
});

describe("the frame at a moment is the last one at or before it", () => {
  const session = framesAt([1000, 2000, 2000, 4000.4]);
  it.each([
    ["0", 0],
    ["0.5s", 0],
    ["1s", 1],
    ["2s", 3],
    ["3.9s", 3],
    ["4s", 4],
    ["100%", 4],
    ["99%", 3],
    ["#2", 2],
    ["2026-11-22T10:57:18.120Z", 0],
    ["2026-11-22T10:57:20.119Z", 1],
    ["2026-11-22T10:57:20Z", 3],
    ["2026-11-22T12:57:20+02:00", 3],
    ["10:57:22Z", 4],
  ])("%s is frame %i", async (text, sequence) => expect(await at(session, text)).toBe(sequence));
});

describe("what is printed finds the last frame that is printed alike", () => {
  const zones = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"];
  async function holds(session: SessionReader, time: TimeFormat): Promise<void> {
    const moments = momentFormat(time, timeSpan(session.summary));
    const first = new Map<string, number>();
    const last = new Map<string, number>();
    for (const { offsetMs, sequence } of await collect(session.frames())) {
      const printed = moments.text(offsetMs);
      if (!first.has(printed)) first.set(printed, sequence);
      last.set(printed, sequence);
    }
    for (const [printed, sequence] of last) {
      const moment = momentOf(printed, session.summary, { flag: "--at", time });
      expect(await sequenceAt(session, moment), printed).toBe(sequence);
      if (moment.kind === "sequence") throw new Error("a time is no sequence");
      expect((await sequenceAt(session, exactMoment(moment.fromMs - 1e-6))) + 1, printed).toBe(first.get(printed));
    }
  }

  it.each(bundledNames)("in %s", async (name) => {
    const session = await openBundled(name);
    await holds(session, "offset");
    for (const zone of zones) await inTimeZone(zone, () => holds(session, "local"));
    await holds(session, "utc");
    await session.close();
  });

  it("in any history, at the end of a day too", async () => {
    const start = fc.constantFrom("2026-11-22T10:57:17.945Z", "2026-11-22T23:59:59.500Z", "2026-10-24T22:30:00.000Z");
    await fc.assert(
      fc.asyncProperty(
        anyHistory,
        start,
        fc.constantFrom(...zones),
        fc.constantFrom(...allTimeFormats),
        async (history, startedAt, zone, time) => {
          const session = readerOf({ ...history, header: { ...history.header, startedAt } });
          await inTimeZone(zone, () => holds(session, time));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("and what JSON has of a frame finds it, or one of the same time: its offset, and its time cut to ms or not", async () => {
    for (const name of bundledNames) {
      const session = await openBundled(name);
      const startMs = Date.parse(session.summary.header.startedAt);
      const frames = await collect(session.frames());
      for (const { offsetMs, sequence } of frames) {
        const last = frames.findLast((frame) => frame.offsetMs === offsetMs)?.sequence ?? 0;
        const microseconds = String(Math.round((offsetMs % 1) * 1000) % 1000).padStart(3, "0");
        const cut = new Date(startMs + Math.floor(Math.round(offsetMs * 1000) / 1000)).toISOString().slice(0, -1);
        expect(await at(session, `${offsetMs}ms`)).toBeGreaterThanOrEqual(last);
        expect(await at(session, `${Math.round(offsetMs * 1000) / 1e6}s`)).toBeGreaterThanOrEqual(last);
        expect(await at(session, `${cut}${microseconds}Z`), `${name} #${sequence}`).toBeGreaterThanOrEqual(last);
      }
      await session.close();
    }
    const nginx = await openBundled("pod-nginx");
    for (const text of ["1543.531ms", "1.543531s", "2026-11-22T10:57:19.488Z", "2026-11-22T10:57:19.488531Z", "10:57:19.489Z", "+1.544s"])
      expect(await at(nginx, text), text).toBe(1);
    for (const text of ["1543.53ms", "1.543s", "2026-11-22T10:57:19.48853Z", "2026-11-22T10:57:19.487Z"])
      expect(await at(nginx, text), text).toBe(0);
    await nginx.close();
  });

  it("as headings and lists print it", async () => {
    const session = framesAt([0, 1000, 2000]);
    for (const text of ["2026-11-22 10:57:19 UTC", "2026-11-22 16:27:19 +05:30", "10:57:19 UTC", "~+1.000s", "≤+1.000s", "≤ 10:57:19.120Z"])
      expect(await at(session, text), text).toBe(2);
    expect(refused("-1s", session.summary)).toMatch('invalid --at "-1s": the session begins at +0s; use an offset');
  });

  it("between two halves of a millisecond", async () => {
    const session = framesAt([4587.499, 4587.5, 4588, 4588.499999, 4588.5]);
    expect(await at(session, "4.588s")).toBe(4);
    expect(await at(session, "4.587s")).toBe(1);
    expect(await at(session, formatOffset(4588.5))).toBe(5);
  });
});

describe("a moment outside of the session is an error that names the range", () => {
  const { summary } = framesAt([0, 1000, 42_673]);
  it.each([
    ["#99", 'invalid --at "#99": the session has 3 frames; use #1 to #3'],
    ["#0", 'invalid --at "#0": the session has 3 frames; use #1 to #3'],
    ["5m", 'invalid --at "5m": the session ends at +42.673s; use an offset up to 42.673s'],
    ["42.674s", "taken"],
    ["42.8s", 'invalid --at "42.8s": the session ends at +42.673s; use an offset up to 42.673s'],
    [
      "2026-11-22T10:57:17Z",
      'invalid --at "2026-11-22T10:57:17Z": the session runs from 2026-11-22T10:57:18.120Z to 2026-11-22T10:58:00.793Z',
    ],
    ["2026-11-22T10:57:18Z", "taken"],
    ["2026-11-22T10:58:00Z", "taken"],
    [
      "2026-11-22T12:58:01+02:00",
      'invalid --at "2026-11-22T12:58:01+02:00": the session runs from 2026-11-22T12:57:18.120+02:00 to 2026-11-22T12:58:00.793+02:00',
    ],
  ])("%s", (text, message) => expect(refused(text, summary)).toBe(message));

  it("of a session without frames too", () => {
    const empty = framesAt([]).summary;
    expect(refused("1", empty)).toBe('invalid --at "1": the session has no frames');
    expect(refused("1s", empty)).toMatch("the session ends at +0.000s");
  });

  it("but the duration as it is printed is the end", () => {
    for (const durationMs of [42_673, 59_960, 452_600, 3_599_600])
      expect(refused(formatDuration(durationMs), { ...summary, durationMs })).toBe("taken");
  });

  it("and what comes after the last frame of a recording in progress is its newest state", async () => {
    const growing = framesAt([0, 1000, 42_673], undefined, { state: "recording" });
    for (const later of ["5m", "2026-11-22T11:30:00Z", "42.8s"]) expect(await at(growing, later)).toBe(3);
    expect(refused("#99", growing.summary)).toBe('invalid --at "#99": the session has 3 frames so far; use #1 to #3');
    expect(refused("2026-11-22T10:57:17Z", growing.summary)).toMatch("the session runs from");
  });

  it("and where the start time is unknown, a time is none", () => {
    const undated = framesAt([0], "-").summary;
    expect(refused("2026-11-22T10:57:39Z", undated)).toBe(
      'invalid --at "2026-11-22T10:57:39Z": the start time is unknown; use an offset, a sequence or a share',
    );
    expect(momentFormat("utc", timeSpan(undated)).text(4588)).toBe("+4.588s");
  });
});

describe("a time of day is in the zone of the times that are shown", () => {
  const session = framesAt([0, 1000, 2000]);
  it("in UTC, and in local time", async () => {
    expect(await at(session, "10:57:19", "utc")).toBe(2);
    await inTimeZone("Europe/Berlin", async () => {
      expect(await at(session, "11:57:19", "local")).toBe(2);
      expect(await at(session, "2026-11-22T11:57:19", "local")).toBe(2);
      expect(await at(session, "2026-11-22 10:57:19", "utc")).toBe(2);
      expect(refused("10:57:19", session.summary, "local")).toMatch("the session runs from 11:57:18.120+01:00 to 11:57:20.120+01:00");
    });
  });

  it("and is refused where the session spans days, in the zone that is meant", async () => {
    const night = framesAt([0, 60_000], "2026-11-22T23:59:30.000Z").summary;
    expect(refused("23:59:45", night, "utc")).toBe(
      'invalid --at "23:59:45": the session spans days, from 2026-11-22T23:59:30.000Z to 2026-11-23T00:00:30.000Z; write the date before the time, and a T between them',
    );
    expect(refused("2026-11-22T23:59:45Z", night)).toBe("taken");
    await inTimeZone("Europe/Berlin", () => expect(refused("00:59:45", night, "local")).toBe("taken"));
  });

  it("and is refused where clocks showed it twice, or never", async () => {
    await inTimeZone("Europe/Berlin", async () => {
      const autumn = framesAt([0, 3 * 3_600_000], "2026-10-25T00:15:00.000Z");
      expect(refused("02:30:00", autumn.summary, "local")).toBe(
        'invalid --at "02:30:00": this time occurs twice because the clocks went back; write 2026-10-25T02:30:00.000+02:00 or 2026-10-25T02:30:00.000+01:00',
      );
      expect(momentOf("03:30:00", autumn.summary, { flag: "--at", time: "local" })).toMatchObject({ fromMs: 8_100_000 - 0.5 });
      expect(momentOf("2026-10-25T02:30:00.000+01:00", autumn.summary, { flag: "--at" })).toMatchObject({ fromMs: 4_500_000 - 0.5 });
      const only = framesAt([0, 60_000], "2026-10-25T01:30:00.000Z").summary;
      expect(momentOf("02:30:30", only, { flag: "--at", time: "local" })).toMatchObject({ fromMs: 30_000 - 0.5 });
      const spring = framesAt([0, 3 * 3_600_000], "2026-03-29T00:15:00.000Z").summary;
      expect(refused("02:30:00", spring, "local")).toMatch(
        'invalid --at "02:30:00": the clocks went forward over this time; use a time from',
      );
    });
  });
});
