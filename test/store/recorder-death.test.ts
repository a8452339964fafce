import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { collect } from "../support/histories.js";
import { projectRoot, temporaryFolder } from "../support/program.js";

/** A recorder of the built program with its worker thread: appends endlessly and prints how many frames are committed. */
const recorder = `
  const [database, built] = process.argv.slice(1);
  const { openSqliteStore } = await import(built + "/store/sqlite/sqlite-store.js");
  const { Revision } = await import(built + "/model/revision.js");
  const { systemClock } = await import(built + "/io/clock.js");
  const store = await openSqliteStore(database, { clock: systemClock });
  const writer = await store.create({
    name: "web-1", startedAt: "2026-11-22T10:57:17.945Z", targets: [], streams: [], omissions: [], secretValues: "digests", recorder: "test",
  });
  for (let n = 1; ; n++) {
    const ref = { uid: "uid-" + (n % 7), apiVersion: "v1", kind: "Pod", name: "web-" + (n % 7) };
    const revision = Revision.ofObject({ kind: "Pod", apiVersion: "v1", metadata: { uid: ref.uid, resourceVersion: String(n) }, filler: "x".repeat(n % 900) });
    writer.append({ kind: "object", offsetMs: n, observedAt: "2026-11-22T10:57:17.945Z", type: "MODIFIED", ref, resourceVersion: String(n), revision });
    if (n % 20 === 0) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      process.stdout.write(writer.committed + "\\n");
    }
  }`;

describe("a recorder that is killed", () => {
  it.each([40, 150, 300, 550])("after %d ms leaves every committed frame, in order, in a session shown as interrupted", async (afterMs) => {
    const folder = temporaryFolder();
    onTestFinished(() => folder[Symbol.dispose]());
    const database = join(folder.path, "kubespy.db");
    const child = spawn(process.execPath, ["--input-type=module", "-e", recorder, database, pathToFileURL(join(projectRoot, "dist")).href]);
    let printed = "";
    let complaints = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      complaints += chunk;
    });
    while (!printed.includes("\n") && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    const exited = once(child, "close");
    child.kill("SIGKILL");
    await exited;
    expect(complaints).toBe("");

    const safe = Number(printed.trimEnd().split("\n").at(-1));
    const store = await openSqliteStore(database, { clock: systemClock });
    onTestFinished(() => store.close());
    const reader = await store.open("web-1");
    expect(reader.summary.state).toBe("interrupted");
    expect(reader.summary.frames).toBeGreaterThanOrEqual(safe);
    const frames = await collect(reader.frames());
    expect(frames.map((frame) => frame.offsetMs)).toEqual(Array.from({ length: reader.summary.frames }, (_, i) => i + 1));
    for (const frame of frames)
      if (frame.kind === "object") expect(frame.revision.object.metadata.resourceVersion).toBe(String(frame.sequence));
  });
});
