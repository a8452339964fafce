import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { FileSpool } from "../../src/recording/node/file-spool.js";
import { noteSkipped } from "../support/needs.js";
import { temporaryFolder } from "../support/program.js";

function folder(): string {
  const created = temporaryFolder();
  onTestFinished(() => {
    spawnSync("umount", ["--lazy", join(created.path, "disk")]);
    created[Symbol.dispose]();
  });
  return created.path;
}

/** Keeps a recording that is too large for memory in this folder for temporary files. */
async function spoolInto(tmpdir: string): Promise<number> {
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = tmpdir;
  const spool = new FileSpool();
  try {
    for (let n = 0; n < 9; n++) await spool.append(Buffer.alloc(4 * 1024 * 1024));
    return spool.length;
  } finally {
    await spool.close();
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

describe("the folder for temporary files", () => {
  it("takes a large recording, of which nothing stays behind", async () => {
    const at = folder();
    expect(await spoolInto(at)).toBe(9 * 4 * 1024 * 1024);
    expect(readdirSync(at)).toEqual([]);
  });

  it("is named when it is missing or no folder", async () => {
    const at = folder();
    const expected = (path: string, why: string) => ({
      message: `cannot write temporary files to ${path}: ${why}`,
      hint: "set TMPDIR to a directory on a disk with free space",
    });
    await expect(spoolInto(join(at, "missing"))).rejects.toMatchObject(expected(join(at, "missing"), "it does not exist"));
    writeFileSync(join(at, "file"), "");
    await expect(spoolInto(join(at, "file"))).rejects.toMatchObject(expected(join(at, "file"), "it is not a directory"));
    if (process.getuid?.() === 0) return;
    mkdirSync(join(at, "closed"));
    chmodSync(join(at, "closed"), 0o500);
    await expect(spoolInto(join(at, "closed"))).rejects.toMatchObject(expected(join(at, "closed"), "no permission to write there"));
  });

  it("is named when it is full or read-only, and nothing stays behind", async ({ skip }) => {
    const disk = join(folder(), "disk");
    mkdirSync(disk);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", disk]).status !== 0)
      return skip(noteSkipped("a full disk: needs the right to mount one"));
    await expect(spoolInto(disk)).rejects.toThrow(`cannot write temporary files to ${disk}: no space left on its disk`);
    expect(readdirSync(disk)).toEqual([]);
    spawnSync("mount", ["-o", "remount,ro", disk]);
    await expect(spoolInto(disk)).rejects.toThrow(`cannot write temporary files to ${disk}: it is read-only`);
  });
});
