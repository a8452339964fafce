import xterm from "@xterm/headless";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Terminal } from "../../src/io/terminal.js";
import type { Frame } from "../../src/model/frame.js";
import type { SessionReader } from "../../src/model/session.js";
import { graphemesOf, widthOf } from "../../src/report/terminal/width.js";
import type { PlayerState } from "../../src/tui/state/player-state.js";
import { update } from "../../src/tui/state/update.js";
import { layoutOf } from "../../src/tui/view/layout.js";
import { Screen } from "../../src/tui/view/screen.js";
import { plainOf, visibleWidth } from "../../src/tui/view/styled.js";
import { view } from "../../src/tui/view/view.js";
import { objectFrame, sessionOf } from "../replay/sessions.js";
import { anyHistory, readerOf } from "../support/histories.js";
import { readState } from "./read-state.js";

/** Wide, from right to left, joined, combined: what terminals disagree about. */
const names = [
  "日本語のデプロイメント-5d9c7f6b8d-日本",
  "שלום-web-5d9c7f6b8d-אבגדה",
  "مرحبا-بالعالم-5d9c7f6b8d",
  "👩‍👩‍👧-web-5d9c7f6b8d-👨‍👩‍👧‍👦",
  "👍🏽-🇩🇪-❤️-1️⃣-web-5d9c7f6b8d-❤️",
  "กำลัง-क्षमा-각-web-5d9c7f6b8d",
  "cafe\u0301\u0301\u0301-web-e\u0301e\u0301",
  "web-5d9c7f6b8d-abcde",
];
const sizes = [
  [40, 12],
  [60, 15],
  [80, 24],
  [150, 30],
  [200, 50],
] as const;
const panes = ["diff", "yaml", "world", "findings"] as const;

function renamed(frames: readonly Frame[], more: number): readonly Frame[] {
  const nameOf = (uid: string) => names[(Number(uid.at(-1)) + more) % names.length] ?? "";
  return frames.map((frame) => (frame.kind === "gap" ? frame : { ...frame, ref: { ...frame.ref, name: nameOf(frame.ref.uid) } }));
}

/** The columns in which something begins behind two spaces. */
function columnsBegun(line: string): ReadonlySet<number> {
  const begun = new Set<number>();
  let column = 0;
  let spaces = 0;
  for (const grapheme of graphemesOf(line)) {
    if (grapheme !== " " && spaces > 1) begun.add(column);
    spaces = grapheme === " " ? spaces + 1 : 0;
    column += widthOf(grapheme);
  }
  return begun;
}

/** The rows of the list, those of changes alone. */
function listRows(state: PlayerState): readonly string[] {
  const { tracks, list } = layoutOf(state);
  const first = 1 + 1 + tracks + 1;
  const lines = view(state)
    .map(plainOf)
    .slice(first, first + list.rows);
  return lines.filter((line) => /^[▸ ] . +#\d/.test(line));
}

describe("the screen of any session, whatever its names are", () => {
  it("has a line for each row, none wider than it, and a list whose columns line up", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.nat(7), fc.double({ min: 0, max: 1, noNaN: true }), async (history, more, share) => {
        const frames = renamed(history.frames, more);
        const reader = readerOf({ ...history, frames });
        const position = frames.length === 0 ? 0 : 1 + Math.floor(share * (frames.length - 1));
        const whole = await readState(reader, { position });
        for (const [columns, rows] of sizes)
          for (const pane of panes) {
            const state = { ...whole, pane, size: { columns, rows } };
            const lines = view(state);
            expect(lines).toHaveLength(rows);
            for (const line of lines) expect(visibleWidth(line)).toBeLessThanOrEqual(columns);
            const begun = listRows(state).map(columnsBegun);
            const places = [...(begun[0] ?? [])].filter((column) => begun.every((each) => each.has(column)));
            if (begun.length > 1) expect(places, lines.join("\n")).not.toEqual([]);
          }
      }),
      { numRuns: 25 },
    );
  });

  it("leaves nothing shifted on a terminal that counts other widths", async () => {
    const frames = names.map((name, i) => objectFrame(i + 1, { name, uid: `uid-${i}`, type: "ADDED", offsetMs: i * 100 }));
    for (const columns of [160, 200]) {
      const state = await readState(sessionOf(frames), { position: 3, pane: "diff", columns, rows: 40 });
      const cells = await cellsOn(columns, 40, view(state));
      const { tracks, list, beside } = layoutOf(state);
      const between = beside ? list : layoutOf(state).detail;
      const first = 1 + 1 + tracks + (beside ? 1 : 1 + list.rows + 1);
      const rows = cells.slice(first, first + between.rows);
      expect(rows.map((row) => row[between.columns + 1])).toEqual(rows.map(() => "│"));
      const changes = cells.slice(1 + 1 + tracks + 1).slice(0, names.length);
      const words = changes.map(
        (row) => row.join("").indexOf("Created: ") >= 0 && row.findIndex((_, at) => row.slice(at, at + 8).join("") === "Created:"),
      );
      expect(new Set(words).size, changes.map((row) => row.join("")).join("\n")).toBe(1);
    }
  });
});

/** What a terminal shows in each of its cells, after a screen with other words before it. */
async function cellsOn(columns: number, rows: number, lines: readonly string[]): Promise<readonly (readonly string[])[]> {
  const shown = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const nothing = () => () => {};
  const terminal: Terminal = {
    input: process.stdin,
    write: (text) => shown.write(text),
    columns: () => columns,
    rows: () => rows,
    setRaw: () => {},
    onResize: nothing,
    onStopAsked: nothing,
    onContinue: nothing,
    onExit: nothing,
    stop: () => {},
  };
  const screen = new Screen(terminal);
  screen.draw(lines.map(() => "#".repeat(columns)));
  screen.draw(lines);
  await new Promise<void>((resolve) => shown.write("", resolve));
  const { active } = shown.buffer;
  const cells = lines.map((_, row) =>
    Array.from({ length: columns }, (_, column) => active.getLine(row)?.getCell(column)?.getChars() || " "),
  );
  shown.dispose();
  return cells;
}

describe("a session of few frames", () => {
  const keys = [
    ..."jkgGnN}{eExXvV'\":foz+-JK 1234tywm?/",
    "escape",
    "enter",
    "tab",
    "up",
    "down",
    "left",
    "right",
    "page-up",
    "page-down",
    "home",
    "end",
  ];

  it.each([
    ["no frame", []],
    ["one frame", [objectFrame(1, { type: "ADDED", offsetMs: 0 })]],
  ])("of %s takes every key", async (_, frames) => {
    const reader: SessionReader = sessionOf(frames);
    for (const [columns, rows] of sizes) {
      let state = await readState(reader, { position: frames.length, columns, rows });
      for (const key of keys) {
        state = update(state, { kind: "key", key }).state;
        for (const line of view(state)) expect(visibleWidth(line)).toBeLessThanOrEqual(columns);
      }
      expect(state.position).toBe(frames.length);
    }
  });
});
