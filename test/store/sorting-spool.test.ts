import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { expect, it, onTestFinished, vi } from "vitest";
import { SortingSpool } from "../../src/store/sqlite/sorting-spool.js";
import { temporaryFolder } from "../support/program.js";

type Added = Parameters<SortingSpool["add"]>[0];

function opened(): SortingSpool {
  const spool = new SortingSpool();
  onTestFinished(() => spool.close());
  return spool;
}

const entry = (detail: string, timeMicros: number, more: Partial<Added> = {}): Added => ({
  ...{ key: detail, request: detail, timeMicros, isCreation: false, isNamedOnly: false, detail },
  ...more,
});

const sorted = (...entries: readonly Added[]) => {
  const spool = opened();
  for (const each of entries) spool.add(each);
  return [...spool.sorted()].map(({ detail, timeMicros }) => `${detail} ${timeMicros}`);
};

it("entries are in order of time, and of versions of any length where times tie", () => {
  const tied = ["10", "9", "18446744073709551616"].map((version) => entry(`v${version}`, 5, { version, uid: version }));
  expect(sorted(entry("late", 7), ...tied, entry("early", 1))).toEqual(["early 1", "v9 5", "v10 5", "v18446744073709551616 5", "late 7"]);
});

it("an entry is not later than those of its uid at later versions; a creation precedes all, what is gone follows all", () => {
  const uid = "u";
  expect(
    sorted(
      entry("gone", 2, { uid, version: "gone" }),
      entry("second", 9, { uid, version: "8" }),
      entry("created", 9, { uid, version: "7", isCreation: true }),
      entry("bound", 1, { uid }),
      entry("other", 3, { uid: "o", version: "1" }),
    ),
  ).toEqual(["created 1", "bound 1", "second 2", "gone 2", "other 3"]);
});

it("equal keys count once, and a name only where its request has nothing else", () => {
  expect(
    sorted(
      entry("one", 1, { key: "k" }),
      entry("again", 2, { key: "k" }),
      entry("name", 3, { request: "r", isNamedOnly: true }),
      entry("state", 4, { request: "r" }),
      entry("only name", 5, { isNamedOnly: true }),
    ),
  ).toEqual(["one 1", "state 4", "only name 5"]);
});

it("bodies and texts are given back, also while entries are read, and what is kept is no entry", () => {
  const spool = opened();
  const bodies = [new Uint8Array(randomBytes(10)), new Uint8Array(randomBytes(5000)), new Uint8Array(3000)];
  for (const [i, body] of bodies.entries()) spool.add(entry(`${i}`, i, { body }));
  const read = [...spool.sorted()].map(({ id, detail }) => {
    spool.remember("last", detail);
    const kept = spool.keep(new Uint8Array([Number(detail)]));
    return [spool.body(id), spool.body(kept), spool.remembered("last")];
  });
  expect(read).toEqual(bodies.map((body, i) => [body, new Uint8Array([i]), `${i}`]));
  expect([spool.body(99_999), spool.remembered("nothing")]).toEqual([undefined, undefined]);
});

it.runIf(process.platform === "linux")("its file has no name: nothing is left of it, however the process ends", () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  vi.stubEnv("SQLITE_TMPDIR", folder.path);
  onTestFinished(() => void vi.unstubAllEnvs());
  const spool = opened();
  for (let n = 0; n < 3000; n++) spool.add(entry(`${n}`, n, { body: new Uint8Array(randomBytes(8000)) }));
  expect(readdirSync(folder.path)).toEqual([]);
  expect([...spool.sorted()]).toHaveLength(3000);
  expect(readdirSync(folder.path)).toEqual([]);
});
