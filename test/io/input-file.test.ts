import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readInput, readRegularFile } from "../../src/io/input-file.js";
import { temporaryFolder } from "../support/program.js";

function folder(): string {
  const created = temporaryFolder();
  onTestFinished(() => created[Symbol.dispose]());
  return created.path;
}

async function* paths(at: string): AsyncGenerator<readonly [path: string, kind: string]> {
  yield [at, "a directory"];
  yield ["/dev/zero", "a device"];
  yield ["/dev/null", "a device"];
  execFileSync("mkfifo", [join(at, "fifo")]);
  yield [join(at, "fifo"), "a FIFO"];
  symlinkSync(join(at, "fifo"), join(at, "link"));
  yield [join(at, "link"), "a FIFO"];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(at, "socket"), resolve));
  onTestFinished(() => void server.close());
  yield [join(at, "socket"), "a socket"];
}

describe("reading what a user names", () => {
  it("a FIFO, a device, a socket or a directory is refused by its kind, without waiting for a writer", async () => {
    for await (const [path, kind] of paths(folder())) {
      const message = `cannot read the token file ${path}: it is ${kind}, not a file`;
      expect(() => readRegularFile(path, { name: `the token file ${path}` })).toThrow(message);
      await expect(readInput(path, { name: `the token file ${path}`, maxBytes: 1000 })).rejects.toThrow(message);
    }
  });

  it("a file is read through a link, and from /proc, where sizes are unknown", async () => {
    const at = folder();
    writeFileSync(join(at, "token"), "t".repeat(100_000));
    symlinkSync("token", join(at, "link"));
    expect(readRegularFile(join(at, "link"), { name: "x" }).length).toBe(100_000);
    expect(readRegularFile("/proc/self/status", { name: "x" }).toString()).toContain("Pid:");
    expect((await readInput(join(at, "link"), { name: "x", maxBytes: 100_000 })).length).toBe(100_000);
  });

  it("more than the bound is refused", async () => {
    const at = folder();
    writeFileSync(join(at, "big"), Buffer.alloc(16_000_001));
    expect(() => readRegularFile(join(at, "big"), { name: "the CA" })).toThrow("cannot read the CA: it is larger than 16.0 MB");
    await expect(readInput(join(at, "big"), { name: "the kubeconfig", maxBytes: 1_000_000 })).rejects.toThrow("it is larger than 1.0 MB");
  });

  it("a pipe that a shell passes is read to its end", async () => {
    const { fd, path } = passedPipe();
    writeSync(fd, "first ");
    const reading = readInput(path, { name: "x", maxBytes: 100 });
    await new Promise((resolve) => setImmediate(resolve));
    writeSync(fd, "second");
    closeSync(fd);
    expect((await reading).toString()).toBe("first second");
  });

  it("an abort ends the reading of a pipe that nobody writes to", async () => {
    const { fd, path } = passedPipe();
    const abort = new AbortController();
    const reading = readInput(path, { name: "the recording", maxBytes: 100, signal: abort.signal });
    setImmediate(() => abort.abort());
    await expect(reading).rejects.toThrow("stopped before all of the recording was read");
    closeSync(fd);
  });
});

/** Both ends of a pipe, at the path that a shell would pass for it. */
function passedPipe(): { readonly fd: number; readonly path: string } {
  const fifo = join(folder(), "fifo");
  execFileSync("mkfifo", [fifo]);
  const fd = openSync(fifo, constants.O_RDWR);
  return { fd, path: `/dev/fd/${fd}` };
}
