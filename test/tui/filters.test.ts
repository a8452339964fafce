import { describe, expect, it } from "vitest";
import { objectFrame, sessionOf } from "../replay/sessions.js";
import { RunningPlayer } from "../support/running-player.js";

const names = ["web-1", "web-2", "db", "web-1", "web-2"];
const session = () =>
  sessionOf(names.map((name, i) => objectFrame(i + 1, { name, object: { metadata: { name, uid: `uid-${name}` }, status: { i } } })));
const title = (player: RunningPlayer) => /── changes(?: of (\S+))? ─/.exec(player.lines.join("\n"))?.[1] ?? "all";

describe("the key for the object of a step alone", () => {
  it("shows it, and all again", async () => {
    await using player = await RunningPlayer.on(session(), { position: 4 });
    await player.press("o");
    expect([title(player), player.state.window.rows.map(({ frame }) => frame.sequence)]).toEqual(["Pod/web-1", [1, 4]]);
    await player.press("o");
    expect([title(player), player.state.position]).toEqual(["all", 4]);
  });

  it("narrows a filter to it, and goes back to that filter", async () => {
    await using player = await RunningPlayer.on(session());
    await player.press("f");
    await player.type("web-1 web-2");
    expect(player.state.window.rows.map(({ frame }) => frame.sequence)).toEqual([1, 2, 4, 5]);
    await player.press("j", "o");
    expect([title(player), player.state.window.rows.map(({ frame }) => frame.sequence)]).toEqual(["Pod/web-2", [2, 5]]);
    await player.press("j", "o");
    expect([player.state.filter?.words, player.state.position]).toEqual(["web-1 web-2", 5]);
    await player.press("k", "o", "o", "f", "ctrl-u", "enter");
    expect(title(player)).toBe("all");
  });

  it("shows all where the filter was that object alone, as --object makes it", async () => {
    const filter = { words: "web-1", uids: [objectFrame(1, { name: "web-1" }).ref.uid] };
    await using player = await RunningPlayer.on(session(), { filter });
    await player.press("o");
    expect(player.state.filter).toBeUndefined();
  });
});

describe("a step that is gone to by its number", () => {
  it("says which step is shown in its place where the filter hides it", async () => {
    await using player = await RunningPlayer.on(session());
    await player.press("f");
    await player.type("web-2");
    for (const [typed, position, message] of [
      [":4", 2, "#4 is hidden by the filter: #2 is the step before it"],
      [":1", 2, "#1 is hidden by the filter: #2 is the step after it"],
      [":5", 5, undefined],
    ] as const) {
      await player.type(typed);
      expect([player.state.position, player.state.message?.text]).toEqual([position, message]);
    }
  });

  it("says nothing where the filter itself leads to another step", async () => {
    await using player = await RunningPlayer.on(session(), { position: 3 });
    await player.press("f");
    await player.type("web-2");
    expect([player.state.position, player.state.message]).toEqual([2, undefined]);
  });
});

describe("the key for the next finding", () => {
  it("says that a session has none, and that those of a filter have none", async () => {
    await using player = await RunningPlayer.on(session());
    for (const key of ["x", "X"]) {
      await player.press(key);
      expect(player.message).toBe("no findings in this session");
    }
    await player.press("o", "x");
    expect(player.message).toBe("no findings of these objects");
  });
});
