import { createReadStream } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { paintWith } from "../../src/report/terminal/paint.js";
import type { PlayerState } from "../../src/tui/state/player-state.js";
import { update } from "../../src/tui/state/update.js";
import { footerLine } from "../../src/tui/view/footer.js";
import { isWorldShown, layoutOf } from "../../src/tui/view/layout.js";
import { plainOf } from "../../src/tui/view/styled.js";
import { view } from "../../src/tui/view/view.js";
import { objectFrame, sessionOf } from "../replay/sessions.js";
import { projectRoot } from "../support/program.js";
import { readState } from "./read-state.js";

async function recorded(name: string, position: number, columns: number, rows: number): Promise<PlayerState> {
  const reader = await openRecording(createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`)), { name });
  const state = await readState(reader, { position, columns, rows });
  await reader.close();
  return state;
}

const shownBy = (state: PlayerState) => view(state).map(plainOf).join("\n");

describe("the footer", () => {
  const keys = ["? help", "↑↓ step", "n next change", "Space play", "Tab pane", "q quit"];
  const command = "kubespy replay deployment-rollout --at '#54'";
  const at = (columns: number, shown = command) => footerLine(keys, shown, columns, paintWith(false));

  it("has the way to help and out at every width, and never more columns than there are", () => {
    for (let columns = 40; columns <= 220; columns++) {
      expect(at(columns)).toMatch(/^\? help .*q quit/);
      expect(at(columns).length).toBeLessThanOrEqual(columns);
    }
  });

  it("cuts the command first, but not the step, then lets keys give way from the middle", () => {
    expect(at(120)).toMatch(/Tab pane {2}q quit +kubespy replay deployment-rollout --at '#54'$/);
    expect(at(90)).toMatch(/Tab pane {2}q quit {2}kubespy replay .*… --at '#54'$/);
    expect(at(80)).toMatch(/^\? help {2}↑↓ step {2}n next change {2}Space play {2}q quit {2}kubespy rep.*… --at '#54'$/);
    expect(at(60)).toMatch(/^\? help {2}↑↓ step {2}n next change {2}q quit {2}kubespy .*… --at '#54'$/);
    expect(at(40)).toMatch(/^\? help {2}q quit {2}kubespy .*… --at '#54'$/);
    expect(at(60, "x --at '#1'")).toMatch(/n next change {2}q quit +x --at '#1'$/);
  });
});

describe("a terminal that is too small", () => {
  it("says so in one plain line at every size, and q quits whatever is open", async () => {
    const whole = await readState(sessionOf([objectFrame(1)]), { position: 1 });
    const sizes = [1, 2, 3, 5, 6, 7, 8, 11, 12, 20, 39, 40, 80].flatMap((columns) => [1, 2, 11, 12, 24].map((rows) => ({ columns, rows })));
    for (const size of sizes.filter(({ columns, rows }) => columns < 40 || rows < 12))
      for (const keys of [[], ["?"], [":"], ["3"], ["/"]]) {
        const opened = keys.reduce((state, key) => update(state, { kind: "key", key }).state, whole);
        const state = update(opened, { kind: "resized", ...size }).state;
        const [first = "", ...rest] = view(state);
        expect([first, ...rest]).toHaveLength(size.rows);
        expect(rest.join("")).toBe("");
        expect("needs 40x12; q quits q").toContain(first);
        expect(first.length).toBeGreaterThan(0);
        expect(first.length).toBeLessThanOrEqual(size.columns);
        expect(update(state, { kind: "key", key: "q" }).effects).toEqual([{ kind: "quit", interrupted: false }]);
      }
  });
});

describe("the world beside the diff", () => {
  it("stands there at 200 columns from the start, and below the whole width where its own pane is chosen", async () => {
    const state = await recorded("deployment-rollout", 60, 200, 50);
    expect(isWorldShown(state)).toBe(true);
    const text = shownBy(state);
    expect(text).toMatch(/── 1 \[diff\] .*─┬─── world ─/);
    expect(text).toMatch(/ │ {3}Deployment\/web +Rolling out .* \d\/\d /);
    const alone = { ...state, pane: "world" as const };
    expect(layoutOf(alone).world).toBeUndefined();
    expect(shownBy(alone)).not.toContain("┬");
    expect(shownBy(alone)).toMatch(/^ {2}Deployment\/web/m);
    for (const pane of ["yaml", "findings"] as const) expect(shownBy({ ...state, pane })).toMatch(/┬─── world ─/);
  });

  it("is left out of a narrower or a low terminal, and of a session of very many objects", async () => {
    const state = await recorded("deployment-rollout", 60, 200, 50);
    const has = (changed: Partial<PlayerState>) => isWorldShown({ ...state, ...changed });
    expect(has({ size: { columns: 179, rows: 50 } })).toBe(false);
    expect(has({ size: { columns: 200, rows: 19 } })).toBe(false);
    const { session } = state;
    expect(has({ session: { ...session, summary: { ...session.summary, objects: 100_000 } } })).toBe(false);
  });

  it("shows the object of the step, however many come before it", async () => {
    const frames = Array.from({ length: 90 }, (_, i) => objectFrame(i + 1, { name: `web-${String(i).padStart(3, "0")}`, type: "ADDED" }));
    for (const position of [1, 30, 90]) {
      const state = await readState(sessionOf(frames), { position, columns: 200, rows: 50 });
      const name = `web-${String(position - 1).padStart(3, "0")}`;
      expect(shownBy(state)).toMatch(new RegExp(` │ {3}Pod/${name} `));
      expect(shownBy(state)).toMatch(/ │ {3}object +stage +ready +restarts +age/);
    }
    expect(shownBy(await readState(sessionOf(frames), { position: 90, columns: 200, rows: 50 }))).toMatch(/world {2}objects \d+-90 of 90/);
  });

  it("stays as it was, dimmed, until that of the new step has been read", async () => {
    const state = await recorded("deployment-rollout", 60, 200, 50);
    const next = update({ ...state, session: { ...state.session, colour: true } }, { kind: "key", key: "j" }).state;
    expect(shownBy(next)).toMatch(/─ world {2}reading …/);
    expect(shownBy(next)).toContain("Deployment/web");
  });
});

it("the row of the step is in reverse video over its whole width, without colour too, and keeps its sign", async () => {
  for (const colour of [true, false])
    for (const [columns, rows] of [
      [60, 15],
      [80, 24],
      [160, 40],
      [200, 50],
    ] as const) {
      const state = await recorded("pod-nginx", 5, columns, rows);
      const lines = view({ ...state, session: { ...state.session, colour } });
      const selected = lines.flatMap((line) => line.split("\x1b[7m")[1]?.split("\x1b[27m")[0] ?? []);
      expect(selected).toEqual([expect.stringMatching(/^▸ . +#5 /)]);
      expect(selected[0]?.length).toBe(layoutOf(state).list.columns);
    }
});

it("the title of the detail gives way where it has no room: first words about keys, then names; never which lines are shown", async () => {
  const state = await recorded("deployment-bad-rollout", 61, 80, 24);
  const titleAt = (columns: number, pane: PlayerState["pane"] = "diff") => {
    const lines = view({ ...state, pane, size: { columns, rows: 15 } });
    return lines.map(plainOf).find((line) => /^── 1/.test(line)) ?? "";
  };
  expect(titleAt(80)).toMatch(/^── 1 \[diff\] {2}2 object {2}3 world {2}4 findings !4 {2}lines 1-5 of \d+ \(J K\) ─/);
  expect(titleAt(60)).toMatch(/^── 1 \[diff\] {2}2 object {2}3 world {2}4 findings !4 {2}1-5 of \d+ ─/);
  expect(titleAt(40)).toMatch(/^── 1 \[diff\] 2 3 4 {2}1-5 of \d+ ─/);
  expect(titleAt(40, "findings")).toMatch(/^── 1 2 3 4 \[findings !4\] {2}1-5 of \d+ ─/);
});

it("what is typed into a prompt is seen at every width", async () => {
  const state = await readState(sessionOf([objectFrame(1)]), { position: 1 });
  for (const columns of [40, 60, 80])
    for (const key of ["f", ":", "/", "m", "w"]) {
      const typed = [key, ..."deployment/web"].reduce((at, each) => update(at, { kind: "key", key: each }).state, state);
      expect(view({ ...typed, size: { columns, rows: 15 } }).join("\n")).toContain("deployment/web█");
    }
});
