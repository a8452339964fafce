import { expect, it } from "vitest";
import type { EndVerification, SessionSummary } from "../../src/model/session.js";
import { sessionTable } from "../../src/report/overview/session-table.js";
import { sessionOf } from "../replay/sessions.js";

const summary = (name: string, more: Partial<SessionSummary> = {}): SessionSummary => {
  const { summary: plain } = sessionOf([]);
  return { ...plain, header: { ...plain.header, name }, ...more };
};

it("sessions stand below their headings, in columns", () => {
  const table = sessionTable([summary("web-1", { frames: 12, durationMs: 9356 }), summary("b", { state: "interrupted", gaps: 2 })], {
    colour: false,
  });
  expect(table).toMatchInlineSnapshot(`
    "NAME    TARGETS   OBJECTS   FRAMES   GAPS   DURATION   STATE         STARTED
    web-1   pods            0       12      0      9.36s   ended         2026-01-01 00:00:00Z
    b       pods            0        0      2      0.00s   interrupted   2026-01-01 00:00:00Z
    "
  `);
});

it("shows whether each session is complete where that is asked for", () => {
  const ended = (verification?: EndVerification): Partial<SessionSummary> => ({
    state: "ended",
    end: { endedAt: "2026-01-01T00:00:10.000Z", offsetMs: 10_000, outcome: "duration", ...(verification && { verification }) },
  });
  const sessions = [
    summary("a", ended({ verified: true, possibleLosses: 0 })),
    summary("b", ended({ verified: true, possibleLosses: 2 })),
    summary("c", ended({ verified: false, possibleLosses: 1, reason: "skipped" })),
    summary("d", { state: "recording" }),
  ];
  const table = sessionTable(sessions, { colour: false, completeness: true });
  expect(
    table
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(line.indexOf("00:00Z") + "00:00Z".length).trim()),
  ).toEqual([
    expect.stringMatching(/COMPLETE$/),
    "complete, verified at the end",
    "complete but for 2 gaps",
    "end not verified: skipped; 1 gap",
    "end not verified: still recording",
  ]);
});

it("a line is cut to the terminal and never in a pipe", () => {
  const wide = [summary("n".repeat(120))];
  expect(sessionTable(wide, { colour: false, columns: 80 }).split("\n")[1]).toHaveLength(80);
  expect(sessionTable(wide, { colour: false })).toContain("n".repeat(120));
});
