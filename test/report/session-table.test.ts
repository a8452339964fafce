import { describe, expect, it } from "vitest";
import type { EndVerification, SessionSummary } from "../../src/model/session.js";
import { sessionChoices } from "../../src/report/overview/session-choices.js";
import { sessionTable } from "../../src/report/overview/session-table.js";
import { sessionOf } from "../replay/sessions.js";

const summary = (name: string, more: Partial<SessionSummary> = {}): SessionSummary => {
  const { summary: plain } = sessionOf([]);
  return { ...plain, header: { ...plain.header, name }, ...more };
};

const lines = (summaries: readonly SessionSummary[], columns?: number) =>
  sessionTable(summaries, { colour: false, ...(columns === undefined ? {} : { columns }) })
    .trimEnd()
    .split("\n");

const titled = (name: string, title: string, more: Partial<SessionSummary> = {}): SessionSummary => {
  const plain = summary(name, { durationMs: 9356, ...more });
  return { ...plain, header: { ...plain.header, title, targets: ["deploy/web", "svc/web"] } };
};

it("sessions stand below their headings, in columns", () => {
  const table = sessionTable([summary("web-1", { frames: 12, durationMs: 9356 }), summary("b", { state: "interrupted", gaps: 2 })], {
    colour: false,
  });
  expect(table).toMatchInlineSnapshot(`
    "NAME   STARTED               DURATION  OBJECTS  FRAMES  GAPS  STATE        TARGETS  TITLE
    web-1  2026-01-01 00:00:00Z     9.36s        0      12     0  ended        pods
    b      2026-01-01 00:00:00Z     0.00s        0       0     2  interrupted  pods
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
  const [headings = "", ...rows] = sessionTable(sessions, { colour: false, completeness: true }).trimEnd().split("\n");
  const from = headings.indexOf("COMPLETE");
  expect(
    rows.map((row) =>
      row
        .slice(from)
        .split("   ")[0]
        ?.trim()
        .replace(/ +pods$/, ""),
    ),
  ).toEqual([
    "complete, verified at the end",
    "complete but for 2 gaps",
    "end not verified: skipped; 1 gap",
    "end not verified: still recording",
  ]);
  expect(lines(sessions)[0]).not.toContain("COMPLETE");
});

describe("on a terminal", () => {
  const sessions = [
    titled("checkout-7", "The rollout that hung on a missing Secret until it was created"),
    titled("web", "A Pod", { gaps: 2, frames: 1234, objects: 17 }),
  ];

  it.each([200, 125, 120, 100, 80, 60, 40, 20])("of %i columns what is left out depends on the width", (columns) => {
    const table = lines(sessions, columns);
    expect(table.join("\n")).toMatchSnapshot();
    for (const line of table) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it("without titles the targets stay in their place", () => {
    expect(lines([summary("web-1", { durationMs: 9356 })], 60)).toMatchInlineSnapshot(`
      [
        "NAME   STARTED               DURATION  STATE  TARGETS",
        "web-1  2026-01-01 00:00:00Z     9.36s  ended  pods",
      ]
    `);
  });

  it("a name is never cut, and one long name does not move the other rows", () => {
    const long = "n".repeat(90);
    const [, first, second] = lines([titled(long, "x"), titled("web", "A Pod from birth to deletion")], 80);
    expect(first).toBe(long);
    expect(second).toMatch(/^web {31}2026-01-01 00:00Z {5}9\.36s {2}ended {2}A Pod fro…$/);
  });

  it("gaps are named with the state where they have no column", () => {
    expect(lines(sessions, 80)[2]).toContain("ended, 2 gaps  A Pod");
    expect(lines(sessions, 200)[2]).not.toContain("gaps");
  });
});

it("nothing is cut in a pipe, and what has no blanks comes first", () => {
  const title = "a title ".repeat(20).trim();
  const [, row = ""] = lines([titled("n".repeat(100), title)]);
  expect(row).toContain("n".repeat(100));
  expect(row).toContain(title);
  expect(row.split(/ +/).slice(3, 7)).toEqual(["9.36s", "0", "0", "0"]);
});

describe("sessions to choose from", () => {
  const choices = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ name: `web-${count - i}`, startedAt: "2026-01-01T00:00:00.000Z", title: "A Pod" }));

  it("are at most ten, and how many more there are", () => {
    expect(sessionChoices(choices(2))).toMatchInlineSnapshot(`
      "  NAME   STARTED               TITLE
        web-2  2026-01-01 00:00:00Z  A Pod
        web-1  2026-01-01 00:00:00Z  A Pod
      "
    `);
    expect(sessionChoices(choices(12)).split("\n").slice(-3)).toEqual(["  web-3   2026-01-01 00:00:00Z  A Pod", "  and 2 more", ""]);
  });

  it("have no column that is empty, and nothing raw", () => {
    expect(sessionChoices([{ name: "web" }, { name: "web-2", startedAt: "\u001b[31m" }])).toBe(
      "  NAME   STARTED\n  web\n  web-2  \\e[31m\n",
    );
  });

  it("are cut to the terminal", () => {
    for (const line of sessionChoices(choices(3), 30).split("\n")) expect(line.length).toBeLessThanOrEqual(30);
  });
});
