import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdirSync, openSync, readFileSync, symlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AppContext } from "../../src/app/app-context.js";
import { importReferences } from "../../src/app/import/import-references.js";
import { openRecordingFile } from "../../src/app/open-recording-file.js";
import { withDatabase } from "../../src/app/open-store.js";
import { openSession } from "../../src/app/sessions/open-session.js";
import { sessionSource } from "../../src/app/sessions/session-source.js";
import { systemClock } from "../../src/io/clock.js";
import { projectRoot, temporaryFolder } from "../support/program.js";

/** A folder with a FIFO in it, and a program that runs there. */
function world() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  execFileSync("mkfifo", [join(folder.path, "fifo")]);
  mkdirSync(join(folder.path, "dir"));
  const stop = new AbortController();
  const notices: string[] = [];
  const context: AppContext = {
    clock: systemClock,
    env: { KUBESPY_DB: join(folder.path, "k.db") },
    cwd: folder.path,
    interrupt: stop.signal,
    packageRoot: projectRoot,
    version: "0.0.0",
    programName: "kubespy",
    onNotice: (text) => notices.push(text),
    streams: { stdin: process.stdin },
  };
  return { path: folder.path, context, stop, notices };
}

async function importing(name: string, context: AppContext, options = {}): Promise<unknown> {
  for await (const imported of importReferences([name], context, options)) return imported;
  return undefined;
}

const recording = gunzipSync(readFileSync(join(projectRoot, "recordings", "pod-nginx.kubespy.gz")));

describe("what is no file", () => {
  it.each([
    ["fifo", "it is a FIFO, not a file"],
    ["./fifo", "it is a FIFO, not a file"],
    ["/dev/zero", "it is a device, not a file"],
    ["./dir", "it is a directory, not a file"],
  ])("%s is refused as a recording and as an input", async (name, why) => {
    const { path, context } = world();
    await expect(openSession(name, context)).rejects.toThrow(`cannot read "${name}": ${why}`);
    const whole = name === "./dir" ? "./dir holds nothing that can be imported: there is no file in it" : `cannot read "${name}": ${why}`;
    await expect(importing(name, context)).rejects.toThrow(whole);
    await expect(openRecordingFile(join(path, "fifo"))).rejects.toThrow("it is a FIFO, not a file");
    if (name === "fifo") expect(await sessionSource([name], context, { prefersCluster: false })).toBe("session");
  });

  it("is refused as a database", async () => {
    const { path, context } = world();
    for (const [name, kind] of [
      ["fifo", "a FIFO"],
      ["/dev/full", "a device"],
      ["dir", "a directory"],
    ] as const)
      await expect(withDatabase(context, name, async () => undefined)).rejects.toThrow(
        `cannot open ${name.startsWith("/") ? name : join(path, name)} as a database: it is ${kind}`,
      );
  });

  it.each(["loop", "./loop"])("a loop of links (%s) is refused, and as a database", async (name) => {
    const { path, context } = world();
    symlinkSync("loop", join(path, "loop"));
    const refused = { name: "KubespyError", message: `cannot read "${name}" (ELOOP)` };
    await expect(openSession(name, context)).rejects.toMatchObject(refused);
    await expect(importing(name, context)).rejects.toMatchObject(refused);
    await expect(withDatabase(context, name, async () => undefined)).rejects.toThrow("loop as a database (ELOOP)");
  });

  it("a name that is too long for a file is that of no session", async () => {
    const { context } = world();
    await expect(openSession("n".repeat(300), context)).rejects.toThrow("no session");
  });

  it.runIf(process.platform === "linux")("a file that the system cannot read is refused with its error", async () => {
    const { context } = world();
    await expect(openSession("/proc/self/mem", context)).rejects.toMatchObject({
      name: "KubespyError",
      message: 'cannot read "/proc/self/mem" (EIO)',
    });
  });

  it("a directory with the name of a bundled recording does not hide it", async () => {
    const { path, context } = world();
    mkdirSync(join(path, "pod-nginx"));
    const session = await openSession("pod-nginx", context);
    expect(session.summary.frames).toBe(16);
    await session.close();
  });
});

describe("a pipe that a shell passes", () => {
  it("is read as a session, and imported", async () => {
    const { path, context } = world();
    const open = (reading: (name: string) => Promise<unknown>) => {
      const pipe = openSync(join(path, "fifo"), constants.O_RDWR);
      const result = reading(`/dev/fd/${pipe}`);
      writeSync(pipe, recording);
      setImmediate(() => closeSync(pipe));
      return result;
    };
    expect(recording.length).toBeLessThan(65_536);
    expect(await open((name) => openSession(name, context))).toMatchObject({ summary: { frames: 16 } });
    expect(await open((name) => importing(name, context, { session: "s" }))).toMatchObject({ session: "s", frames: 16 });
  });

  it("that nobody writes to is left at once when the program is interrupted", async () => {
    const { path, context, stop } = world();
    const pipe = openSync(join(path, "fifo"), constants.O_RDWR);
    const opening = openSession(`/dev/fd/${pipe}`, context);
    setImmediate(() => stop.abort());
    await expect(opening).rejects.toMatchObject({ message: `stopped before all of "/dev/fd/${pipe}" was read`, exitCode: 130 });
    closeSync(pipe);
  });
});
