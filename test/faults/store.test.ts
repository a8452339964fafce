import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { noteSkipped } from "../support/needs.js";
import { temporaryFolder } from "../support/program.js";
import { type Comparison, holes, untilItsEnd } from "./compare.js";
import { isFull, someScopes } from "./effort.js";
import { ProgramRig } from "./program-rig.js";
import { report } from "./report.js";

/** A loaded machine may take longer. */
vi.setConfig({ testTimeout: 240_000 });

describe.each(someScopes)("the store under a recording: $name", (scope) => {
  const row = (fault: string, comparison: Comparison) =>
    report({ group: "The disk and the database", fault, scope: scope.name, ...comparison });
  const lockedMs = isFull ? 5000 : 1000;

  it("a database blocked for some seconds (a lock, a stalled disk) delays no reading and loses nothing", async () => {
    await using rig = await ProgramRig.start(scope);
    const { child, result } = await rig.record();
    rig.live();
    await rig.isStored();
    const other = new Database(rig.database);
    other.exec("BEGIN IMMEDIATE");
    for (let ms = 0; ms < lockedMs; ms += 50) {
      rig.live();
      await systemClock.sleep(50);
    }
    other.exec("COMMIT");
    other.close();
    await rig.isStored();
    child.kill("SIGINT");
    expect((await result).code).toBe(0);
    const { comparison } = await rig.stored();
    row(`the database is blocked for ${lockedMs / 1000} s (a lock, a stalled disk)`, comparison);
    expect({ lost: comparison.lost, wrong: comparison.wrong, gaps: comparison.gaps }).toEqual({ lost: [], wrong: [], gaps: 0 });
  });

  it("a long read transaction loses nothing", async () => {
    await using rig = await ProgramRig.start(scope);
    const { child, result } = await rig.record();
    const reader = new Database(rig.database, { readonly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM sessions").get();
    for (let n = 0; n < 5; n++) rig.live();
    await rig.isStored();
    reader.exec("COMMIT");
    reader.close();
    child.kill("SIGINT");
    await result;
    const { comparison } = await rig.stored();
    row("the database is read for a long time", comparison);
    expect({ lost: comparison.lost, wrong: comparison.wrong }).toEqual({ lost: [], wrong: [] });
  });

  it("several recorders write to one database, each completely", async () => {
    for (const recorders of isFull ? [2, 10] : [3]) {
      await using rig = await ProgramRig.start(scope);
      const names = Array.from({ length: recorders }, (_, n) => `s${n}`);
      const started = [];
      for (const name of names) started.push(await rig.record(name));
      for (let n = 0; n < 5; n++) rig.live();
      await rig.isStored(names);
      for (const { child } of started) child.kill("SIGINT");
      await Promise.all(started.map(({ result }) => result));
      for (const name of names) {
        const { comparison } = await rig.stored(name);
        if (name === "s0") row(`${recorders} recorders on one database`, comparison);
        expect({ lost: comparison.lost, wrong: comparison.wrong }).toEqual({ lost: [], wrong: [] });
      }
    }
  });

  it("removing the database stops the recording with exit status 1 and an error about the lost frames", async () => {
    await using rig = await ProgramRig.start(scope);
    const { result } = await rig.record();
    rig.live();
    await rig.isStored();
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${rig.database}${suffix}`, { force: true });
    const { code, stderr } = await untilItStops(rig, result);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /kubespy: error: the recording stopped: .*\nkubespy: hint: the database was removed, and the \d+ committed frames with it/,
    );
  });

  it("chmod to read-only does not affect a recording that has the database open", async () => {
    await using rig = await ProgramRig.start(scope);
    const { child, result } = await rig.record();
    rig.live();
    await rig.isStored();
    for (const suffix of ["", "-wal", "-shm"]) chmodSync(`${rig.database}${suffix}`, 0o400);
    rig.live();
    await systemClock.sleep(1000);
    for (const suffix of ["", "-wal", "-shm"]) chmodSync(`${rig.database}${suffix}`, 0o600);
    await rig.isStored();
    child.kill("SIGINT");
    expect((await result).code).toBe(0);
    const { comparison } = await rig.stored();
    row("the database is made read-only (`chmod`)", comparison);
    expect({ lost: comparison.lost, wrong: comparison.wrong }).toEqual({ lost: [], wrong: [] });
  });

  it("a full disk stops the recording, which reports how many frames are safe; exactly those are stored", async ({ skip }) => {
    const disk = smallDisk();
    if (disk === undefined) return skip(noteSkipped("a full disk: needs the right to mount one"));
    await using rig = await ProgramRig.start(scope, join(disk, "k.db"));
    const { result } = await rig.record();
    rig.live();
    await rig.isStored();
    const { code, stderr } = await untilItStops(rig, result);
    expect(code).toBe(1);
    const safe = Number(/(\d+) of \d+ frames are safe/.exec(stderr)?.[1]);
    const { frames, state, comparison } = await rig.stored();
    expect(frames.length).toBe(safe);
    expect(state).toBe("interrupted");
    expect({ wrong: comparison.wrong, holes: holes(frames, comparison.lost) }).toEqual({ wrong: [], holes: [] });
    row("the disk fills up: the recording stops and reports how much is safe", untilItsEnd(comparison));
  });

  async function untilItStops(rig: ProgramRig, result: Promise<{ code: number | null; stderr: string }>) {
    const living = setInterval(() => rig.live(), 5);
    try {
      return await result;
    } finally {
      clearInterval(living);
    }
  }
});

/** A disk with some hundred kilobytes of free space; undefined if the user may not mount one. */
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
