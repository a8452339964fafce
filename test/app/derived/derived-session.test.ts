import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { importRecording } from "../../../src/app/import/import-recording.js";
import { openRecordingFile } from "../../../src/app/open-recording-file.js";
import { openStore } from "../../../src/app/open-store.js";
import { analysisOf, findingsOf, keptAnalysis, overviewOf, runOfSession } from "../../../src/app/sessions/derived/derived-session.js";
import { readRun } from "../../../src/compare/run/read-run.js";
import { readDiagnosis } from "../../../src/diagnosis/engine/diagnose.js";
import { analyse } from "../../../src/interpret/analyse.js";
import type { SessionReader } from "../../../src/model/session.js";
import { anyHistory } from "../../support/histories.js";
import { projectRoot } from "../../support/program.js";
import { bundled, emptyStore, recordingFile } from "../support.js";

const recordings = readdirSync(join(projectRoot, "recordings"))
  .filter((file) => file.endsWith(".kubespy.gz"))
  .map((file) => file.replace(".kubespy.gz", ""));

const derivations = { findings: findingsOf, overview: overviewOf, analysis: analysisOf, run: runOfSession } as const;
type Derivation = keyof typeof derivations;
const names = Object.keys(derivations) as readonly Derivation[];

async function allOf(session: SessionReader, order: readonly Derivation[] = names): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const name of order) all[name] = await derivations[name](session);
  return all;
}

/** A session whose frames must not be read. */
function withoutFrames(session: SessionReader): SessionReader {
  const unreadable = (key: PropertyKey) => key === "frames" || key === "visitFrames" || key === "framesBackward";
  return new Proxy(session, {
    get: (target, key) => {
      if (unreadable(key)) throw new Error("the frames were read again");
      const value = Reflect.get(target, key, target) as unknown;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

async function stored(name: string) {
  const { store, path } = await emptyStore();
  await importRecording(await bundled(name), { store, session: "s" });
  const file = join(path, "k.db");
  const open = async () => {
    const session = await store.open("s");
    onTestFinished(() => session.close());
    return session;
  };
  return { store, file, open, session: await open() };
}

function inDatabase<T>(file: string, use: (database: Sqlite.Database) => T): T {
  const database = new Sqlite(file);
  try {
    return use(database);
  } finally {
    database.close();
  }
}

describe("what is kept says what the frames say", () => {
  it.each(recordings)("%s", { timeout: 120_000 }, async (name) => {
    const { session, open } = await stored(name);
    const anew = {
      findings: await readDiagnosis(session),
      analysis: await analyse(session),
      run: await readRun(session),
    };
    for (const order of [names, [...names].reverse()]) {
      await session.derived?.keep(new Map(), "of nobody");
      expect(await allOf(session, order)).toEqual({ ...anew, overview: expect.anything() });
      const again = withoutFrames(await open());
      expect(await allOf(again)).toEqual({ ...anew, overview: await overviewOf(session) });
      expect((await overviewOf(again)).analysis.objects).toEqual(anew.analysis.objects);
    }
  });

  it("random histories", { timeout: 120_000 }, async () => {
    const { store } = await emptyStore();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.shuffledSubarray([...names], { minLength: 1 }), async ({ header, frames }, order) => {
        const writer = await store.create({ ...header, name: `s-${++count}` });
        for (const { sequence: _, ...frame } of frames) writer.append(frame as Parameters<typeof writer.append>[0]);
        await writer.end({ endedAt: header.startedAt, offsetMs: frames.at(-1)?.offsetMs ?? 0, outcome: "signal" });
        const session = await store.open(writer.name);
        await allOf(session, order);
        const analysis = await analyse(session);
        const [findings, run] = [await readDiagnosis(session), await readRun(session)];
        expect(await allOf(session)).toEqual({ findings, run, analysis, overview: expect.anything() });
        expect(await keptAnalysis(withoutFrames(session))).toEqual(analysis);
        await session.close();
      }),
      { numRuns: 25 },
    );
  });
});

describe("what is kept is not used", () => {
  const findings = async (session: SessionReader) => (await session.derived?.read("findings", "rules"))?.toString();
  const some = new Map([["findings", new TextEncoder().encode("kept")]]);

  it("where other rules derived it; then it is replaced", async () => {
    const { session, file } = await stored("pod-nginx");
    expect(await session.derived?.keep(new Map([...some, ["history", new Uint8Array([1])]]), "older rules")).toBe(true);
    expect(await findings(session)).toBeUndefined();
    expect(await session.derived?.keep(some, "rules")).toBe(true);
    expect(Buffer.from((await session.derived?.read("findings", "rules")) ?? []).toString()).toBe("kept");
    expect(inDatabase(file, (db) => db.prepare("SELECT count(*) FROM derived").pluck().get())).toBe(1);
  });

  it("where it is damaged", async () => {
    const { session, file, open } = await stored("pod-crashloop");
    const before = await allOf(session);
    inDatabase(file, (db) => {
      for (const { rowid, bytes } of db.prepare<[], { rowid: number; bytes: Buffer }>("SELECT rowid, bytes FROM derived").all()) {
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 0x10;
        db.prepare("UPDATE derived SET bytes = ? WHERE rowid = ?").run(bytes, rowid);
      }
    });
    const damaged = await open();
    expect(await keptAnalysis(damaged)).toBeUndefined();
    expect(await allOf(damaged)).toEqual(before);
    expect(await keptAnalysis(damaged)).toBeDefined();
  });

  it("while the session is being recorded, nor what was kept before more was recorded", async () => {
    const { store } = await emptyStore();
    const { header } = (await bundled("pod-nginx")).summary;
    const writer = await store.create({ ...header, name: "growing" });
    const session = await store.open("growing");
    expect(await session.derived?.keep(some, "rules")).toBe(false);
    expect(await findings(session)).toBeUndefined();
    await writer.end({ endedAt: header.startedAt, offsetMs: 5, outcome: "signal" });
    await session.refresh();
    expect(await session.derived?.keep(some, "rules")).toBe(true);
    await session.close();
  });

  it("in a copy of the database, which may come from anyone", async () => {
    const { session, file, store } = await stored("pod-nginx");
    await allOf(session);
    await store.vacuum();
    copyFileSync(file, `${file}.copy`);
    const copy = await openStore(`${file}.copy`, { readonly: true });
    const copied = await copy.open("s", { closeStore: true });
    expect(await keptAnalysis(session)).toBeDefined();
    expect(await keptAnalysis(copied)).toBeUndefined();
    expect(await findingsOf(copied)).toEqual(await findingsOf(session));
    await copied.close();
  });

  it("where reading was ended early", async () => {
    const { session } = await stored("pod-nginx");
    await findingsOf(session, AbortSignal.abort());
    await overviewOf(session, AbortSignal.abort());
    expect(await session.derived?.storedBytes()).toBe(0);
  });
});

describe("where nothing can be kept, the answer is the same", () => {
  it("another program writes", async () => {
    const { session, file } = await stored("pod-nginx");
    const writing = new Sqlite(file);
    writing.exec("BEGIN IMMEDIATE");
    const begun = performance.now();
    const answer = await findingsOf(session);
    expect(performance.now() - begun).toBeLessThan(5000);
    writing.exec("ROLLBACK");
    writing.close();
    expect(await session.derived?.storedBytes()).toBe(0);
    expect(await findingsOf(session)).toEqual(answer);
    expect(await session.derived?.storedBytes()).toBeGreaterThan(0);
  });

  it("the database has no such table, another one, or is not there any longer", async () => {
    for (const spoil of [
      (file: string) => inDatabase(file, (db) => db.exec("DROP TABLE derived")),
      (file: string) => inDatabase(file, (db) => db.exec("ALTER TABLE derived RENAME COLUMN checksum TO other")),
      // The file that is open stays readable.
      (file: string) => renameSync(file, `${file}.elsewhere`),
    ]) {
      const { session, file } = await stored("pod-nginx");
      spoil(file);
      expect(await findingsOf(session)).toEqual(await readDiagnosis(session));
      expect(await keptAnalysis(session)).toBeUndefined();
      expect(existsSync(file)).toBe(!existsSync(`${file}.elsewhere`));
    }
  });

  it("a file of a recording keeps nothing", async () => {
    const recording = await openRecordingFile(recordingFile("pod-nginx"));
    expect(await findingsOf(recording)).toEqual(await readDiagnosis(recording));
    expect(await keptAnalysis(recording)).toBeUndefined();
    await recording.close();
  });
});

describe("what is kept goes with its session", () => {
  it("by rm: no byte of it stays in the file", async () => {
    const { session, file, store } = await stored("deployment-bad-rollout");
    await allOf(session);
    const parts = inDatabase(file, (db) => db.prepare("SELECT bytes FROM derived").pluck().all()) as Buffer[];
    const inFile = () => {
      const bytes = readFileSync(file);
      return parts.filter((part) => bytes.includes(part.subarray(8, 200))).length;
    };
    expect(parts.length).toBeGreaterThan(4);
    expect(inFile()).toBeGreaterThan(0);
    await session.close();
    await store.remove("s");
    expect(inFile()).toBe(0);
    expect(inDatabase(file, (db) => db.prepare("SELECT count(*) FROM derived").pluck().get())).toBe(0);
  });

  it("it does not count as what the frames take", async () => {
    const { session } = await stored("pod-nginx");
    const before = await session.storedBytes();
    await allOf(session);
    expect(await session.storedBytes()).toBe(before);
    expect(await session.derived?.storedBytes()).toBeGreaterThan(500);
  });

  it("a renamed session keeps it, and its run has the new name", async () => {
    const { session, store } = await stored("pod-nginx");
    await allOf(session);
    await store.rename("s", "other");
    const renamed = await store.open("other");
    expect((await runOfSession(withoutFrames(renamed))).name).toBe("other");
    await renamed.close();
  });
});

it("two commands at once both answer, and one of them keeps it", async () => {
  const { session, open } = await stored("deployment-rollout");
  const other = await open();
  const [a, b] = await Promise.all([runOfSession(session), runOfSession(other)]);
  expect(a).toEqual(b);
  expect(await runOfSession(withoutFrames(await open()))).toEqual(a);
});
