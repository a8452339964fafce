import { describe, expect, it } from "vitest";
import type { SessionShare } from "../../src/model/session-share.js";
import { paintWith } from "../../src/report/terminal/paint.js";
import { widthOf } from "../../src/report/terminal/width.js";
import type { PlayerState } from "../../src/tui/state/player-state.js";
import { update } from "../../src/tui/state/update.js";
import { helpLines } from "../../src/tui/view/help-lines.js";
import { view } from "../../src/tui/view/view.js";
import { objectFrame, sessionOf } from "../replay/sessions.js";
import { readState } from "./read-state.js";

const shared: SessionShare = {
  level: "identities",
  by: "kubespy 0.1.0",
  rules: 1,
  removed: [{ what: "environment variable", values: 8, places: 24 }],
};

describe("the help of the player", () => {
  it("says of a shared session what was removed, and what may remain, where there is room", () => {
    for (const [columns, rows] of [
      [80, 40],
      [160, 21],
    ] as const) {
      const text = helpLines(columns, rows, paintWith(false), shared).join("\n");
      expect(text).toContain("Shared at level identities: 8 values removed (environment variable ×8)");
      expect(text).toContain("May remain: kinds");
    }
    expect(helpLines(80, 40, paintWith(false)).join("\n")).not.toContain("Shared");
  });

  it("has every line in no more columns than there are", () => {
    for (const columns of [40, 60, 80, 119, 120, 200])
      for (const line of helpLines(columns, 12, paintWith(false), shared)) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
  });
});

describe("the help on the screen", () => {
  const press = (state: PlayerState, ...keys: string[]) => keys.reduce((at, key) => update(at, { kind: "key", key }).state, state);
  const linesShown = (state: PlayerState) => /lines (\d+-\d+ of \d+)/.exec(view(state).join("\n"))?.[1];
  const opened = async (columns: number, rows: number) =>
    press(await readState(sessionOf([objectFrame(1)]), { position: 1, columns, rows }), "?");

  it.each([
    [40, 12],
    [60, 15],
    [80, 24],
  ])("scrolls by lines and pages to its end at %ix%i, and says where it is", async (columns, rows) => {
    const help = await opened(columns, rows);
    const height = rows - 4;
    const total = Number(linesShown(help)?.split(" ").at(-1));
    const shows = (first: number) => `${first}-${Math.min(total, first + height - 1)} of ${total}`;
    const end = shows(total - height + 1);
    expect(linesShown(help)).toBe(shows(1));
    for (const keys of [["down"], ["j"], ["j", "j", "k"], ["page-down", "page-up", "j"], ["up", "down"]])
      expect(linesShown(press(help, ...keys))).toBe(shows(2));
    for (const key of [" ", "page-down"]) expect(linesShown(press(help, key))).toBe(shows(Math.min(height, total - height + 1)));
    for (const keys of [["G"], Array<string>(60).fill("j"), Array<string>(60).fill(" ")])
      expect(linesShown(press(help, ...keys))).toBe(end);
    expect(linesShown(press(help, "G", "g"))).toBe(shows(1));
    expect(linesShown(press(help, "G", "k"))).toBe(shows(total - height));
    expect(view(press(help, "G")).join("\n")).toContain("▼ here");
    expect(linesShown(press(help, "G", "?", "?"))).toBe(shows(1));
  });

  it("is closed by q, Esc and ?, which leave the player open; other keys do nothing", async () => {
    const help = await opened(80, 24);
    for (const key of ["q", "escape", "?"]) {
      const { state, effects } = update(help, { kind: "key", key });
      expect([state.help, effects]).toEqual([false, []]);
    }
    expect(press(help, "n", "3", ":", "/", "o")).toEqual(help);
    expect(update(help, { kind: "key", key: "ctrl-c" }).effects).toEqual([{ kind: "quit", interrupted: true }]);
    expect(view(help).at(-1)).toMatch(/^↑↓ scroll .*q close help/);
  });

  it("shows all at once where there is room", async () => {
    const help = await opened(200, 50);
    expect(linesShown(help)).toBeUndefined();
    expect(view(help).join("\n")).toContain("▼ here");
  });
});
