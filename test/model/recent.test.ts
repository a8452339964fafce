import { describe, expect, it } from "vitest";
import type { ObjectFrame } from "../../src/model/frame.js";
import { refOf } from "../../src/model/kube-object.js";
import { ObjectCount } from "../../src/model/object-count.js";
import { RecentMap, RecentSet } from "../../src/model/recent.js";
import { object, types } from "../support/objects.js";

describe("a set of recent keys", () => {
  it("holds exactly the last that were added, also where some were deleted and added again", () => {
    const set = new RecentSet<number>(3);
    for (const key of [1, 2, 3, 3, 2, 4]) set.add(key);
    expect([1, 2, 3, 4].filter((key) => set.has(key))).toEqual([2, 3, 4]);
    set.delete(3);
    set.add(5);
    set.add(3);
    expect([1, 2, 3, 4, 5].filter((key) => set.has(key))).toEqual([3, 4, 5]);
  });

  it("keeps a key that was deleted and added again as long as a new one", () => {
    const map = new RecentMap<string, number>(2);
    map.set("a", 1);
    map.delete("a");
    map.set("a", 2);
    map.set("b", 3);
    expect([map.get("a"), map.get("b")]).toEqual([2, 3]);
  });
});

describe("the count of objects", () => {
  const change = (type: ObjectFrame["type"], uid: string) => ({ type, ref: refOf(object(types.pods, { name: uid, uid })) });

  it("counts each incarnation once, also one that comes back to a selection", () => {
    const objects = new ObjectCount();
    for (const [type, uid] of [
      ["ADDED", "a"],
      ["MODIFIED", "a"],
      ["DELETED", "a"],
      ["ADDED", "a"],
      ["ADDED", "b"],
      ["DELETED", "c"],
    ] as const)
      objects.note(change(type, uid));
    expect(objects.count).toBe(3);
  });
});
