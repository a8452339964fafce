import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { exportSession } from "../../src/app/export.js";
import { importRecording } from "../../src/app/import/import-recording.js";
import { systemClock } from "../../src/io/clock.js";
import type { NewFrame } from "../../src/model/frame.js";
import { maxRevisionBytes, Revision } from "../../src/model/revision.js";
import type { SessionHeader, SessionReader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import type { SessionStore } from "../../src/store/session-store.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { collect, comparable } from "../support/histories.js";
import { temporaryFolder } from "../support/program.js";

const startedAt = "2026-11-22T10:57:17.945Z";
const header: SessionHeader = {
  name: "law",
  startedAt,
  targets: [],
  streams: [],
  omissions: [],
  secretValues: "digests",
  recorder: "test",
};

/** What an API server may send in an object: each of these is JSON that parsing and writing would change, or that deep or large code fails on. */
const value: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: 1, max: 9990 }).map((depth) => `${"[".repeat(depth)}1${"]".repeat(depth)}`),
  fc.integer({ min: 1, max: 9990 }).map((depth) => `${'{"a":'.repeat(depth)}{}${"}".repeat(depth)}`),
  fc.integer({ min: 1, max: 4990 }).map((depth) => `${'[{"a":'.repeat(depth)}null${"}]".repeat(depth)}`),
  fc.integer({ min: 0, max: 300_000 }).map((length) => `{"${"k".repeat(length)}":""}`),
  fc.integer({ min: 0, max: 20_000 }).map((count) => `[${Array.from({ length: count }, (_, n) => n).join(",")}]`),
  fc.bigInt({ min: 10n ** 40n, max: 10n ** 60n }).map((digits) => `-0.${digits}e+${digits % 999n}`),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    "{}",
    "[]",
    '"\\ud800\\u0000\\udfff"',
    '{"a":1,"a":{"a":2}}',
    '{"__proto__":{"x":1},"constructor":0}',
    '"\u2028\u007f\u{e0001}"',
    '{"":{"":[]}}',
  ),
);

const session = fc.array(
  fc.record({
    object: fc.integer({ min: 0, max: 2 }),
    type: fc.constantFrom("ADDED", "MODIFIED", "DELETED"),
    values: fc.array(value, { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 24 },
);

function frameOf(
  { object, type, values }: { object: number; type: "ADDED" | "MODIFIED" | "DELETED"; values: readonly string[] },
  n: number,
): NewFrame {
  const metadata = `"metadata":{"name":"o${object}","uid":"u${object}","resourceVersion":"${n + 1}"}`;
  const members = values.map((text, i) => `,"v${i}":${text}`).join("");
  const revision = new Revision(Buffer.from(`{"kind":"Thing","apiVersion":"example.com/v1",${metadata}${members}}`));
  const observedAt = new Date(Date.parse(startedAt) + n).toISOString();
  return { kind: "object", offsetMs: n, observedAt, type, ref: revision.head.ref, resourceVersion: `${n + 1}`, revision };
}

async function stored(store: SessionStore, name: string, frames: readonly NewFrame[]): Promise<SessionReader> {
  const writer = await store.create({ ...header, name });
  for (const frame of frames) writer.append(frame);
  await writer.end({ endedAt: startedAt, offsetMs: frames.length, outcome: "until" });
  return await store.open(name);
}

async function framesOf(reader: SessionReader): Promise<readonly unknown[]> {
  return (await collect(reader.frames())).map(comparable);
}

/** Exports it into a file, reads that, imports it, and exports it again. */
async function expectWhole(store: SessionStore, folder: string, name: string, frames: readonly NewFrame[]): Promise<void> {
  const recorded = await stored(store, name, frames);
  const expected = frames.map((frame, i) => comparable({ ...frame, sequence: i + 1 } as Parameters<typeof comparable>[0]));
  expect(await framesOf(recorded)).toEqual(expected);
  const text = await collect(exportSession(recorded));
  const path = join(folder, "export.kubespy");
  await writeFile(path, text);
  const file = await openRecording(createReadStream(path), { name: path });
  expect(file.warnings).toEqual([]);
  expect(await framesOf(file)).toEqual(expected);
  const imported = await importRecording(file, { store, session: `${name}-again` });
  expect(imported).toMatchObject({ frames: frames.length, complete: true });
  const again = await store.open(`${name}-again`);
  expect(await framesOf(again)).toEqual(expected);
  const textAgain = Buffer.concat(await collect(exportSession(again))).toString("latin1");
  expect(textAgain.slice(textAgain.indexOf("\n"))).toBe(Buffer.concat(text).toString("latin1").slice(Buffer.concat(text).indexOf("\n")));
  await file.close();
}

it("every export reads back whole, whatever an API server sent", { timeout: 120_000 }, async () => {
  using folder = temporaryFolder();
  const store = await openSqliteStore(join(folder.path, "k.db"), { clock: systemClock });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(session, async (steps) => {
      await expectWhole(store, folder.path, `s${runs++}`, steps.map(frameOf));
    }),
    { numRuns: 25 },
  );
  await store.close();
});

it("a frame that no recording can hold is a gap in the store, and says so; the others are whole", async () => {
  using folder = temporaryFolder();
  const store = await openSqliteStore(join(folder.path, "k.db"), { clock: systemClock });
  const steps = [["1"], [`"${"x".repeat(maxRevisionBytes)}"`], ["2"], [`${"[".repeat(12_100)}${"]".repeat(12_100)}`], ["3"]];
  const recorded = await stored(
    store,
    "s",
    steps.map((values, n) => frameOf({ object: 0, type: "MODIFIED", values }, n)),
  );
  const frames = await collect(recorded.frames());
  expect(frames.map((frame) => (frame.kind === "gap" ? frame.reason : frame.resourceVersion))).toEqual([
    "1",
    "MODIFIED of Thing/o0 was not recorded: its object is larger than 32 MiB",
    "3",
    "MODIFIED of Thing/o0 was not recorded: its object is nested more than 12000 deep",
    "5",
  ]);
  const text = Buffer.concat(await collect(exportSession(recorded)));
  const file = await openRecording(
    (async function* () {
      yield text;
    })(),
    { name: "x" },
  );
  expect([file.warnings, await framesOf(file)]).toEqual([[], frames.map(comparable)]);
  await file.close();
  await store.close();
});
