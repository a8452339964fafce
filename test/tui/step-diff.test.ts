import { describe, expect, it } from "vitest";
import type { Frame } from "../../src/model/frame.js";
import { gapFrame, objectFrame, sessionOf } from "../replay/sessions.js";
import { RunningPlayer } from "../support/running-player.js";

const webAt = (sequence: number, phase: string, more: { uid?: string; node?: string } = {}): Frame =>
  objectFrame(sequence, {
    uid: more.uid ?? "uid-web",
    object: {
      metadata: { name: "web", uid: more.uid ?? "uid-web", namespace: "default", resourceVersion: String(sequence) },
      spec: { nodeName: more.node ?? "node-1" },
      status: { phase },
    },
  });

const db = (sequence: number) => objectFrame(sequence, { name: "db" });

describe("the diff of two steps of one object", () => {
  it("is from the earlier to the later, whichever was marked, across gaps and steps of other objects", async () => {
    const frames = [webAt(1, "Pending"), gapFrame(2), db(3), webAt(4, "Running", { node: "node-2" })];
    for (const [from, moves] of [
      [1, ["j", "j", "j"]],
      [4, ["k", "k", "k"]],
    ] as const) {
      await using player = await RunningPlayer.on(sessionOf(frames), { position: from });
      await player.press("d");
      expect(player.message).toBe(`marked #${from} of Pod/web: d on another of its steps shows the diff`);
      await player.press(...moves);
      expect(player.detail.join("\n")).not.toContain("#1 → #4");
      await player.press("d");
      expect(player.detail[0]).toMatch(/^Pod\/web {2}#1 → #4 {2}/);
      expect(player.detail[1]).toBe("3.00s later");
      expect(player.detail).toContain("~ spec.nodeName  node-1 → node-2");
      expect(player.detail.some((line) => /~ status.phase +Pending → Running/.test(line))).toBe(true);
      expect(player.detail.join("\n")).not.toContain("resourceVersion");
      await player.press("z");
      expect(player.detail.join("\n")).toContain("resourceVersion");
    }
  });

  it("follows the steps of the object, and shows those of others as they are", async () => {
    const frames = [webAt(1, "Pending"), webAt(2, "Running"), db(3), webAt(4, "Succeeded")];
    await using player = await RunningPlayer.on(sessionOf(frames));
    await player.press("d", "j", "d");
    expect(player.lines.join("\n")).toContain("[diff from #1 to #2]");
    await player.press("j");
    expect(player.detail[0]).toMatch(/^Pod\/db /);
    expect(player.lines.join("\n")).toContain("[diff from #1 to …]");
    await player.press("j");
    expect(player.detail[0]).toMatch(/^Pod\/web {2}#1 → #4 /);
    expect(player.detail.join("\n")).toMatch(/~ status.phase +Pending → Succeeded/);
    await player.press("g");
    expect(player.detail[0]).not.toContain("→ #");
  });

  it.each(["d", "escape"])("is ended by %s, and its mark with it", async (key) => {
    await using player = await RunningPlayer.on(sessionOf([webAt(1, "Pending"), webAt(2, "Running")]));
    await player.press("d", "j", "d");
    await player.press(key);
    expect([player.message, player.state.diffBase]).toEqual(["the diff from #1 has ended", undefined]);
    expect(player.detail[0]).not.toContain("#1 → #2");
    await player.press("d");
    expect(player.message).toContain("marked #2 of Pod/web");
    await player.press(key);
    expect([player.message, player.state.diffBase]).toEqual(["#2 is no longer marked", undefined]);
  });

  it("with a step of another object is none: that step is marked instead", async () => {
    await using player = await RunningPlayer.on(sessionOf([webAt(1, "Pending"), db(2), db(3), gapFrame(4)]));
    await player.press("d", "j", "d");
    expect(player.message).toBe("#1 is of Pod/web: marked #2 of Pod/db instead");
    await player.press("j", "d");
    expect(player.detail[0]).toMatch(/^Pod\/db {2}#2 → #3 /);
    expect(player.detail).toContain("No difference.");
    await player.press("j", "d");
    expect(player.message).toBe("this step has no object");
  });

  it("says where only noise differs, and that an object was deleted and created again", async () => {
    const frames = [webAt(1, "Pending"), webAt(2, "Pending"), webAt(3, "Running", { uid: "uid-2" })];
    await using player = await RunningPlayer.on(sessionOf(frames));
    await player.press("d", "j", "d");
    expect(player.detail).toContain("Only noise differs; z shows it.");
    await player.press("j");
    expect(player.detail[1]).toBe("2.00s later, deleted and created again");
  });

  it("is shown under a filter, from a step that was read long ago", async () => {
    const frames = Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? webAt(i + 1, `phase ${i}`) : db(i + 1)));
    await using player = await RunningPlayer.on(sessionOf(frames));
    await player.press("d", "o");
    await player.press("G");
    expect(player.state.position).toBe(499);
    expect(player.state.window.rows.some(({ frame }) => frame.sequence === 1)).toBe(false);
    await player.press("2", "d");
    expect(player.detail[0]).toMatch(/^Pod\/web {2}#1 → #499 /);
    expect(player.detail.join("\n")).toContain("phase 0 → phase 498");
  });
});
