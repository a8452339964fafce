import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { importRecording } from "../../src/app/import/import-recording.js";
import { openStore } from "../../src/app/open-store.js";
import { analysisOf, keptAnalysis } from "../../src/app/sessions/derived/derived-session.js";
import { databaseStamp, openBundled, openStoredByName, storedSessions } from "../../src/app/sessions/listed-sessions.js";
import { previewSession } from "../../src/app/sessions/preview-session.js";
import { finalFindings } from "../../src/interpret/session-analysis.js";
import { systemClock } from "../../src/io/clock.js";
import type { SessionReader, SessionSummary } from "../../src/model/session.js";
import { projectRoot, temporaryFolder } from "../support/program.js";
import { bundled, emptyStore } from "./support.js";

const never = new AbortController().signal;

/** The session as if it had so many frames; reading them is counted. */
function counted(session: SessionReader, change: Partial<SessionSummary> = {}) {
  const reads = { count: 0 };
  const reader = new Proxy(session, {
    get: (target, key) => {
      if (key === "summary") return { ...target.summary, ...change };
      if (key === "frames" || key === "visitFrames") reads.count++;
      const value = Reflect.get(target, key, target) as unknown;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { reader, reads };
}

async function stored(name: string) {
  const { store } = await emptyStore();
  await importRecording(await bundled(name), { store });
  const session = await store.open(name);
  onTestFinished(() => session.close());
  return session;
}

describe("the preview of a session", () => {
  it("has the objects and findings of its analysis, which is kept for the next command", async () => {
    const session = await stored("deployment-bad-rollout");
    const preview = await previewSession(session, never);
    const analysis = await keptAnalysis(session);
    expect(analysis).toBeDefined();
    if (analysis === undefined) return;
    expect(preview).toEqual({ objects: analysis.objects, objectsLeftOut: 0, findings: finalFindings(analysis) });
    expect(preview?.findings.length).toBeGreaterThan(2);
  });

  it("reads no frame where the analysis is kept, however many there are", async () => {
    const session = await stored("deployment-rollout");
    await analysisOf(session);
    const { reader, reads } = counted(session);
    const preview = await previewSession(reader, never);
    expect(preview?.objects.length).toBeGreaterThan(5);
    expect(reads.count).toBe(0);
  });

  it("of a large session that was not analysed yet is none, and no frame is read for it", async () => {
    const { reader, reads } = counted(await bundled("pod-nginx"), { frames: 1_000_000 });
    expect(await previewSession(reader, never)).toBeUndefined();
    expect(reads.count).toBe(0);
  });

  it("of a recording file is derived, and the same", async () => {
    const file = await bundled("pod-bad-image-tag");
    const fromFile = await previewSession(file, never);
    expect(fromFile).toEqual(await previewSession(await stored("pod-bad-image-tag"), never));
  });

  it("rejects when it is stopped, and keeps nothing", async () => {
    const session = await stored("pod-nginx");
    const stop = new AbortController();
    const preview = previewSession(session, stop.signal);
    stop.abort();
    await expect(preview).rejects.toThrow();
    expect(await keptAnalysis(session)).toBeUndefined();
  });
});

/** What a list needs of the program, in a folder of its own with a database of these sessions. */
async function listing(...names: readonly string[]) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const path = join(folder.path, "k.db");
  const store = await openStore(path);
  for (const name of names) await importRecording(await bundled("pod-nginx"), { store, session: name });
  await store.close();
  const streams = { stdin: process.stdin };
  const program = { programName: "kubespy", packageRoot: projectRoot, version: "0" };
  const context = { clock: systemClock, env: { KUBESPY_DB: path }, cwd: folder.path, interrupt: never, streams, ...program };
  return { path, context };
}

describe("a list of sessions", () => {
  it("names the sessions whose header is damaged, each at its place, where somebody takes them; else it rejects", async () => {
    const { path, context } = await listing("a", "b", "c", "d");
    const sqlite = new Sqlite(path);
    sqlite.exec("UPDATE sessions SET header = '[]' WHERE name IN ('a', 'c')");
    sqlite.close();
    await expect(storedSessions(context, undefined)).rejects.toThrow('the header of session "c" cannot be read');
    const unreadable: unknown[] = [];
    const sessions = await storedSessions(context, undefined, { onUnreadable: ({ name, newer }) => unreadable.push([name, newer]) });
    expect(sessions.map(({ header }) => header.name)).toEqual(["d", "b"]);
    expect(unreadable).toEqual([
      ["c", 1],
      ["a", 2],
    ]);
  });

  it("has a stamp that changes with the database, and with nothing else", async () => {
    const { path, context } = await listing("a");
    const before = databaseStamp(context, undefined);
    await storedSessions(context, undefined);
    expect(databaseStamp(context, undefined)).toBe(before);
    const store = await openStore(path);
    await store.setTitle("a", "another");
    expect(databaseStamp(context, undefined)).not.toBe(before);
    await store.close();
    expect(databaseStamp(context, join(path, "nowhere"))).toBe(databaseStamp(context, join(path, "nowhere")));
  });

  it("opens exactly the session or bundled recording of this name", async () => {
    const { context } = await listing("pod-nginx-old");
    await expect(openStoredByName("pod-nginx", context, undefined)).rejects.toThrow('no session "pod-nginx"');
    const mine = await openStoredByName("pod-nginx-old", context, undefined);
    expect(mine.summary.header.name).toBe("pod-nginx-old");
    await mine.close();
    const recording = await openBundled("pod-nginx", context);
    expect(recording.summary.header.name).toBe("pod-nginx");
    await recording.close();
  });
});
