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

/** A loaded machine is no fault. */
vi.setConfig({ testTimeout: 240_000 });

describe.each(someScopes)("the store under a recording: $name", (scope) => {
  const row = (fault: string, comparison: Comparison) =>
    report({ group: "The disk and the database", fault, scope: scope.name, ...comparison });
  const lockedMs = isFull ? 5000 : 1000;

  it("takes nothing for some seconds (another's lock, a stalled disk): reading goes on and nothing is lost", async () => {
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
    row(`the database takes nothing for ${lockedMs / 1000} s (a lock, a stalled disk)`, comparison);
    expect({ lost: comparison.lost, wrong: comparison.wrong, gaps: comparison.gaps }).toEqual({ lost: [], wrong: [], gaps: 0 });
  });

  it("is read by somebody for a long time: nothing is lost", async () => {
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
    row("the database is held by a long reader", comparison);
    expect({ lost: comparison.lost, wrong: comparison.wrong }).toEqual({ lost: [], wrong: [] });
  });

  it("takes two and ten recorders at once, each complete", async () => {
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

  it("is removed: the recording stops with exit status 1 and says that what was written is gone", async () => {
    await using rig = await ProgramRig.start(scope);
    const { result } = await rig.record();
    rig.live();
    await rig.isStored();
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${rig.database}${suffix}`, { force: true });
    const { code, stderr } = await untilItStops(rig, result);
    expect(code).toBe(1);
    expect(stderr).toMatch(/kubespy: error: the recording stopped: .*\nkubespy: hint: the \d+ frames written are gone with the file/);
  });

  it("is made read-only (chmod): a recording that has it open goes on, and is complete", async () => {
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

  it("lies on a disk that fills up: the recording stops, and says how much is safe; that much is there", async ({ skip }) => {
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
    row("the disk fills up: stopped, said how much is safe", untilItsEnd(comparison));
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

/** A disk of some hundred kilobytes beyond the empty database; undefined where the user may not mount one. */
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
