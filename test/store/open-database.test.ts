import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../src/store/sqlite/open-database.js";
import { temporaryFolder } from "../support/program.js";

function folder(): string {
  const created = temporaryFolder();
  onTestFinished(() => created[Symbol.dispose]());
  return created.path;
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("a database", () => {
  it("is its owner's only, whatever the umask", () => {
    for (const umask of [0, 0o022, 0o777]) {
      const path = join(folder(), "kubespy.db");
      const before = process.umask(umask);
      const database = openDatabase(path);
      process.umask(before);
      database.exec("CREATE TABLE more (n)");
      expect(["", "-wal", "-shm"].map((suffix) => modeOf(path + suffix))).toEqual(["600", "600", "600"]);
      database.close();
    }
  });

  it.each([true, false])("that others could read is tightened when it is opened, with one notice (for reading: %s)", (readonly) => {
    const path = join(folder(), "kubespy.db");
    const holder = openDatabase(path);
    for (const suffix of ["", "-wal", "-shm"]) chmodSync(path + suffix, 0o644);
    const notices: string[] = [];
    const onNotice = (text: string) => void notices.push(text);
    for (let times = 0; times < 2; times++) openDatabase(path, { readonly, onNotice }).close();
    expect(["", "-wal", "-shm"].map((suffix) => modeOf(path + suffix))).toEqual(["600", "600", "600"]);
    expect(notices).toEqual([`other users could read ${path}: its mode was 0644 and is now 0600`]);
    holder.close();
  });

  it.each(["", "-wal", "-shm"])("is refused where its %s file is a FIFO, a device or a directory, before it blocks", (suffix) => {
    const at = folder();
    execFileSync("mkfifo", [join(at, `fifo${suffix}`)]);
    symlinkSync("/dev/full", join(at, `device${suffix}`));
    mkdirSync(join(at, `folder${suffix}`));
    for (const [name, kind] of [
      ["fifo", "a FIFO, not a file"],
      ["device", "a device, not a file"],
      ["folder", "a directory"],
    ] as const) {
      const what = suffix === "" ? "it" : join(at, name + suffix);
      for (const readonly of [true, false])
        expect(() => openDatabase(join(at, name), { readonly })).toThrow(`cannot open ${join(at, name)} as a database: ${what} is ${kind}`);
    }
  });
});
