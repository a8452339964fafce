import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pickerLayout } from "../../../src/tui/picker/picker-layout.js";
import { entryToPreview, selectedEntry } from "../../../src/tui/picker/picker-state.js";
import { updatePicker } from "../../../src/tui/picker/picker-update.js";
import { afterEvents, manyEntries, pickerOf, startedMs, storedEntry, typed } from "./entries.js";

const nameOf = (state: Parameters<typeof selectedEntry>[0]) => selectedEntry(state)?.name;
const effectsOf = (state: Parameters<typeof updatePicker>[0], key: string) => updatePicker(state, { kind: "key", key }).effects;
const preview = { headline: "no findings", findings: [], findingCount: 0, objects: [], objectsLeftOut: 0 };

describe("moving", () => {
  it("goes by rows, by pages and to both ends, and no further", () => {
    const state = pickerOf(manyEntries(100));
    const page = pickerLayout(state).list.rows - 1;
    expect(nameOf(typed(state, "up"))).toBe("s-1");
    expect(nameOf(typed(state, "down", "ctrl-n", "up", "ctrl-p", "down"))).toBe("s-2");
    expect(nameOf(typed(state, "page-down", "page-down"))).toBe(`s-${1 + 2 * page}`);
    expect(nameOf(typed(state, "page-down", "page-down", "page-up"))).toBe(`s-${1 + page}`);
    expect(nameOf(typed(state, "end", "down"))).toBe("s-100");
    expect(nameOf(typed(state, "end", "home"))).toBe("s-1");
    expect(nameOf(typed(pickerOf([]), "down", "end", "page-up"))).toBeUndefined();
  });

  it("keeps the selected session on the screen, and no row empty, whatever is typed and however large the terminal is", () => {
    const key = fc.constantFrom("up", "down", "page-up", "page-down", "home", "end", "1", "5", "backspace", "escape", "ctrl-u");
    const resized = fc.record({
      kind: fc.constant("resized" as const),
      columns: fc.integer({ min: 1, max: 250 }),
      rows: fc.integer({ min: 1, max: 60 }),
    });
    const event = fc.oneof({ weight: 9, arbitrary: key.map((name) => ({ kind: "key" as const, key: name })) }, resized);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 80 }), fc.array(event, { maxLength: 60 }), (count, events) => {
        const state = afterEvents(pickerOf(manyEntries(count)), ...events);
        const { rows } = pickerLayout(state).list;
        expect(state.selected).toBeGreaterThanOrEqual(state.top);
        expect(state.selected).toBeLessThan(Math.max(1, Math.min(state.shown.length, state.top + rows)));
        expect(state.top).toBeLessThanOrEqual(Math.max(0, state.shown.length - rows));
      }),
    );
  });
});

describe("a terminal that is too small to show the filter", () => {
  it("is left with Esc, as it says, whatever the filter is", () => {
    for (const size of [
      { columns: 39, rows: 24 },
      { columns: 80, rows: 11 },
    ])
      expect(effectsOf(typed(pickerOf(manyEntries(3), size), ..."s-1"), "escape")).toEqual([{ kind: "quit", interrupted: false }]);
    expect(effectsOf(typed(pickerOf(manyEntries(3)), ..."s-1"), "escape")).toEqual([]);
  });
});

describe("the filter", () => {
  const state = pickerOf([
    storedEntry("web-1", { title: "Das Rollout vom Montag", target: "deploy/web" }),
    storedEntry("web-2", { target: "deploy/web", state: "recording" }),
    storedEntry("checkout", { title: "Café geschlossen", target: "pod/checkout" }),
  ]);
  const shownBy = (...keys: readonly string[]) => typed(state, ...keys).shown.map(({ name }) => name);

  it("takes every character, also those that are keys of the player, and matches words in any order and either case", () => {
    expect(shownBy(..."deploy")).toEqual(["web-1", "web-2"]);
    expect(shownBy(..."MONTAG web")).toEqual(["web-1"]);
    expect(shownBy(..."recording")).toEqual(["web-2"]);
    expect(shownBy(..."q")).toEqual([]);
    expect(shownBy(..."cafe")).toEqual([]);
    // The same letter as a letter and a mark.
    expect(shownBy(..."cafe\u0301")).toEqual(["checkout"]);
    expect(shownBy(" ", " ")).toHaveLength(3);
  });

  it("is edited by Backspace, Ctrl-W and Ctrl-U, and cleared by Esc, which leaves when there is none", () => {
    const filtered = typed(state, ..."web 日本é");
    expect(typed(filtered, "backspace").filter).toBe("web 日本");
    expect(typed(filtered, "ctrl-w").filter).toBe("web ");
    expect(typed(filtered, "ctrl-w", "ctrl-w").filter).toBe("");
    expect(typed(filtered, "ctrl-u").filter).toBe("");
    expect(typed(filtered, "tab", "left", "ctrl-d").filter).toBe(filtered.filter);
    expect(effectsOf(filtered, "escape")).toEqual([]);
    expect(typed(filtered, "escape").filter).toBe("");
    expect(effectsOf(typed(filtered, "escape"), "escape")).toEqual([{ kind: "quit", interrupted: false }]);
    expect(effectsOf(filtered, "ctrl-c")).toEqual([{ kind: "quit", interrupted: true }]);
  });

  it("keeps the selected session while it matches, else selects the first that does", () => {
    const second = typed(state, "down");
    expect(nameOf(typed(second, ..."deploy"))).toBe("web-2");
    expect(nameOf(typed(second, ..."checkout"))).toBe("checkout");
    expect(nameOf(typed(second, ..."checkout", "escape"))).toBe("checkout");
  });
});

describe("opening", () => {
  it("opens the selected session; what is typed meanwhile is for the player", () => {
    const state = pickerOf(manyEntries(3));
    const { state: opening, effects } = updatePicker(typed(state, "down"), { kind: "key", key: "enter" });
    expect(effects).toEqual([{ kind: "open", entry: state.shown[1] }]);
    const waiting = typed(opening, "j", "escape", "enter");
    expect(waiting).toMatchObject({ filter: "", selected: 1, opening: { keys: ["j", "escape", "enter"] } });
    expect(effectsOf(waiting, "ctrl-c")).toEqual([{ kind: "quit", interrupted: true }]);
    const back = afterEvents(waiting, { kind: "opened" }, { kind: "returned" });
    expect(back.opening).toBeUndefined();
    expect(nameOf(back)).toBe("s-2");
  });

  it("says why a session cannot be opened, until the next key", () => {
    const problem = 'kubespy.db is damaged: the header of session "web" cannot be read';
    const state = pickerOf([{ origin: "stored", name: "web", problem }, storedEntry("other")]);
    expect(effectsOf(state, "enter")).toEqual([]);
    expect(typed(state, "enter").message).toEqual({ text: problem, tone: "bad" });
    expect(typed(state, "enter", "down").message).toBeUndefined();
    const failed = afterEvents(typed(state, "down", "enter"), { kind: "returned", message: { text: "no", tone: "bad" } });
    expect(failed).toMatchObject({ opening: undefined, message: { text: "no" } });
  });

  it("does nothing where no session matches", () => {
    expect(effectsOf(typed(pickerOf(manyEntries(2)), ..."nothing"), "enter")).toEqual([]);
  });
});

describe("listing again", () => {
  it("keeps the selection and what was read of sessions that are as before, and reads a preview again where one has grown", () => {
    const [first, second] = [storedEntry("a"), storedEntry("b", { state: "recording", frames: 10 })];
    const before = afterEvents(pickerOf([first, second]), { kind: "previewed", entry: second, reading: { kind: "read", preview } });
    expect(entryToPreview(typed(before, "down"))).toBeUndefined();
    const listed = (frames: number) => ({
      kind: "listed" as const,
      stored: [storedEntry("new"), storedEntry("a"), storedEntry("b", { state: "recording", frames })],
      nowMs: startedMs + 4_000_000,
    });
    const same = afterEvents(typed(before, "down"), listed(10));
    expect(nameOf(same)).toBe("b");
    expect(same.stored[1]).toBe(first);
    expect(same.stored[2]).toBe(second);
    expect(entryToPreview(same)).toBeUndefined();
    const grown = afterEvents(same, listed(11));
    expect(entryToPreview(grown)).toMatchObject({ name: "b", summary: { frames: 11 } });
    // What is shown meanwhile is what was read before.
    expect(grown.previews.get("stored/b")?.reading.kind).toBe("read");
    expect(entryToPreview(afterEvents(same, listed(5000)))).toBeUndefined();
  });

  it("reads no preview of what is damaged, not read yet, or opening", () => {
    expect(entryToPreview(pickerOf([{ origin: "stored", name: "web", problem: "damaged" }]))).toBeUndefined();
    const bundled = afterEvents(pickerOf([]), { kind: "bundled", entries: [{ origin: "bundled", name: "pod-nginx" }] });
    expect(nameOf(bundled)).toBe("pod-nginx");
    expect(entryToPreview(bundled)).toBeUndefined();
    expect(entryToPreview(typed(pickerOf(manyEntries(1)), "enter"))).toBeUndefined();
  });

  it("keeps as many previews as anybody looks at again", () => {
    const entries = manyEntries(200);
    const state = afterEvents(
      pickerOf(entries),
      ...entries.map((entry) => ({ kind: "previewed" as const, entry, reading: { kind: "large" as const } })),
    );
    expect(state.previews.size).toBeLessThan(100);
    expect(state.previews.has("stored/s-200")).toBe(true);
  });

  it("lists a stored session and the bundled recording of its name beside each other", () => {
    const state = afterEvents(pickerOf([storedEntry("pod-nginx")]), {
      kind: "bundled",
      entries: [{ origin: "bundled", name: "pod-nginx" }],
    });
    expect(state.shown.map(({ origin }) => origin)).toEqual(["stored", "bundled"]);
    expect(selectedEntry(afterEvents(typed(state, "down"), { kind: "listed", stored: [], nowMs: 0 }))?.origin).toBe("bundled");
  });
});
