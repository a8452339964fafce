import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Frame } from "../../../src/model/frame.js";
import type { SessionReader } from "../../../src/model/session.js";
import { frameFields } from "../../../src/recording/frame-line.js";
import { openRecording, type Recording } from "../../../src/recording/node/open-recording.js";
import { encodeRecording } from "../../../src/recording/write/encode-recording.js";
import { asyncPieces, ensure, ensureSameBytes, type FuzzTarget } from "../fuzz-target.js";
import { byteMutations, type Mutation, textMutations } from "../mutations.js";
import { realRecordings, recordingFile, recordingText, root } from "../real-inputs.js";
import { unlessRefused } from "../refused-by.js";

/** Most changes are made to the text within a compressed file. */
const inText: Mutation = (input, random, others) => {
  const mutation = random.pick([...byteMutations, ...textMutations]);
  const isZipped = input[0] === 0x1f && input[1] === 0x8b;
  if (!isZipped) return mutation(input, random, others);
  try {
    const changed = mutation(gunzipSync(input, { maxOutputLength: 8 * 1024 * 1024 }), random, others);
    return random.below(8) === 0 ? gzipSync(changed, { level: 1 }) : changed;
  } catch {
    return mutation(input, random, others);
  }
};

const zip: Mutation = (input) => (input[0] === 0x1f ? input : gzipSync(input, { level: 1 }));

/** A recording file, plain or compressed, opened and read in every way there is. */
export const recording: FuzzTarget = {
  name: "recording",
  maxBytes: 512 * 1024,
  mutations: [...new Array<Mutation>(30).fill(inText), zip, ...byteMutations],
  async seeds() {
    const fixtures = join(root, "test", "recording", "fixtures");
    const files = readdirSync(fixtures).filter((name) => name.includes(".kubespy"));
    return [
      ...files.map((name) => readFileSync(join(fixtures, name))),
      recordingFile("pod-nginx"),
      ...realRecordings.map((name) => firstLines(recordingText(name), 30)),
    ];
  },
  async read(input) {
    const opening = openRecording(asyncPieces(input), { name: "fuzzed.kubespy" });
    const reader = await unlessRefused(opening);
    if (reader === undefined) return "refused";
    try {
      return (await readInEveryWay(reader)) ? "accepted" : "refused";
    } finally {
      await reader.close();
    }
  },
};

function firstLines(text: Buffer, count: number): Buffer {
  let end = 0;
  for (let lines = 0; lines < count && end >= 0; lines++) end = text.indexOf("\n", end + 1);
  return text.subarray(0, end + 1);
}

async function readInEveryWay(reader: Recording): Promise<boolean> {
  const { frames: count, objects } = reader.summary;
  const frames: Frame[] = [];
  const whole = await unlessRefused(collect(reader, frames));
  ensure(frames.length <= count, "no more frames than the summary counts");
  ensure(
    frames.every(({ sequence }, i) => sequence === i + 1),
    "frames are numbered from 1",
  );
  for (let at = 0; at < frames.length; at += 1 + Math.floor(frames.length / 5)) {
    const alone: Frame[] = [];
    await collect(reader, alone, { fromSequence: at + 1, toSequence: at + 1 });
    ensureSameFrames(alone, frames.slice(at, at + 1), "a frame that is read at random is the one of the whole pass");
  }
  const middle = Math.ceil(frames.length / 2);
  await unlessRefused(reader.lastFramesAt(middle));
  ensure((await reader.objectsAt(count)).length <= objects, "no more objects than the summary counts");
  await reader.objectSpans();
  await reader.markers();
  for await (const refs of reader.refs()) ensure(refs.length > 0, "no page of references is empty");
  await unlessRefused(reader.gaps());
  if (whole === undefined) return false;
  await ensureReadsBack(reader, frames);
  return true;
}

async function collect(reader: SessionReader, frames: Frame[], range = {}): Promise<true> {
  for await (const frame of reader.frames(range)) frames.push(frame);
  return true;
}

/** Every export reads back whole. */
export async function ensureReadsBack(reader: SessionReader, frames: readonly Frame[]): Promise<void> {
  const again = await openRecording(encodeRecording(reader), { name: "again.kubespy" });
  const read: Frame[] = [];
  await collect(again, read);
  ensure(
    read.length === frames.length,
    `an export reads back whole: ${frames.length} frames became ${read.length}: ${again.warnings.join()}`,
  );
  ensureSameFrames(read, frames, "an export reads back whole");
  await again.close();
}

function ensureSameFrames(a: readonly Frame[], b: readonly Frame[], rule: string): void {
  ensure(a.length === b.length, rule);
  for (const [i, frame] of a.entries()) {
    const other = b[i] as Frame;
    ensure(factsOf(frame) === factsOf(other), `${rule}: ${factsOf(frame)} is not ${factsOf(other)}`.slice(0, 2000));
    if (frame.kind === "object" && other.kind === "object") ensureSameBytes(frame.revision.bytes, other.revision.bytes, rule);
  }
}

function factsOf(frame: Frame): string {
  const { revision: _, extra, ...facts } = frame as Frame & { revision?: unknown };
  // A gap with the fields of an object, say, does not keep them.
  const kept = Object.entries(extra ?? {}).filter(([name]) => !frameFields.has(name));
  return JSON.stringify(sorted({ ...facts, extra: Object.fromEntries(kept) }));
}

/** The order of keys, in a reference for example, means nothing. */
function sorted(value: unknown, levels = 3): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value) || levels === 0) return value;
  const members = Object.entries(value).map(([name, member]) => [name, sorted(member, levels - 1)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
