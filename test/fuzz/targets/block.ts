import { deflateRawSync, inflateRawSync } from "node:zlib";
import { refOf } from "../../../src/model/kube-object.js";
import { Revision } from "../../../src/model/revision.js";
import { type Block, type BlockRow, packBlock, unpackBlock } from "../../../src/store/blocks/block.js";
import { crc32 } from "../../../src/store/blocks/crc32.js";
import { frameOf, type StoredFrame, storedGap, storedObject } from "../../../src/store/blocks/stored-frame.js";
import { ensure, ensureSameBytes, type FuzzTarget } from "../fuzz-target.js";
import { byteMutations } from "../mutations.js";
import { framesOf, realRecordings } from "../real-inputs.js";
import { isRefusal } from "../refused-by.js";

/**
 * A row of the table of blocks, unpacked, so that changes reach what the checksums protect: they are made to match. One byte of flags, two with the number of
 * frames, four each with the lengths of the objects and the columns, then these, then the payload.
 */
export const block: FuzzTarget = {
  name: "block",
  maxBytes: 128 * 1024,
  mutations: byteMutations,
  async seeds() {
    const rows: Uint8Array[] = [];
    for (const name of realRecordings) {
      const frames = (await framesOf(name))
        .slice(0, 40)
        .map(
          (frame, i): StoredFrame =>
            frame.kind === "gap"
              ? storedGap(frame)
              : storedObject(
                  frame,
                  { number: i + 1, ref: frame.ref },
                  { baseDistance: i % 3, payload: frame.revision.bytes.subarray(0, 300) },
                ),
        );
      rows.push(inputOf(frames.slice(0, 5)), inputOf(frames));
    }
    return rows;
  },
  async read(input) {
    const row = rowOf(Buffer.from(input));
    let frames: readonly StoredFrame[];
    try {
      frames = framesIn(unpackBlock(row), row.frames);
    } catch (error) {
      if (isRefusal(error, [RangeError]) || (error as NodeJS.ErrnoException).code?.startsWith("Z_")) return "refused";
      throw error;
    }
    if (frames.length === 0 || !frames.every(isWritable)) return "accepted";
    const again = framesIn(unpackBlock(packBlock(row.id, frames)), frames.length);
    for (const [i, frame] of frames.entries()) {
      const { payload, ...facts } = frame;
      const { payload: payloadAgain, ...factsAgain } = again[i] as StoredFrame;
      ensure(
        JSON.stringify(facts) === JSON.stringify(factsAgain),
        `a frame that is packed again is the same: ${JSON.stringify([facts, factsAgain])}`,
      );
      ensureSameBytes(payload, payloadAgain, "a payload that is packed again is the same");
    }
    return "accepted";
  },
};

/** What a recorder may write: numbers within the range that the columns hold. */
function isWritable({ offsetMs, object }: StoredFrame): boolean {
  return Number.isFinite(offsetMs) && Math.abs(offsetMs) < 2 ** 50 && object < 2 ** 32 && !Object.is(offsetMs, -0);
}

function framesIn(unpacked: Block, count: number): readonly StoredFrame[] {
  ensure(unpacked.bounds.length === count + 1 && unpacked.types.length === count, "there is one of each for a frame");
  return Array.from({ length: count }, (_, i) => {
    const facts = unpacked.facts.at(i);
    // Reads the JSON in it, which a reader of the store may find damaged.
    try {
      frameOf(
        1,
        facts,
        () => refOf({ kind: "Pod", apiVersion: "v1", metadata: { name: "a" } }),
        () => Revision.ofText("{}"),
      );
    } catch (error) {
      if (!isRefusal(error, [SyntaxError, RangeError, TypeError])) throw error;
    }
    const payload = unpacked.payload.subarray(unpacked.bounds[i], unpacked.bounds[i + 1]);
    return { ...facts, object: unpacked.objects[i] as number, baseDistance: unpacked.baseDistances[i] as number, payload };
  });
}

const id = 2 ** 32 + 1;
const headBytes = 11;

function inputOf(frames: readonly StoredFrame[]): Buffer {
  const row = packBlock(id, frames);
  const { payload } = unpackBlock(row);
  const columns = row.columns[0] === 0 ? row.columns.subarray(1) : inflateRawSync(row.columns.subarray(1));
  const head = Buffer.alloc(headBytes);
  head.writeUInt16LE(frames.length, 1);
  head.writeUInt32LE(row.objects.length, 3);
  head.writeUInt32LE(columns.length, 7);
  return Buffer.concat([head, row.objects, columns, payload]);
}

function rowOf(input: Buffer): BlockRow {
  const head = Buffer.concat([input.subarray(0, headBytes), Buffer.alloc(headBytes)]).subarray(0, headBytes);
  const flags = head.readUInt8(0);
  const frames = head.readUInt16LE(1);
  const columnsAt = headBytes + head.readUInt32LE(3);
  const payloadAt = columnsAt + head.readUInt32LE(7);
  const objects = Buffer.from(input.subarray(headBytes, columnsAt));
  if (objects.length >= 4) objects.writeInt32LE(crc32(objects.subarray(4), crc32(Buffer.from(`${id} ${frames} 0`))), 0);
  const columns = encoded(input.subarray(columnsAt, payloadAt), flags & 1);
  const payload = encoded(input.subarray(payloadAt), flags & 2);
  return { id, frames, offset_ms: 0, checksum: crc32(payload, crc32(columns)), objects, columns, payload };
}

function encoded(bytes: Buffer, deflate: number): Buffer {
  return Buffer.concat([Buffer.of(deflate === 0 ? 0 : 1), deflate === 0 ? bytes : deflateRawSync(bytes, { level: 1 })]);
}
