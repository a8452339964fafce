import { describe, expect, it } from "vitest";
import { keyTable } from "../../../src/tui/state/key-table.js";
import { pageActionOf, pageKeys } from "../../../src/web/view/page-keys.js";

const typed = (key: string, more: { ctrlKey?: boolean; metaKey?: boolean; altKey?: boolean } = {}) =>
  pageActionOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

describe("the keys of the page", () => {
  it("do what they do in the player", () => {
    const inPlayer = new Map(keyTable.flatMap(({ bindings }) => bindings.flatMap(({ keys, action }) => keys.map((key) => [key, action]))));
    const names: Record<string, string> = { down: "ArrowDown", "page-up": "PageUp", home: "Home", escape: "Escape" };
    for (const { bindings } of pageKeys)
      for (const { keys, action } of bindings)
        for (const key of keys.filter((each) => !action.startsWith("pane-") && !each.startsWith("ctrl-"))) {
          expect(inPlayer.get(key), key).toBe(action);
          if ([...key].length === 1 || names[key] !== undefined) expect(typed(names[key] ?? key), key).toBe(action);
        }
  });

  it("leave to the browser what is typed with Ctrl, Alt or Meta, but not characters of AltGr", () => {
    expect(typed("f", { ctrlKey: true })).toBeUndefined();
    expect(typed("k", { metaKey: true })).toBeUndefined();
    expect(typed("ArrowLeft", { altKey: true })).toBeUndefined();
    expect(typed("}", { ctrlKey: true, altKey: true })).toBe("next-meaningful");
    expect(typed("Tab")).toBeUndefined();
  });
});
