// Reads damaged inputs, one seed after the other, with the built program's own readers, in a process that can be measured:
//   node mutate.mjs recordings|database FIRST COUNT SCRATCH
// Prints one line of JSON: how many were decoded, how many refused, what went wrong, the worst time and the memory.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { KubespyError } from "../../dist/errors.js";
import { FrameInterpreter } from "../../dist/interpret/frame-interpreter.js";
import { systemClock } from "../../dist/io/clock.js";
import { openRecording } from "../../dist/recording/node/open-recording.js";
import { openSqliteStore } from "../../dist/store/sqlite/sqlite-store.js";

const root = join(import.meta.dirname, "..", "..");
const [what, first, count, scratch] = process.argv.slice(2);
const recordings = readdirSync(join(root, "recordings"))
  .filter((name) => name.endsWith(".kubespy.gz"))
  .map((name) => readFileSync(join(root, "recordings", name)));
const texts = recordings.map((bytes) => gunzipSync(bytes));

/** The same seed, the same numbers: mulberry32. */
function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (n) => Math.floor(next() * n), pick: (items) => items[Math.floor(next() * items.length)] };
}

function splice(bytes, at, removed, added) {
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(added), bytes.subarray(Math.min(bytes.length, at + removed))]);
}

/** What can happen to any file. */
const byteDamage = {
  flip(bytes, random) {
    const damaged = Buffer.from(bytes);
    for (let n = 1 + random.below(20); n > 0; n--) damaged[random.below(damaged.length)] ^= 1 << random.below(8);
    return damaged;
  },
  cut: (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  hole: (bytes, random) => splice(bytes, random.below(bytes.length), 1 + random.below(5000), ""),
  zeros: (bytes, random) => splice(bytes, random.below(bytes.length), 512, Buffer.alloc(512)),
  transplant(bytes, random, others) {
    const other = random.pick(others);
    const from = random.below(other.length);
    return splice(bytes, random.below(bytes.length), random.below(2000), other.subarray(from, from + random.below(5000)));
  },
};

/** What can happen to a text of JSON lines. */
const textDamage = {
  swap(bytes, random) {
    const lines = bytes.toString("latin1").split("\n");
    for (let n = 1 + random.below(4); n > 0; n--) {
      const [a, b] = [random.below(lines.length), random.below(lines.length)];
      [lines[a], lines[b]] = [lines[b], lines[a]];
    }
    return Buffer.from(lines.join("\n"), "latin1");
  },
  repeat(bytes, random) {
    const lines = bytes.toString("latin1").split("\n");
    lines.splice(random.below(lines.length), 0, ...Array(1 + random.below(50)).fill(random.pick(lines)));
    return Buffer.from(lines.join("\n"), "latin1");
  },
  nest: (bytes, random) => afterOne(bytes, random, ":", () => random.pick(["[", '{"a":']).repeat(10 ** (1 + random.below(5)))),
  number(bytes, random) {
    const huge = ["1e999", "-1e308", "9".repeat(1 + random.below(20_000)), "-0", "9007199254740993", "4294967296", "0.1e-400"];
    return insteadOfOne(bytes, random, /-?\d+(\.\d+)?/g, () => random.pick(huge));
  },
  prototype: (bytes, random) =>
    afterOne(bytes, random, "{", () =>
      random.pick(['"__proto__":{"polluted":true},', '"constructor":{"prototype":{"polluted":true}},', '"toString":1,']),
    ),
  type: (bytes, random) =>
    insteadOfOne(bytes, random, /"[A-Za-z]+":("[^"]*"|\d+|true|false)/g, () => `"x":${random.pick(["null", "[]", "{}", "1", '""'])}`),
};

function afterOne(bytes, random, mark, added) {
  const at = bytes.indexOf(mark, random.below(bytes.length));
  return at < 0 ? bytes : splice(bytes, at + 1, 0, added());
}

function insteadOfOne(bytes, random, pattern, put) {
  const from = random.below(bytes.length);
  const text = bytes.toString("latin1", from, from + 4000);
  const found = random.pick([...text.matchAll(pattern)]);
  return found === undefined ? bytes : splice(bytes, from + found.index, found[0].length, put());
}

function damaged(seed) {
  const random = randomFrom(seed);
  const packed = random.below(4) === 0;
  const originals = packed ? recordings : texts;
  const damage = random.pick(Object.values(packed ? byteDamage : { ...byteDamage, ...textDamage }));
  let bytes = random.pick(originals);
  for (let n = 1 + random.below(3); n > 0 && bytes.length > 0; n--) bytes = damage(bytes, random, originals);
  return !packed && random.below(2) === 0 ? gzipSync(bytes, { level: 1 }) : bytes;
}

async function* pieces(bytes) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

async function readRecording(seed) {
  const reader = await openRecording(pieces(damaged(seed)), { name: "damaged.kubespy" });
  try {
    await readAll(reader);
  } finally {
    await reader.close();
  }
}

/** As `replay` does: every frame, what it says, and the state of the world. */
async function readAll(reader) {
  const interpreter = new FrameInterpreter();
  let last = 0;
  for await (const frame of reader.frames()) {
    if (frame.sequence <= last) throw new Error(`sequence ${frame.sequence} after ${last}`);
    last = frame.sequence;
    interpreter.interpret(frame);
  }
  await reader.lastFramesAt(Math.ceil(last / 2));
  await reader.markers();
}

async function makeDatabase(path) {
  const store = await openSqliteStore(path, { clock: systemClock });
  for (const [i, bytes] of recordings.slice(0, 3).entries()) {
    const recording = await openRecording(pieces(bytes), { name: "bundled" });
    const writer = await store.create({ ...recording.summary.header, name: `s${i}` });
    for await (const { sequence: _, ...frame } of recording.frames()) writer.append(frame);
    await writer.end({ endedAt: recording.summary.header.startedAt, offsetMs: 1, outcome: "imported" });
    await recording.close();
  }
  await store.vacuum();
  await store.close();
  return readFileSync(path);
}

async function readDatabase(seed, whole) {
  const random = randomFrom(seed);
  const damage = random.pick(Object.values(byteDamage));
  const path = join(scratch, "damaged.db");
  for (const beside of ["-wal", "-shm"]) rmSync(`${path}${beside}`, { force: true });
  writeFileSync(path, damage(whole, random, [whole]));
  const store = await openSqliteStore(path, { clock: systemClock });
  try {
    await store.list();
    const reader = await store.open(`s${random.below(3)}`);
    await readAll(reader);
    await reader.close();
  } finally {
    await store.close();
  }
}

const whole = what === "database" ? await makeDatabase(join(scratch, "whole.db")) : undefined;
const result = { inputs: 0, decoded: 0, refused: 0, wrong: [], slowestMs: 0, peakMb: 0 };
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const before = process.cpuUsage();
  try {
    await (whole === undefined ? readRecording(seed) : readDatabase(seed, whole));
    result.decoded++;
  } catch (error) {
    if (error instanceof KubespyError) result.refused++;
    else result.wrong.push(`seed ${seed}: ${error instanceof Error ? error.stack.split("\n").slice(0, 4).join(" ") : error}`);
  }
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  if (ms > 1000) result.wrong.push(`seed ${seed}: took ${Math.round(ms)} ms`);
  if ({}.polluted !== undefined) result.wrong.push(`seed ${seed}: changed the prototype of all objects`);
  result.slowestMs = Math.max(result.slowestMs, Math.round(ms));
  result.inputs++;
}
result.peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify(result));
