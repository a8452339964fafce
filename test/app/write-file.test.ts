import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeFile } from "../../src/app/write-file.js";
import { temporaryFolder } from "../support/program.js";

function folder(): string {
  const created = temporaryFolder();
  onTestFinished(() => created[Symbol.dispose]());
  return created.path;
}

async function* bytes(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("a written file", () => {
  it("is its owner's only, whatever the umask; one that is replaced keeps its mode", async () => {
    const at = folder();
    for (const umask of [0, 0o022, 0o777]) {
      const before = process.umask(umask);
      await writeFile(bytes("new"), `new-${umask}`, { cwd: at }).finally(() => process.umask(before));
      expect(modeOf(join(at, `new-${umask}`))).toBe("600");
    }
    writeFileSync(join(at, "shared"), "old");
    chmodSync(join(at, "shared"), 0o640);
    await writeFile(bytes("new"), "shared", { cwd: at, force: true });
    expect([modeOf(join(at, "shared")), readFileSync(join(at, "shared"), "utf8")]).toEqual(["640", "new"]);
    await writeFile(bytes("new"), "shared", { cwd: at, force: true, private: true });
    expect(modeOf(join(at, "shared"))).toBe("600");
  });

  it("has, until it is whole, a temporary name that only its owner may read", async () => {
    const at = folder();
    const seen: string[] = [];
    async function* watched(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("half");
      seen.push(...readdirSync(at).map((name) => `${name.replace(/[\da-z-]+\.partial/, "*.partial")} ${modeOf(join(at, name))}`));
    }
    await writeFile(watched(), "web.gz", { cwd: at });
    expect(seen).toEqual([".web.gz.*.partial 600"]);
    expect(readdirSync(at)).toEqual(["web.gz"]);
  });

  it("may have a name of 255 bytes", async () => {
    const at = folder();
    await writeFile(bytes("x"), "ü".repeat(127), { cwd: at });
    expect(readdirSync(at)).toEqual(["ü".repeat(127)]);
  });

  it("replaces the target of a link, and the link stays", async () => {
    const at = folder();
    mkdirSync(join(at, "elsewhere"));
    writeFileSync(join(at, "elsewhere", "target"), "old", { mode: 0o644 });
    symlinkSync(join("elsewhere", "target"), join(at, "link"));
    await expect(writeFile(bytes("new"), "link", { cwd: at })).rejects.toThrow('"link" already exists');
    await writeFile(bytes("new"), "link", { cwd: at, force: true });
    expect(readlinkSync(join(at, "link"))).toBe(join("elsewhere", "target"));
    expect(readFileSync(join(at, "elsewhere", "target"), "utf8")).toBe("new");
    expect(readdirSync(join(at, "elsewhere"))).toEqual(["target"]);
  });

  it("replaces nothing that is not a regular file, with --force neither", async () => {
    const at = folder();
    execFileSync("mkfifo", [join(at, "fifo")]);
    symlinkSync("/dev/null", join(at, "device"));
    symlinkSync("missing", join(at, "dangling"));
    mkdirSync(join(at, "directory"));
    for (const [name, why, hint] of [
      ["fifo", "it is a FIFO, not a file", 'write to stdout with "-o -", and redirect that'],
      ["device", "it is a device, not a file", 'write to stdout with "-o -", and redirect that'],
      ["directory", "it is a directory", "name a file in it: directory/NAME"],
      ["dangling", "it is a link to a file that does not exist", "remove the link, or name another file"],
      ["device/x", "its directory is a file", "name another file with -o"],
    ] as const) {
      for (const force of [false, true])
        await expect(writeFile(bytes("x"), name, { cwd: at, force })).rejects.toMatchObject({
          message: `cannot write "${name}": ${why}`,
          hint,
        });
    }
    expect(readdirSync(at).sort()).toEqual(["dangling", "device", "directory", "fifo"]);
    expect(lstatSync(join(at, "fifo")).isFIFO()).toBe(true);
  });

  it("does not replace what appeared while it was written", async () => {
    const at = folder();
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("x");
      execFileSync("mkfifo", [join(at, "late")]);
    }
    await expect(writeFile(slow(), "late", { cwd: at, force: true })).rejects.toThrow("it is a FIFO, not a file");
    expect(readdirSync(at)).toEqual(["late"]);
  });
});

describe("what a killed program left under a temporary name", () => {
  /** The temporary name that a program has for a file, and the program, which waits for ever. */
  async function writing(at: string, file: string) {
    const script = `
      const { writeFile } = await import(${JSON.stringify(join(import.meta.dirname, "../../dist/app/write-file.js"))});
      async function* endless() { yield Buffer.from("half"); console.log("writing"); await new Promise(() => setInterval(() => {}, 1000)); }
      await writeFile(endless(), ${JSON.stringify(file)}, { cwd: ${JSON.stringify(at)} });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    return child;
  }

  it("goes with the next write of the same file; that of a living program and of other files stays", async () => {
    const at = folder();
    const dead = await writing(at, "web.gz");
    const alive = await writing(at, "web.gz");
    const other = await writing(at, "web.gz.gz");
    for (const child of [dead, other]) {
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
    }
    await writeFile(bytes("whole"), "web.gz", { cwd: at });
    const left = readdirSync(at).filter((name) => name.endsWith(".partial"));
    expect(left.map((name) => name.split("-")[1]).sort()).toEqual([`${alive.pid}`, `${other.pid}`].sort());
  });

  it("goes after a day where its program is not known", async () => {
    const at = folder();
    for (const name of [".web.gz.k3j2h1g0.partial", ".web.gz.0123abcd-1-5-aaaa.partial"]) writeFileSync(join(at, name), "");
    await writeFile(bytes("x"), "web.gz", { cwd: at });
    expect(readdirSync(at)).toHaveLength(3);
    linkSync(join(at, "web.gz"), join(at, ".web.gz.mine"));
    const yesterday = new Date(Date.now() - 25 * 3600 * 1000);
    for (const name of readdirSync(at)) utimesSync(join(at, name), yesterday, yesterday);
    await writeFile(bytes("x"), "web.gz", { cwd: at, force: true });
    expect(readdirSync(at).sort()).toEqual([".web.gz.mine", "web.gz"]);
  });
});
