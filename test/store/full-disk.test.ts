import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { NewFrame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import type { SessionHeader } from "../../src/model/session.js";
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
