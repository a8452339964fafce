import { describe, expect, it } from "vitest";
import { importRecording } from "../../src/app/import/import-recording.js";
import { sessionFilter } from "../../src/app/sessions/session-filter.js";
import { markSession, removeSessions, renameSession, setSessionTitle } from "../../src/app/sessions/sessions.js";
import { showSession } from "../../src/app/sessions/show-session.js";
import { systemClock } from "../../src/io/clock.js";
import { bundled, emptyStore } from "./support.js";

async function storeWith(...sessions: readonly string[]) {
  const { store } = await emptyStore();
  for (const session of sessions) await importRecording(await bundled("pod-nginx"), { store, session });
  const names = async () => (await store.list()).map(({ header }) => header.name).sort();
  return { store, names };
}

describe("sessions of a store", () => {
  it("are renamed and titled by a unique beginning of their name", async () => {
    const { store, names } = await storeWith("before");
    expect(await renameSession(store, "bef", "after")).toBe("before");
    expect(await setSessionTitle(store, "@latest", "a title")).toBe("after");
    expect(await names()).toEqual(["after"]);
    expect((await store.list())[0]?.header.title).toBe("a title");
    await setSessionTitle(store, "after", undefined);
    expect((await store.list())[0]?.header.title).toBeUndefined();
  });

  it("take a marker at an offset, a sequence or a share, and none outside of them", async () => {
    const { store } = await storeWith("s");
    const marked = await Promise.all(["1s", "#1", "100%"].map((at) => markSession(store, "s", { at, text: at })));
    expect(marked.map(({ marker }) => Math.round(marker.offsetMs))).toEqual([1000, 1544, 9363]);
    for (const at of ["1h", "999"])
      await expect(markSession(store, "s", { at, text: "x" })).rejects.toThrow(`invalid --at "${at}": the session`);
  });

  it("take a marker now while they are recorded, never before their last frame, and not when they have ended", async () => {
    const { store } = await storeWith("ended");
    const startedAt = "2026-01-01T00:00:00.000Z";
    const { summary } = await bundled("pod-nginx");
    const writer = await store.create({ ...summary.header, name: "live", startedAt });
    const bound = { offsetMs: 2000, observedAt: startedAt };
    writer.append({ kind: "gap", ...bound, stream: "s", reason: "reset", from: bound, to: bound, possibleLoss: false });
    const nowAt = (ms: number) => ({ text: "x", clock: { ...systemClock, wallMs: () => Date.parse(startedAt) + ms } });
    expect((await markSession(store, "@latest", nowAt(5250))).marker).toEqual({
      offsetMs: 5250,
      text: "x",
      madeAt: "2026-01-01T00:00:05.250Z",
    });
    // Shares are of the time so far.
    const shares = await Promise.all(["100%", "50%"].map((at) => markSession(store, "live", { at, ...nowAt(5250) })));
    expect(shares.map(({ marker }) => marker.offsetMs)).toEqual([5250, 2625]);
    await writer.flush();
    expect((await markSession(store, "live", nowAt(-60_000))).marker.offsetMs).toBe(2000);
    await writer.abandon();
    for (const session of ["live", "ended"])
      await expect(markSession(store, session, nowAt(5250))).rejects.toThrow(
        expect.objectContaining({
          message: `session "${session}" has ended`,
          hint: "name the moment of the marker: --at 1.4s, or --at 100% for the end of the session",
        }),
      );
  });

  it("are removed all or none: a name that does not exist, or a refusal, removes none", async () => {
    const { store, names } = await storeWith("a", "b", "c");
    await expect(removeSessions(store, { names: ["a", "no-such"] }, { place: "k.db" })).rejects.toThrow('no session "no-such" in k.db');
    expect(await removeSessions(store, { names: ["a"] }, { confirm: async () => false })).toEqual({
      names: [],
      refused: true,
      complete: true,
    });
    expect(await names()).toEqual(["a", "b", "c"]);
    const removed: string[] = [];
    await removeSessions(store, { names: ["a", "b", "a"] }, { onRemoved: (name) => void removed.push(name) });
    expect(removed).toEqual(["a", "b"]);
    expect(await names()).toEqual(["c"]);
  });

  it("are old from when they were stored, not from when they were recorded", async () => {
    const { store, names } = await storeWith("imported-today");
    expect(await removeSessions(store, { olderThanMs: 3_600_000 })).toEqual({ names: [], refused: false, complete: true });
    expect(await names()).toEqual(["imported-today"]);
  });
});

describe("sessionFilter", () => {
  it.each([
    [{ targets: ["po/nginx"] }, true],
    [{ targets: ["pods"] }, true],
    [{ targets: ["deploy/nginx"] }, false],
    [{ outcomes: ["interrupted"] as const }, false],
    [{ sinceMs: 1000 }, false],
    [{ targets: ["nginx"], olderThanMs: 1000 }, true],
  ])("%j matches a recording of pod/nginx: %s", async (filter, matches) => {
    const { summary } = await bundled("pod-nginx");
    expect(sessionFilter(filter, Date.now())(summary)).toBe(matches);
  });
});

it("showSession sums up what a session holds", async () => {
  const { store } = await storeWith("s");
  const session = await store.open("s");
  const details = await showSession(session);
  expect(details.summary.header.name).toBe("s");
  expect(details.storedBytes).toBeGreaterThan(0);
  expect(details.analysis).toEqual((await showSession(await bundled("pod-nginx"))).analysis);
  await session.close();
});
