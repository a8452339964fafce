import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { Frame, NewFrame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import type { SessionEnd, SessionHeader } from "../../src/model/session.js";
import type { SessionStore } from "../../src/store/session-store.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { anyHistory, collect, comparable, readerOf, visited, withText } from "../support/histories.js";
import { temporaryFolder } from "../support/program.js";

const end: SessionEnd = { endedAt: "2026-11-22T11:57:17.945Z", offsetMs: 300_000, outcome: "until", reason: "web is Ready" };
const header: SessionHeader = {
  name: "web-1",
  startedAt: "2026-11-22T10:57:17.945Z",
  targets: ["pod/web"],
  streams: [],
  omissions: [],
  secretValues: "digests",
  recorder: "kubespy 0.1.0",
};

function frame(n: number, padding = ""): NewFrame {
  const ref = { uid: "uid-1" as Uid, apiVersion: "v1", kind: "Pod", name: "web" };
  const revision = Revision.ofText(`{"kind":"Pod","metadata":{"uid":"uid-1","resourceVersion":"${n}"},"padding":"${padding}"}`);
  return { kind: "object", offsetMs: n, observedAt: "2026-11-22T10:57:17.945Z", type: "MODIFIED", ref, resourceVersion: `${n}`, revision };
}

function scratch(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  return join(folder.path, "data", "kubespy.db");
}

async function storeAt(path: string): Promise<SessionStore> {
  const store = await openSqliteStore(path, { clock: systemClock });
  onTestFinished(() => store.close());
  return store;
}

describe("the SQLite store", () => {
  it("returns every session as appended, byte for byte, from any position", async () => {
    const store = await storeAt(scratch());
    let session = 0;
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.nat(60), fc.nat(60), async (history, a, b) => {
        const name = `session-${session++}`;
        const writer = await store.create({ ...history.header, name });
        for (const { sequence: _, ...frame } of history.frames) writer.append(frame as NewFrame);
        for (const marker of history.markers) writer.addMarker(marker);
        await writer.end(end);
        expect(writer.committed).toBe(history.frames.length);

        const reader = await store.open(name);
        expect(reader.summary).toEqual(
          readerOf({ ...history, header: { ...history.header, name } }, { end, durationMs: end.offsetMs }).summary,
        );
        expect(await reader.markers()).toEqual(history.markers);
        expect((await collect(reader.frames())).map(comparable)).toEqual(history.frames.map(comparable));

        const range = { fromSequence: Math.min(a, b), toSequence: Math.max(a, b) };
        const expected = history.frames.filter(({ sequence }) => sequence >= range.fromSequence && sequence <= range.toSequence);
        const fresh = await store.open(name);
        expect((await collect(fresh.frames(range))).map(comparable)).toEqual(expected.map(comparable));
        expect(await visited(fresh, range)).toEqual(expected.map(withText));
        expect((await fresh.lastFramesAt(a)).map(comparable)).toEqual((await readerOf(history).lastFramesAt(a)).map(comparable));
      }),
      { numRuns: 100 },
    );
  });

  it("edits and removes one marker of those that are there, also of a session that is being recorded, and says where there is none", async () => {
    const store = await storeAt(scratch());
    const writer = await store.create(header);
    const [a, b] = [
      { offsetMs: 5, text: "same" },
      { offsetMs: 5, text: "other", madeAt: end.endedAt },
    ];
    for (const marker of [a, a, b, { offsetMs: 6, text: "same" }]) await store.addMarker("web-1", marker);
    const markers = async () => (await store.open("web-1")).markers();
    expect(await store.removeMarker("web-1", { ...a })).toBe(true);
    expect(await markers()).toEqual([a, b, { offsetMs: 6, text: "same" }]);
    expect(await store.editMarker("web-1", { ...b }, "edited")).toBe(true);
    expect(await markers()).toEqual([a, { ...b, text: "edited" }, { offsetMs: 6, text: "same" }]);
    for (const none of [b, { ...a, madeAt: end.endedAt }, { offsetMs: 7, text: "same" }]) {
      expect(await store.removeMarker("web-1", none)).toBe(false);
      expect(await store.editMarker("web-1", none, "x")).toBe(false);
    }
    expect(await markers()).toHaveLength(3);
    await expect(store.removeMarker("none", a)).rejects.toThrow('no session "none"');
    await writer.end(end);
    expect(await markers()).toHaveLength(3);
  });

  it("lends frames to several visitors at once, each as it was, and leaves alone what others keep", async () => {
    const store = await storeAt(scratch());
    const writer = await store.create(header);
    const frames = Array.from({ length: 300 }, (_, i) => frame(i + 1, "x".repeat((i * 37) % 500)));
    for (const each of frames) writer.append(each);
    await writer.end(end);
    const reader = await store.open("web-1");
    const kept = await collect(reader.frames());
    const [one, other] = await Promise.all([visited(reader), visited(reader)]);
    expect(one).toEqual(kept.map(withText));
    expect(other).toEqual(one);
    expect(kept.map(comparable)).toEqual(frames.map((each, i) => comparable({ ...each, sequence: i + 1 } as Frame)));
    expect((await collect(reader.frames({ fromSequence: 300 }))).map(withText)).toEqual(one?.slice(-1));
  });

  it("reads ranges by offset and by object", async () => {
    const store = await storeAt(scratch());
    const writer = await store.create(header);
    for (let n = 1; n <= 1000; n++) {
      const one = frame(n);
      const uid = `uid-${n % 3}` as Uid;
      writer.append(one.kind === "object" ? { ...one, ref: { ...one.ref, uid } } : one);
    }
    await writer.end(end);
    const reader = await store.open("web-1");
    const sequences = async (range: Parameters<typeof reader.frames>[0]) =>
      (await collect(reader.frames(range))).map((frame) => frame.sequence);
    expect(await sequences({ fromOffsetMs: 299.5, toOffsetMs: 303 })).toEqual([300, 301, 302, 303]);
    expect(await sequences({ uids: ["uid-0" as Uid], fromSequence: 990 })).toEqual([990, 993, 996, 999]);
    expect(await sequences({ uids: ["uid-0", "uid-1"] as Uid[], fromSequence: 990 })).toEqual([990, 991, 993, 994, 996, 997, 999, 1000]);
    expect(await sequences({ uids: ["unknown" as Uid] })).toEqual([]);
    expect((await collect(reader.frames({ uids: ["uid-2" as Uid] }))).length).toBe(333);
  });

  it("commits appended frames within 250 ms, without a flush", async () => {
    const path = scratch();
    const store = await storeAt(path);
    const writer = await store.create(header);
    writer.append(frame(1));
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(writer.committed).toBe(1);
    const other = await openSqliteStore(path, { clock: systemClock, readonly: true });
    const reader = await other.open("web-1");
    expect(reader.summary).toMatchObject({ state: "recording", frames: 1 });
    expect(await collect(reader.frames())).toHaveLength(1);
    await other.close();
    await writer.end(end);
  });

  it("makes the database and the files of SQLite beside it readable by the owner only", async () => {
    const path = scratch();
    const store = await storeAt(path);
    const writer = await store.create(header);
    await writer.flush();
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
    await writer.discard();
  });

  it("finds a session by name, by a unique prefix, and the newest as @latest", async () => {
    const store = await storeAt(scratch());
    for (const name of ["web", "web-2", "job"]) await (await store.create({ ...header, name })).end(end);
    const found = async (reference: string) => (await store.open(reference)).summary.header.name;
    expect(await found("web")).toBe("web");
    expect(await found("j")).toBe("job");
    expect(await found("@latest")).toBe("job");
    expect((await store.list()).map((session) => session.header.name)).toEqual(["job", "web-2", "web"]);
    expect(await found("@latest~0")).toBe("job");
    expect(await found("@latest~")).toBe("web-2");
    expect(await found("@latest~1")).toBe("web-2");
    expect(await found("@latest~2")).toBe("web");
    await expect(store.open("we")).rejects.toMatchObject({
      message: '"we" matches 2 sessions',
      exitCode: 2,
      choices: [
        { name: "web-2", startedAt: header.startedAt },
        { name: "web", startedAt: header.startedAt },
      ],
    });
    await expect(store.open("@latest~3")).rejects.toMatchObject({
      message: expect.stringMatching(/^no session "@latest~3" in .*kubespy\.db: it holds 3 sessions$/),
      hint: '"@latest~2" is the oldest one',
      exitCode: 1,
    });
    await expect(store.open("wob")).rejects.toThrow(/^no session "wob" in .*kubespy\.db$/);
  });

  it("rejects a name that is taken", async () => {
    const store = await storeAt(scratch());
    await (await store.create(header)).end(end);
    await expect(store.create(header)).rejects.toThrow(/a session "web-1" already exists in/);
  });

  it("leaves nothing of a session that was discarded or removed", async () => {
    const path = scratch();
    const store = await storeAt(path);
    const writer = await store.create(header);
    for (let n = 1; n <= 10; n++) writer.append(frame(n));
    await writer.flush();
    await writer.discard();
    await (await store.create(header)).end(end);
    await store.remove("web-1");
    expect(await store.list()).toEqual([]);
    await expect(store.remove("web-1")).rejects.toThrow('no session "web-1"');
    const database = new Sqlite(path, { readonly: true });
    for (const table of ["blocks", "objects", "markers"]) expect(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
    database.close();
  });

  it("does not remove a session that is being recorded", async () => {
    const store = await storeAt(scratch());
    const writer = await store.create(header);
    await expect(store.remove("web-1")).rejects.toThrow('session "web-1" is being recorded');
    await writer.end(end);
  });

  it("stores header changes during a recording", async () => {
    const store = await storeAt(scratch());
    const writer = await store.create(header);
    writer.updateHeader({ omissions: ["events: forbidden"], server: { version: "v1.36.2" } });
    await writer.end(end);
    const { summary } = await store.open("web-1");
    expect(summary.header).toEqual({ ...header, omissions: ["events: forbidden"], server: { version: "v1.36.2" } });
  });

  it("stores the frames of several recorders at once", async () => {
    const path = scratch();
    const writers = await Promise.all(["a", "b", "c"].map(async (name) => (await storeAt(path)).create({ ...header, name })));
    for (let n = 1; n <= 2000; n++) for (const writer of writers) writer.append(frame(n));
    await Promise.all(writers.map((writer) => writer.end(end)));
    const store = await storeAt(path);
    for (const name of ["a", "b", "c"]) {
      const frames = await collect((await store.open(name)).frames());
      expect(frames.map((frame) => frame.offsetMs)).toEqual(Array.from({ length: 2000 }, (_, i) => i + 1));
    }
  });

  it("waits while another program locks the database, and loses nothing", async () => {
    const path = scratch();
    const store = await storeAt(path);
    const writer = await store.create(header);
    const other = new Sqlite(path);
    other.exec("BEGIN IMMEDIATE");
    writer.append(frame(1));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(writer.committed).toBe(0);
    other.exec("ROLLBACK");
    other.close();
    await writer.end(end);
    expect(writer.committed).toBe(1);
  });

  it("reports the store as lost when its file is removed, and how much was committed", async () => {
    const path = scratch();
    const store = await storeAt(path);
    const writer = await store.create(header);
    writer.append(frame(1));
    await writer.flush();
    rmSync(path);
    writer.append(frame(2));
    const cause = await writer.lost;
    expect(cause.message).toBe(`${path} was removed while it was being written`);
    expect(writer.committed).toBe(1);
    await expect(writer.flush()).rejects.toBe(cause);
    await expect(writer.end(end)).rejects.toBe(cause);
  });

  it("reports the store as lost when another process removes the session", async () => {
    const path = scratch();
    const writer = await (await storeAt(path)).create(header);
    const other = new Sqlite(path);
    other.exec("DELETE FROM sessions");
    other.close();
    writer.append(frame(1));
    expect((await writer.lost).message).toContain("the session was removed");
    await expect(writer.end(end)).rejects.toThrow();
  });

  it("keeps a session without an end as interrupted", async () => {
    const store = await storeAt(scratch());
    const writer = await store.create(header);
    writer.append(frame(7));
    await writer.abandon();
    expect((await store.open("web-1")).summary).toMatchObject({ state: "interrupted", frames: 1, durationMs: 7 });
  });

  it("keeps one secret key for digests in each database", async () => {
    const path = scratch();
    const key = await (await storeAt(path)).digestKey();
    expect(key).toHaveLength(32);
    expect(await (await storeAt(path)).digestKey()).toEqual(key);
    expect(await (await storeAt(scratch())).digestKey()).not.toEqual(key);
  });

  it("stays small: a change takes about the size of the difference", async () => {
    const path = scratch();
    const store = await storeAt(path);
    const writer = await store.create(header);
    const padding = Array.from({ length: 300 }, (_, i) => `field-${i}-${(i * 7919) % 1000}`).join("-");
    for (let n = 1; n <= 2000; n++) writer.append(frame(n, padding));
    await writer.end(end);
    const pages = new Sqlite(path, { readonly: true });
    const bytes = Number(pages.pragma("page_count", { simple: true })) * Number(pages.pragma("page_size", { simple: true }));
    pages.close();
    expect(bytes).toBeLessThan(2000 * padding.length * 0.05);
  });
});

describe("a database that cannot be used", () => {
  it("from a newer kubespy is rejected with its version", async () => {
    const path = scratch();
    await (await openSqliteStore(path, { clock: systemClock })).close();
    const database = new Sqlite(path);
    database.pragma("user_version = 99");
    database.close();
    await expect(openSqliteStore(path, { clock: systemClock })).rejects.toThrow(
      `${path} was created by a newer kubespy: its schema version is 99`,
    );
  });

  it("of another program is not modified", async () => {
    const path = scratch();
    await (await openSqliteStore(path, { clock: systemClock })).close();
    rmSync(path);
    const foreign = new Sqlite(path);
    foreign.exec("CREATE TABLE recipes (cake)");
    foreign.close();
    const before = readFileSync(path);
    await expect(openSqliteStore(path, { clock: systemClock })).rejects.toThrow(`${path} belongs to another program`);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("that is not a database is reported as such", async () => {
    const path = scratch();
    await (await openSqliteStore(path, { clock: systemClock })).close();
    writeFileSync(path, "these are my notes, not a database".repeat(200));
    for (const readonly of [false, true])
      await expect(openSqliteStore(path, { clock: systemClock, readonly })).rejects.toThrow(`${path} is not a database`);
  });

  it("is not created by reading", async () => {
    const path = scratch();
    await expect(openSqliteStore(path, { clock: systemClock, readonly: true })).rejects.toThrow("cannot open");
    expect(existsSync(path)).toBe(false);
  });

  it.each(["objects", "columns", "payload"])(
    "with a flipped bit anywhere in a block's %s names the session and the frame",
    async (column) => {
      const path = scratch();
      const store = await storeAt(path);
      const writer = await store.create(header);
      for (let n = 1; n <= 400; n++) writer.append(frame(n));
      await writer.end(end);
      const database = new Sqlite(path);
      const third = database.prepare("SELECT id, * FROM blocks ORDER BY id LIMIT 1 OFFSET 2").get() as Record<string, Buffer> & {
        id: number;
      };
      const first = third.id % 2 ** 32;
      const whole = third[column] as Buffer;
      for (const at of [0, 5, whole.length >> 1, whole.length - 1]) {
        const flipped = Buffer.from(whole);
        flipped[at] = (flipped[at] ?? 0) ^ 0x10;
        database.prepare(`UPDATE blocks SET ${column} = ? WHERE id = ?`).run(flipped, third.id);
        const reader = await store.open("web-1");
        const read: number[] = [];
        const reading = (async () => {
          for await (const { sequence } of reader.frames()) read.push(sequence);
        })();
        await expect(reading).rejects.toThrow(`${path} is damaged: session "web-1": frame ${first} cannot be read`);
        expect(read).toEqual(Array.from({ length: first - 1 }, (_, i) => i + 1));
        await expect(
          reader.lastFramesAt(first).then((frames) => frames.map((one) => one.kind === "object" && one.revision.text)),
        ).rejects.toThrow(`${path} is damaged`);
      }
      database.close();
    },
  );

  it("with an unreadable end still returns the session, as interrupted; an unreadable header is reported with the session", async () => {
    const path = scratch();
    const store = await storeAt(path);
    const writer = await store.create(header);
    writer.append(frame(1));
    await writer.end(end);
    const database = new Sqlite(path);
    for (const ending of ['{"reason":"signal","durationMs":2}', "{", "null"]) {
      database.prepare("UPDATE sessions SET ending = ?").run(ending);
      expect((await store.list())[0]).toMatchObject({ state: "interrupted", frames: 1 });
    }
    database.prepare("UPDATE sessions SET header = ?").run('{"startedAt":"2026-01-01T00:00:00.000Z"}');
    await expect(store.list()).rejects.toThrow(`${path} is damaged: the header of session "web-1" cannot be read`);
    database.close();
  });

  it("with a missing block is reported with the first frame of that block", async () => {
    const path = scratch();
    const store = await storeAt(path);
    const writer = await store.create(header);
    for (let n = 1; n <= 400; n++) writer.append(frame(n));
    await writer.end(end);
    const database = new Sqlite(path);
    database.exec("DELETE FROM blocks WHERE id = (SELECT id FROM blocks ORDER BY id LIMIT 1 OFFSET 1)");
    database.close();
    await expect(collect((await store.open("web-1")).frames())).rejects.toThrow(/session "web-1": frame 129 cannot be read/);
  });
});
