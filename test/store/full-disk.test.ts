import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { NewFrame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import type { SessionHeader } from "../../src/model/session.js";
import { changeInPlace } from "../../src/store/sqlite/full-disk.js";
import { openDatabase } from "../../src/store/sqlite/open-database.js";
import { deleteSession } from "../../src/store/sqlite/session-rows.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { collect } from "../support/histories.js";
import { noteSkipped } from "../support/needs.js";
import { temporaryFolder } from "../support/program.js";

const header: SessionHeader = {
  name: "web-1",
  startedAt: "2026-11-22T10:57:17.945Z",
  targets: ["pods"],
  streams: [],
  omissions: [],
  secretValues: "digests",
  recorder: "kubespy 0.1.0",
};

/** A frame of another object whose contents do not compress. */
function frame(n: number): NewFrame {
  const filler = Buffer.from(Array.from({ length: 3000 }, (_, i) => (Math.imul(i + 1, n * 2654435761 + 40503) >>> 13) & 0xff)).toString(
    "base64",
  );
  const ref = { uid: `uid-${n}` as Uid, apiVersion: "v1", kind: "Pod", name: "web" };
  const revision = Revision.ofText(`{"kind":"Pod","metadata":{"resourceVersion":"${n}"},"filler":"${filler}"}`);
  return { kind: "object", offsetMs: n, observedAt: "2026-11-22T10:57:17.945Z", type: "ADDED", ref, resourceVersion: `${n}`, revision };
}

/** A disk of one megabyte; undefined if the user may not mount one. */
function smallDisk(): string | undefined {
  const folder = temporaryFolder();
  const path = join(folder.path, "disk");
  mkdirSync(path);
  const mounted = process.platform === "linux" && spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", path]).status === 0;
  onTestFinished(() => {
    if (mounted) spawnSync("umount", ["--lazy", path]);
    folder[Symbol.dispose]();
  });
  return mounted ? path : undefined;
}

const end = { endedAt: "2026-11-22T10:58:17.945Z", offsetMs: 1000, outcome: "signal", reason: "Ctrl-C" } as const;

/** Records until the disk is full, or so many frames; resolves with the number of committed ones. */
async function record(path: string, name: string, maxFrames: number): Promise<number> {
  const store = await openSqliteStore(path, { clock: systemClock });
  const writer = await store.create({ ...header, name });
  let isLost = false;
  void writer.lost.then(() => {
    isLost = true;
  });
  for (let n = 1; !isLost && n <= maxFrames; n++) {
    writer.append(frame(n));
    if (n % 5 === 0) await writer.flush().catch(() => {});
  }
  if (!isLost) await writer.end(end);
  await store.close();
  return writer.committed;
}

/** Takes every byte that is left. */
function fill(disk: string): void {
  spawnSync("dd", ["if=/dev/zero", `of=${join(disk, "filler")}`, "bs=1k"]);
  expect(statfsSync(disk).bfree).toBe(0);
}

async function framesIn(path: string, session: string): Promise<number> {
  const store = await openSqliteStore(path, { clock: systemClock, readonly: true });
  const reader = await store.open(session);
  const frames = await collect(reader.frames());
  await reader.close();
  await store.close();
  return frames.length;
}

describe("a disk without a free byte", () => {
  it("sessions are read, removed and vacuumed, and the space is free again", async ({ skip }) => {
    const disk = smallDisk();
    if (disk === undefined) return skip(noteSkipped("a full disk: needs the right to mount one"));
    const path = join(disk, "kubespy.db");
    for (const name of ["a", "b", "c"]) await record(path, name, 40);
    const database = openDatabase(path);
    // Sessions that an older kubespy removed left free pages.
    database.transaction(() => deleteSession(database, 3)).immediate();
    database.close();
    fill(disk);
    expect(await framesIn(path, "a")).toBe(40);

    const sizes = [statSync(path).size];
    const store = await openSqliteStore(path, { clock: systemClock });
    await expect(store.create({ ...header, name: "more" })).rejects.toThrow(`no space left for ${path}`);
    expect(await store.vacuum()).toMatchObject({ complete: true });
    sizes.push(statSync(path).size);
    fill(disk);
    expect(await store.remove("a")).toEqual({ complete: true });
    sizes.push(statSync(path).size);
    await store.close();
    expect(sizes.toSorted((x, y) => y - x)).toEqual(sizes);
    expect(new Set(sizes).size).toBe(3);
    expect(await framesIn(path, "b")).toBe(40);
  });

  it("after a recording that filled it, when even the write-ahead log cannot be written back, a session is removed", async ({ skip }) => {
    const disk = smallDisk();
    if (disk === undefined) return skip(noteSkipped("a full disk: needs the right to mount one"));
    const path = join(disk, "kubespy.db");
    await record(path, "small", 20);
    const committed = await record(path, "large", 5000);
    fill(disk);
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(100_000);
    const elsewhere = readdirSync(tmpdir());
    const store = await openSqliteStore(path, { clock: systemClock });
    expect(await store.remove("small")).toEqual({ complete: true });
    await store.close();
    expect(await framesIn(path, "large")).toBe(committed);
    expect(statfsSync(disk).bfree).toBeGreaterThan(0);
    expect(readdirSync(tmpdir()).filter((name) => name.endsWith(".db-wal") && !elsewhere.includes(name))).toEqual([]);
  });

  it("what is derived from a session is not kept, without an error", async ({ skip }) => {
    const disk = smallDisk();
    if (disk === undefined) return skip(noteSkipped("a full disk: needs the right to mount one"));
    const path = join(disk, "kubespy.db");
    await record(path, "a", 40);
    fill(disk);
    const store = await openSqliteStore(path, { clock: systemClock, readonly: true });
    const reader = await store.open("a", { closeStore: true });
    const part = Buffer.from(Array.from({ length: 200_000 }, (_, i) => Math.imul(i, 2654435761) >>> 24));
    expect(await reader.derived?.keep(new Map([["analysis", part]]), "rules")).toBe(false);
    expect(await reader.derived?.read("analysis", "rules")).toBeUndefined();
    expect(await collect(reader.frames())).toHaveLength(40);
    await reader.close();
  });

  it("while another program has the database open, that is named", async ({ skip }) => {
    const disk = smallDisk();
    if (disk === undefined) return skip(noteSkipped("a full disk: needs the right to mount one"));
    const path = join(disk, "kubespy.db");
    await record(path, "a", 40);
    const other = openDatabase(path);
    other.prepare("SELECT count(*) FROM sessions").get();
    onTestFinished(() => void other.close());
    fill(disk);
    const database = openDatabase(path);
    database.close();
    expect(() => changeInPlace(path, () => undefined)).toThrow("database is locked");
  });
});

describe("a disk that fills during a recording", () => {
  it("is reported with the number of committed frames, which stay readable", async ({ skip }) => {
    const disk = smallDisk();
    if (disk === undefined) return skip(noteSkipped("a full disk: needs the right to mount one"));
    const path = join(disk, "kubespy.db");
    const store = await openSqliteStore(path, { clock: systemClock });
    onTestFinished(() => store.close());
    const writer = await store.create(header);
    let lost: Error | undefined;
    void writer.lost.then((cause) => {
      lost = cause;
    });
    for (let n = 1; lost === undefined && n < 5000; n++) {
      writer.append(frame(n));
      if (n % 10 === 0) await writer.flush().catch(() => {});
    }
    expect(lost?.message).toMatch(`no space left for ${path}`);
    expect(lost).toMatchObject({ hint: expect.stringContaining("--db") });
    const safe = writer.committed;
    expect(safe).toBeGreaterThan(20);

    const reader = await store.open("web-1");
    const frames = await collect(reader.frames());
    expect(frames.map((frame) => frame.offsetMs)).toEqual(Array.from({ length: safe }, (_, i) => i + 1));
  });

  it("that is not writable from the start is reported with the next step", async ({ skip }) => {
    const disk = smallDisk();
    if (disk === undefined) return skip(noteSkipped("a full disk: needs the right to mount one"));
    spawnSync("mount", ["-o", "remount,ro", disk]);
    const opening = openSqliteStore(join(disk, "kubespy.db"), { clock: systemClock });
    await expect(opening).rejects.toThrow(`cannot write to ${join(disk, "kubespy.db")} (EROFS)`);
  });
});
