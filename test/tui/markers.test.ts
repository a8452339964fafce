import { describe, expect, it } from "vitest";
import type { Marker } from "../../src/model/session.js";
import type { MarkerEditor } from "../../src/tui/runtime/effect-runner.js";
import { objectFrame } from "../replay/sessions.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";
import { RunningPlayer } from "../support/running-player.js";

/** Five steps, a second apart; two at the same offset. */
class MarkedSession extends InMemorySessionReader implements MarkerEditor {
  marked: readonly Marker[];

  constructor(marked: readonly Marker[]) {
    super([1, 2, 3, 4, 5].map((at) => objectFrame(at, { offsetMs: at === 4 ? 3000 : at * 1000 })));
    this.marked = marked;
  }

  override async markers(): Promise<readonly Marker[]> {
    return this.marked;
  }

  async add({ offsetMs, text }: Marker): Promise<void> {
    this.marked = [...this.marked, { offsetMs, text }];
  }

  async edit(marker: Marker, text: string): Promise<boolean> {
    const at = this.marked.findIndex((other) => other.text === marker.text && other.offsetMs === marker.offsetMs);
    this.marked = this.marked.map((other, i) => (i === at ? { ...other, text } : other));
    return at >= 0;
  }

  async remove(marker: Marker): Promise<boolean> {
    const at = this.marked.findIndex((other) => other.text === marker.text && other.offsetMs === marker.offsetMs);
    this.marked = this.marked.filter((_, i) => i !== at);
    return at >= 0;
  }

  async open(position: number): Promise<RunningPlayer> {
    return await RunningPlayer.on(this, { position, markerEditor: this });
  }
}

const at2 = { offsetMs: 2000, text: "first" };
const after2 = { offsetMs: 2500, text: "second" };
const at3 = { offsetMs: 3000, text: "third" };

describe("the key for a marker", () => {
  it("adds one where there is none", async () => {
    const session = new MarkedSession([at2]);
    await using player = await session.open(1);
    await player.press("m");
    expect(player.message).toMatch(/^marker: /);
    await player.type("begun");
    expect(player.message).toBe("marked: begun");
    expect(session.marked).toEqual([at2, { offsetMs: 1000, text: "begun" }]);
  });

  it("edits the one of the step, whether it was made at it or before the next one", async () => {
    for (const marker of [at2, after2]) {
      const session = new MarkedSession([marker]);
      await using player = await session.open(2);
      await player.press("m");
      expect(player.message).toContain(`edit marker (empty removes it, Tab: another): ${marker.text}`);
      await player.type(" changed");
      expect(player.message).toBe(`marker changed: ${marker.text} → ${marker.text} changed`);
      expect(player.state.markers).toEqual([{ ...marker, text: `${marker.text} changed` }]);
      await player.press("m", "enter");
      expect(session.marked).toEqual([{ ...marker, text: `${marker.text} changed` }]);
    }
  });

  it("removes it when its text is empty, says what was removed, and never by Esc or Backspace alone", async () => {
    const session = new MarkedSession([at2]);
    await using player = await session.open(2);
    await player.press("m", "ctrl-u", "escape", "m", "ctrl-u", "backspace");
    expect([session.marked, player.state.prompt]).toEqual([[at2], undefined]);
    await player.press("m", "ctrl-u", "enter");
    expect([player.message, session.marked, player.state.markers]).toEqual(["removed marker: first", [], []]);
  });

  it("chooses among several with Tab, and after the last adds another", async () => {
    const session = new MarkedSession([at2, { ...at2, text: "same place" }, after2]);
    await using player = await session.open(2);
    await player.press("m");
    const labels = [player.message];
    for (const _ of [1, 2, 3, 4]) {
      await player.press("tab");
      labels.push(player.message);
    }
    expect(labels.map((label) => label.replace("█", ""))).toEqual([
      "edit marker 1 of 3 (empty removes it, Tab: next): first",
      "edit marker 2 of 3 (empty removes it, Tab: next): same place",
      "edit marker 3 of 3 (empty removes it, Tab: another): second",
      "another marker: ",
      "edit marker 1 of 3 (empty removes it, Tab: next): first",
    ]);
    await player.press("tab", "ctrl-u", "enter");
    expect(session.marked).toEqual([at2, after2]);
    await player.press("m", "tab", "tab");
    await player.type("new");
    expect(session.marked).toEqual([at2, after2, { offsetMs: 2000, text: "new" }]);
  });

  it("finds a marker on all steps of its offset", async () => {
    for (const position of [3, 4]) {
      await using player = await new MarkedSession([at3]).open(position);
      await player.press("m");
      expect(player.message).toContain("third");
    }
  });

  it("keeps the whole of a long text while it is edited", async () => {
    const session = new MarkedSession([{ offsetMs: 2000, text: "x".repeat(500) }]);
    await using player = await session.open(2);
    await player.press("m", "backspace");
    await player.type("y");
    expect(session.marked[0]?.text).toBe(`${"x".repeat(499)}y`);
  });

  it("says that another program removed it meanwhile", async () => {
    const session = new MarkedSession([at2]);
    await using player = await session.open(2);
    await player.press("m", "ctrl-u");
    session.marked = [];
    await player.press("enter");
    expect([player.message, player.state.markers]).toEqual(["the marker was removed meanwhile", []]);
  });
});
