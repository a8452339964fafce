import { dayMs, dayOf, instantText, minutesEast, type TimeSpan, type Zone } from "../io/moment-format.js";

/**
 * Times that are typed: with a date, "2026-11-22T10:57:39.123+02:00" (RFC 3339), or of the session's one day, "10:57:39Z", "10:57:39". One means all of its
 * last digit, as a clock shows it: "10:57:39" is all of that second.
 */
export interface TypedTime {
  /** Days since 1970-01-01; absent: the day of the session. */
  readonly day?: number;
  /** ms since midnight on the clock of the zone, both included, in whole ms. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Where digits beyond ms were typed: what they add to `lastMs`, below 1. */
  readonly beyondMs?: number;
  readonly zone: Zone;
}

/** Why a time cannot be understood, and what to do. */
interface TimeProblem {
  readonly kind: "problem";
  readonly problem: string;
  readonly hint: string;
}

const form = /^(?:(\d{4})-(\d\d)-(\d\d)(?:[Tt ]|$))?(?:(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?)?(?: ?([Zz]|UTC|[+-]\d\d(?::?\d\d)?))?$/;

/**
 * Undefined where it is no time. `shown`: the zone of the times that are shown, if they are times; a time without a zone is one of it. `howToShow`:
 * what to do so that they are.
 */
export function typedTime(
  text: string,
  shown: "utc" | "local" | undefined,
  howToShow: string,
): ({ readonly kind: "time" } & TypedTime) | TimeProblem | undefined {
  const match = form.exec(text);
  if (match === null || text === "") return undefined;
  const [, year, month, date, hour, minute, second, fraction, zoneText] = match;
  const day = year === undefined ? undefined : dayNumber(Number(year), Number(month), Number(date));
  if (year !== undefined && day === undefined) return undefined;
  if (hour === undefined)
    return year === undefined ? undefined : problem("a date needs a time", `add the time: ${year}-${month}-${date}T10:57:39Z`);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const zone = zoneText === undefined ? shown : zoneIn(zoneText);
  if (zone === undefined) {
    if (zoneText !== undefined) return undefined;
    return problem("a time needs a zone", `add Z (UTC) or +HH:MM, or ${howToShow}`);
  }
  const wholeMs = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const digits = (fraction ?? "").slice(0, 3);
  const firstMs = wholeMs + Number(digits.padEnd(3, "0"));
  const beyond = (fraction ?? "").slice(3);
  return {
    kind: "time",
    ...(day === undefined ? {} : { day }),
    firstMs,
    lastMs: wholeMs + Number(digits.padEnd(3, "9")),
    ...(beyond === "" ? {} : { beyondMs: Number(`0.${beyond}`) }),
    zone,
  };
}

function problem(what: string, hint: string): TimeProblem {
  return { kind: "problem", problem: what, hint };
}

/** Undefined where the month has no such day. */
function dayNumber(year: number, month: number, date: number): number | undefined {
  const timeMs = Date.UTC(year, month - 1, date);
  const isReal = year >= 1000 && new Date(timeMs).getUTCMonth() === month - 1 && new Date(timeMs).getUTCDate() === date;
  return isReal ? timeMs / dayMs : undefined;
}

/** Of "Z", "+02:00", "+0200", "+02". */
function zoneIn(text: string): Zone | undefined {
  if (/^(?:z|UTC)$/i.test(text)) return "utc";
  const [, sign, hours, minutes = "00"] = /^([+-])(\d\d):?(\d\d)?$/.exec(text) ?? [];
  if (Number(hours) > 15 || Number(minutes) > 59) return undefined;
  return (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
}

/** From when to when a typed time is, in ms since the epoch, both included. */
interface AbsoluteSpan {
  readonly kind: "span";
  readonly firstMs: number;
  readonly lastMs: number;
  /** An offset of the session as a time of the same zone, for errors. */
  readonly textOf: (offsetMs: number) => string;
}

/** When a time was, that was typed for a session. */
export function absoluteSpan(typed: TypedTime, session: TimeSpan): AbsoluteSpan | TimeProblem {
  const { zone, firstMs, lastMs } = typed;
  const endMs = session.startMs + Math.round(session.durationMs);
  const first = dayOf(session.startMs, zone);
  const spansDays = dayOf(endMs, zone) !== first;
  const textOf = (offsetMs: number) => {
    const text = instantText(session.startMs + Math.round(offsetMs), zone);
    return typed.day === undefined && !spansDays ? text.slice("2026-11-22T".length) : text;
  };
  if (typed.day === undefined && spansDays)
    return problem(
      `the session spans days, from ${textOf(0)} to ${textOf(session.durationMs)}`,
      "write the date before the time, and a T between them",
    );
  const naiveMs = (typed.day ?? first) * dayMs;
  const found = instants(naiveMs + firstMs, zone);
  const within = found.filter((timeMs) => timeMs + (lastMs - firstMs) >= session.startMs && timeMs <= endMs);
  if (within.length > 1)
    return problem(
      "this time occurs twice because the clocks went back",
      `write ${within.map((timeMs) => instantText(timeMs, zone)).join(" or ")}`,
    );
  const [timeMs] = within.length > 0 ? within : found;
  if (timeMs === undefined)
    return problem("the clocks went forward over this time", `use a time from ${textOf(0)} to ${textOf(session.durationMs)}`);
  return { kind: "span", firstMs: timeMs, lastMs: timeMs + (lastMs - firstMs), textOf };
}

/** The times at which clocks of the zone show this: two where they went back, none where they went forward. `naiveMs`: as if they showed UTC. */
function instants(naiveMs: number, zone: Zone): readonly number[] {
  const easts = [...new Set([minutesEast(zone, naiveMs - dayMs), minutesEast(zone, naiveMs + dayMs)])];
  const times = easts.map((east) => ({ east, timeMs: naiveMs - east * 60_000 }));
  return times
    .filter(({ east, timeMs }) => minutesEast(zone, timeMs) === east)
    .map(({ timeMs }) => timeMs)
    .sort((a, b) => a - b);
}
