import { join } from "node:path";
import { spawn } from "node-pty";
import { describe, expect, it } from "vitest";
import { guardedScreen, screenFailedOnce } from "../../src/commands/record/guarded-screen.js";
import { LiveLines } from "../../src/commands/record/live-lines.js";
import type { LiveScreen } from "../../src/commands/record/live-screen.js";
import { systemClock } from "../../src/io/clock.js";
import type { OutputStream } from "../../src/io/streams.js";
import type { Frame } from "../../src/model/frame.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { startCluster } from "../support/cluster.js";
import type { TestObject } from "../support/fault-server.js";
import { ended, nowhere, programPath, startProgram, temporaryFolder } from "../support/program.js";

const maps = "/api/v1/configmaps";

class Written implements OutputStream {
  text = "";
  readonly isTty = false;
  readonly colour = false;
  write(text: string | Uint8Array): boolean {
    this.text += String(text);
    return true;
  }
  async drained(): Promise<void> {}
  columns(): number {
    return 80;
  }
  rows(): number {
    return 24;
  }
}

const frame = (sequence: number) => ({ kind: "gap", sequence, offsetMs: 1000 * sequence }) as unknown as Frame;
const broken = () => {
  throw new RangeError("Maximum call stack size exceeded");
};

describe("a screen that fails", () => {
  it("at one frame shows the others, and a line in its place", async () => {
    const stdout = new Written();
    const failures: unknown[] = [];
    const lines = new LiveLines({
      stdout,
      clock: systemClock,
      format: (one) => (one.sequence === 2 ? broken() : `line ${one.sequence}`),
      fold: broken,
      makeRoom: () => {},
      closed: () => {},
      failed: (error) => void failures.push(error),
    });
    for (const sequence of [1, 2, 3]) lines.push(frame(sequence));
    lines.end();
    expect(stdout.text).toBe("line 1\n+2.000s #2 cannot be shown\nline 3\n");
    expect(failures).toHaveLength(1);
  });

  it("says so once, and never throws, whatever fails", () => {
    const stderr = new Written();
    const failed = screenFailedOnce({ env: {}, streams: { stderr } as never });
    const methods = ["begin", "frame", "streams", "note", "verifying", "end", "summary"] as const;
    const screen = Object.fromEntries(methods.map((name) => [name, broken]));
    const guarded = guardedScreen(() => ({ closed: Promise.resolve(), ...screen }) as unknown as LiveScreen, failed);
    for (const name of methods) (guarded[name] as (value: unknown) => void)({});
    guardedScreen(broken, failed).frame(frame(1));
    expect(stderr.text).toBe(
      "kubespy: the screen failed (RangeError: Maximum call stack size exceeded); the recording is not affected\nkubespy: hint: this is a bug; please report it with the output of KUBESPY_DEBUG=1\n",
    );
  });
});

/** Nested so deeply that what walks through it by recursion may not come back. */
function deepMap(depth: number, n: number): TestObject {
  const nested: unknown = JSON.parse(`${"[".repeat(depth)}${n}${"]".repeat(depth)}`);
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "deep", namespace: "shop" }, data: { nested } };
}

async function sessionIn(db: string): Promise<{ readonly state: string; readonly frames: number }> {
  const store = await openSqliteStore(db, { clock: systemClock });
  const reader = await store.open("s");
  const { state, frames } = reader.summary;
  await reader.close();
  await store.close();
  return { state, frames };
}

describe("kubespy record", () => {
  it("records an object that is nested 4,000 deep, whatever its screen makes of it", async () => {
    using folder = temporaryFolder();
    await using server = await startCluster(folder.path);
    server.apply(maps, deepMap(4000, 0));
    const db = join(folder.path, "k.db");
    const child = startProgram(["record", "configmap", "deep", "--only", "--session", "s", "--kubeconfig", server.kubeconfig, "--db", db]);
    const result = ended(child);
    await Promise.race([server.until(({ openStreams }) => openStreams > 0), result]);
    for (const n of [1, 2]) server.apply(maps, deepMap(4000, n));
    await systemClock.sleep(500);
    child.kill("SIGINT");
    expect(await result).toMatchObject({ code: 0 });
    expect(await sessionIn(db)).toEqual({ state: "ended", frames: 3 });
  });

  it("goes on and ends by a signal when nothing reads from its pipe", async () => {
    using folder = temporaryFolder();
    await using server = await startCluster(folder.path);
    const db = join(folder.path, "k.db");
    const child = startProgram(["record", "configmaps", "--only", "--session", "s", "--kubeconfig", server.kubeconfig, "--db", db]);
    const exit = new Promise((resolve) => child.on("exit", resolve));
    await server.until(({ openStreams }) => openStreams > 0);
    for (let n = 0; n < 3000; n++) server.apply(maps, { ...deepMap(1, n), metadata: { name: `map-${n % 50}`, namespace: "shop" } });
    await committed(db, 3000);
    child.kill("SIGTERM");
    expect(await exit).toBe(0);
    expect(await sessionIn(db)).toEqual({ state: "ended", frames: 3000 });
  });

  it("goes on and ends by a signal when nothing reads from its terminal", async () => {
    using folder = temporaryFolder();
    await using server = await startCluster(folder.path);
    const db = join(folder.path, "k.db");
    const args = [programPath, "record", "configmaps", "--only", "--session", "s", "--kubeconfig", server.kubeconfig, "--db", db];
    const env = { PATH: process.env["PATH"] ?? "", HOME: nowhere, XDG_DATA_HOME: nowhere, TERM: "xterm-256color" };
    const terminal = spawn(process.execPath, args, { cols: 200, rows: 24, env });
    const exit = new Promise((resolve) => terminal.onExit(resolve));
    await server.until(({ openStreams }) => openStreams > 0);
    terminal.pause();
    for (let n = 0; n < 3000; n++) server.apply(maps, { ...deepMap(1, n), metadata: { name: `map-${n % 50}`, namespace: "shop" } });
    await committed(db, 3000);
    process.kill(terminal.pid, "SIGTERM");
    while (isAlive(terminal.pid)) await systemClock.sleep(20);
    terminal.resume();
    await exit;
    expect(await sessionIn(db)).toEqual({ state: "ended", frames: 3000 });
  });
});

/** Waits until so many frames are safe: how long that takes is up to the machine. */
async function committed(db: string, frames: number): Promise<void> {
  for (let tries = 0; tries < 150 && (await sessionIn(db)).frames < frames; tries++) await systemClock.sleep(100);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
