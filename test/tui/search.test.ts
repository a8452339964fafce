import { describe, expect, it } from "vitest";
import type { Frame } from "../../src/model/frame.js";
import { matchesNow } from "../../src/tui/state/matches-shown.js";
import { update } from "../../src/tui/state/update.js";
import type { MatchedSteps } from "../../src/tui/tasks/matches.js";
import { view } from "../../src/tui/view/view.js";
import { gapFrame, objectFrame, sessionOf } from "../replay/sessions.js";
import { RunningPlayer } from "../support/running-player.js";

/** Steps of one Pod, whose status says these words. */
const stepsSaying = (...words: readonly string[]): readonly Frame[] =>
  words.map((word, i) => objectFrame(i + 1, { type: i === 0 ? "ADDED" : "MODIFIED", object: { status: { note: word } } }));

const session = (...words: readonly string[]) => sessionOf(stepsSaying(...words));

describe("a search", () => {
  it("goes from match to match, says which of how many, and wraps at both ends", async () => {
    await using player = await RunningPlayer.on(session("one", "apple", "three", "APPLE pie", "five"));
    await player.press("/");
    await player.type("apple");
    expect([player.state.position, player.message]).toEqual([2, 'search "apple": match 1 of 4; n next, N previous, Esc ends it']);
    // The steps after a match say it as what was there before.
    const visited: number[] = [];
    for (const _ of [1, 2, 3]) {
      await player.press("n");
      visited.push(player.state.position);
    }
    expect(visited).toEqual([3, 4, 5]);
    await player.press("n");
    expect([player.state.position, player.message]).toEqual([2, expect.stringContaining("wrapped to the first match, match 1 of 4")]);
    await player.press("N");
    expect([player.state.position, player.message]).toEqual([5, expect.stringContaining("wrapped to the last match, match 4 of 4")]);
    await player.press("N");
    expect(player.message).toBe('search "apple": match 3 of 4; n next, N previous, Esc ends it');
  });

  it("counts on a step that does not match, and on a single match wraps to it", async () => {
    await using player = await RunningPlayer.on(session("one", "two", "three", "four"));
    await player.press("/");
    await player.type("three");
    await player.press("g");
    expect(player.message).toContain("2 matches; n next");
    await player.press("/");
    await player.type("four");
    await player.press("n");
    expect([player.state.position, player.message]).toEqual([4, expect.stringContaining("wrapped to the first match, match 1 of 1")]);
  });

  it("without a match stays where it is and says so", async () => {
    await using player = await RunningPlayer.on(session("one", "two"));
    await player.press("/");
    await player.type("zebra");
    expect([player.state.position, player.message]).toEqual([1, 'no match of "zebra"']);
    await player.press("n");
    expect(player.message).toBe('no match of "zebra"');
    await player.press("z");
    await player.press("j");
    expect(player.message).toContain('search "zebra": no match; n next');
  });

  it("is repeated by an empty one, also after Esc, as in less and vim", async () => {
    await using player = await RunningPlayer.on(session("one", "two", "three", "two", "five"));
    await player.press("/", "enter");
    expect(player.message).toBe("no search to repeat");
    await player.press("/");
    await player.type("two");
    await player.press("escape");
    expect([player.state.search, player.message.includes("search")]).toEqual([undefined, false]);
    await player.press("/", "enter");
    expect([player.state.search, player.state.position]).toEqual(["two", 3]);
  });

  it("is what a person reads: not the names that the program gives to the parts of a change", async () => {
    await using player = await RunningPlayer.on(session("one", "two"));
    for (const word of ["segments", 'kind":"changed', "path"]) {
      await player.press("/");
      await player.type(word);
      expect(player.message, word).toBe(`no match of "${word}"`);
    }
    await player.press("/");
    await player.type("status.note");
    expect(player.state.position).toBe(2);
  });

  it("looks through noise while noise is shown", async () => {
    const reader = sessionOf(
      [1, 2].map((at) =>
        objectFrame(at, { object: { metadata: { name: "web", uid: "uid-web", resourceVersion: `rv${at}` }, status: { at } } }),
      ),
    );
    await using player = await RunningPlayer.on(reader);
    await player.press("/");
    await player.type("rv2");
    expect(player.message).toBe('no match of "rv2"');
    await player.press("z", "n");
    expect([player.state.position, player.message]).toEqual([2, expect.stringContaining("match 1 of 1")]);
  });

  it("counts the steps of a filter alone, and again when the filter changes", async () => {
    const names = ["web", "db", "web", "db", "web"];
    const frames = names.map((name, i) =>
      objectFrame(i + 1, { name, type: "ADDED", object: { metadata: { name, uid: `uid-${name}` }, status: { say: `x1-${i}` } } }),
    );
    await using player = await RunningPlayer.on(sessionOf(frames));
    await player.press("/");
    await player.type("x1");
    expect(player.message).toContain("match 2 of 5");
    await player.press("o");
    expect(player.message).toContain("match 1 of 2");
    await player.press("n", "n");
    expect([player.state.position, player.message]).toEqual([2, expect.stringContaining("wrapped to the first match, match 1 of 2")]);
    await player.press("o");
    expect(player.message).toContain("match 2 of 5");
  });

  it("keys pressed while it reads continue it", async () => {
    await using player = await RunningPlayer.on(session(...Array.from({ length: 40 }, (_, i) => `word ${i}`)));
    await player.press("/", ..."word", "enter", "n", "n", "n");
    expect(player.state.position).toBe(5);
    await player.press("2", "n", "n", "n");
    expect(player.state.position).toBe(7);
  });

  it("scrolls the diff to its first match where that is below the screen", async () => {
    const fields = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`field${String(i).padStart(2, "0")}`, i]));
    const reader = sessionOf([objectFrame(1), objectFrame(2, { object: { spec: { ...fields, needle: 1 } } }), objectFrame(3)]);
    await using player = await RunningPlayer.on(reader);
    await player.press("/");
    await player.type("needle");
    expect(player.state).toMatchObject({ position: 2, scroll: expect.any(Number) });
    expect(player.state.scroll).toBeGreaterThan(0);
    expect(player.detail.join("\n")).toContain("needle");
    await player.press("k", "/");
    await player.type("field00");
    expect(player.state).toMatchObject({ position: 2, scroll: 0 });
  });

  it("is counted in full on a narrow screen", async () => {
    for (const [columns, line] of [
      [80, 'search "an apple a day keeps it": match 4 of 5; n next, N previous, Esc ends it'],
      [70, 'search "an apple a da…": match 4 of 5; n next, N previous, Esc ends it'],
      [60, 'search "an apple a day keeps it": match 4 of 5'],
      [40, 'search "an apple a day k…": match 4 of 5'],
    ] as const) {
      const words = ["an apple a day keeps it", "two", "an apple a day keeps it", "four", "an apple a day keeps it"];
      await using player = await RunningPlayer.on(session(...words), { columns });
      await player.press("/");
      await player.type("an apple a day keeps it");
      await player.press("n", "n");
      expect(player.message).toBe(line);
    }
  });

  it("counts while it reads, and reads on only for what is not known yet", async () => {
    await using player = await RunningPlayer.on(session(...Array.from({ length: 600 }, (_, i) => `word ${i}`)));
    await player.press("/");
    await player.type("word");
    const known = matchesNow(player.state);
    expect([known?.count, known?.readSequence]).toEqual([600, 600]);
    const partly = { ...player.state, position: 40, matches: { ...(known as MatchedSteps), count: 50, readSequence: 50 } };
    expect(view(partly).at(-2)).toContain("match 40 of 50 so far");
    expect(view({ ...partly, position: 300 }).at(-2)).toContain("50 matches so far");
    const next = (position: number, key: string) => update({ ...partly, position }, { kind: "key", key });
    expect(next(40, "n")).toMatchObject({ state: { position: 41 }, effects: [] });
    expect(next(51, "N")).toMatchObject({ state: { position: 50 }, effects: [] });
    const search = { text: "word", scope: "changes", noise: false };
    for (const [position, key, direction] of [
      [50, "n", 1],
      [300, "N", -1],
      [1, "N", -1],
    ] as const)
      expect(next(position, key)).toMatchObject({
        state: { position, seeking: { what: 'match of "word"' } },
        effects: [{ kind: "seek", query: { kind: "match", search, direction } }],
      });
  });
});

describe("with the whole object on the screen a search", () => {
  const long = (word: string) => ({
    spec: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, i % 20 === 19 ? word : `v${i}`])),
  });

  it("goes through its lines, and then to the next step whose object matches", async () => {
    const reader = sessionOf(["pear", "pear", "plum", "pear"].map((word, i) => objectFrame(i + 1, { object: long(word) })));
    await using player = await RunningPlayer.on(reader);
    await player.press("2", "/");
    await player.type("pear");
    const visited = [`${player.state.position}: ${/line \d of \d here, step \d of \d/.exec(player.message)}`];
    for (let i = 0; i < 6; i++) {
      await player.press("n");
      visited.push(`${player.state.position}: ${/(wrapped.*, )?line \d of \d here, step \d of \d/.exec(player.message)?.[0]}`);
      expect(player.detail.join("\n")).toContain("pear");
    }
    expect(visited).toEqual([
      "1: line 1 of 2 here, step 1 of 3",
      "1: line 2 of 2 here, step 1 of 3",
      "2: line 1 of 2 here, step 2 of 3",
      "2: line 2 of 2 here, step 2 of 3",
      "4: line 1 of 2 here, step 3 of 3",
      "4: line 2 of 2 here, step 3 of 3",
      "1: wrapped to the first match, line 1 of 2 here, step 1 of 3",
    ]);
    await player.press("N");
    expect([player.state.position, player.message]).toEqual([
      4,
      expect.stringContaining("wrapped to the last match, line 2 of 2 here, step 3 of 3"),
    ]);
  });

  it("goes on from what is shown after the user has scrolled", async () => {
    await using player = await RunningPlayer.on(sessionOf([objectFrame(1, { object: long("pear") }), objectFrame(2)]));
    await player.press("2", "/");
    await player.type("pear");
    await player.press(...Array.from({ length: 60 }, () => "J"));
    await player.press("n");
    expect(player.message).toContain("line 2 of 2 here");
    await player.press(...Array.from({ length: 60 }, () => "K"), "n");
    expect(player.message).toContain("line 1 of 2 here");
    await player.press(...Array.from({ length: 60 }, () => "J"), "N");
    expect(player.message).toContain("line 1 of 2 here");
  });

  it("also finds what did not change, and nothing in a gap", async () => {
    const reader = sessionOf([objectFrame(1, { object: { spec: { image: "pear" } } }), gapFrame(2, { reason: "pear" }), objectFrame(3)]);
    await using player = await RunningPlayer.on(reader, { position: 3 });
    await player.press("2", "/");
    await player.type("pear");
    expect(player.message).toContain("wrapped to the first match, line 1 of 1 here, step 1 of 1");
    await player.press("1");
    expect(player.message).toContain("match 1 of ");
  });

  it("marks the line where it is differently from the others", async () => {
    await using player = await RunningPlayer.on(
      sessionOf([objectFrame(1, { object: { spec: { a: "pear", b: "pear" } } }), objectFrame(2)]),
    );
    await player.press("2", "/");
    await player.type("pear");
    const line = (name: string) => view(player.state).find((each) => each.startsWith(`  ${name}: `));
    expect([line("a"), line("b")]).toEqual(["  a: \u001b[7mpear\u001b[0m", "  b: \u001b[4mpear\u001b[0m"]);
    await player.press("n");
    expect([line("a"), line("b")]).toEqual(["  a: \u001b[4mpear\u001b[0m", "  b: \u001b[7mpear\u001b[0m"]);
  });
});
