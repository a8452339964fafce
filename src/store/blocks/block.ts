import { deflateRawSync, inflateRawSync } from "node:zlib";
import { greatest } from "../../model/extremes.js";
import { ByteReader, ByteWriter } from "./bytes.js";
import { crc32 } from "./crc32.js";
import { FactColumns, writeFacts } from "./fact-columns.js";
import type { StoredFrame } from "./stored-frame.js";

/**
 * A row of `blocks`: consecutive frames of a session packed together, because changes of similar objects compress well.
 *
 * `objects`: the object number and type of each frame, as numbers of fixed width with a checksum of their own. This alone is read to find
 * the frames of an object or the last frame of each. `columns`: everything else except revisions. `payload`: revisions and deltas,
 * concatenated. The first byte of the last two is the encoding: 0 plain, 1 deflated.
 */
export interface BlockRow {
  /** session * 2^32 + the sequence of the first frame. */
  readonly id: number;
  readonly frames: number;
  /** Of the first frame. */
  readonly offset_ms: number;
  /** CRC-32 of columns and payload, because SQLite does not detect a flipped bit in them. */
  readonly checksum: number;
  readonly objects: Uint8Array;
  readonly columns: Uint8Array;
  readonly payload: Uint8Array;
}

/** An unpacked block; frames are counted from 0. */
export interface Block {
  readonly facts: FactColumns;
  /** Types and flags: see stored-frame.ts. */
  readonly types: Uint8Array;
  /** Object numbers; 0 for a gap. */
  readonly objects: ArrayLike<number>;
  /** Distance in frames from each frame to its base; 0 if it is whole. */
  readonly baseDistances: readonly number[];
  /** Where the payload of each frame begins, and finally where the last one ends. */
  readonly bounds: readonly number[];
  readonly payload: Uint8Array;
}

/** Sequences are the lower 32 bits of a row id, so a session holds at most about four billion frames. */
const perSession = 2 ** 32;

export function rowId(session: number, sequence: number): number {
  return session * perSession + sequence;
}

export function sequenceOf(rowId: number): number {
  return rowId % perSession;
}

/** The largest revision that is stored, and so the largest that a damaged row can claim. */
export const maxStoredRevisionBytes = 64 * 1024 * 1024;

/** A block is closed at this size, so only a single revision makes a larger one. */
const maxPayloadBytes = maxStoredRevisionBytes + 1024 * 1024;
const maxColumnBytes = 128 * 1024 * 1024;
/** Far more than a writer packs together. */
const maxFrames = 8192;
/** Initial buffer size that fits the columns of most blocks. */
const usualColumnBytes = 8 * 1024;

export function packBlock(id: number, frames: readonly StoredFrame[]): BlockRow {
  const columns = packed(columnsOf(frames));
  const payload = packed(Buffer.concat(frames.map((frame) => frame.payload)));
  const row = { id, frames: frames.length, offset_ms: frames[0]?.offsetMs ?? 0 };
  return { ...row, checksum: crc32(payload, crc32(columns)), objects: packObjects(row, frames), columns, payload };
}

/** Throws `RangeError`, or an error of zlib, when the row is damaged. */
export function unpackBlock(row: BlockRow): Block {
  if (crc32(row.payload, crc32(row.columns)) !== row.checksum) throw new RangeError("its checksum does not match");
  if (!(row.frames <= maxFrames)) throw new RangeError("it counts too many frames");
  const columns = new ByteReader(unpacked(row.columns, usualColumnBytes, maxColumnBytes));
  const { objects, types } = unpackObjects(row);
  const facts = new FactColumns(columns, types);
  const baseDistances = columns.counts(row.frames);
  const bounds = [0];
  for (const length of columns.counts(row.frames)) bounds.push((bounds.at(-1) as number) + length);
  const length = bounds[row.frames] as number;
  if (length > maxPayloadBytes) throw new RangeError("its payload is too long");
  const payload = unpacked(row.payload, length, maxPayloadBytes);
  if (length !== payload.length) throw new RangeError("its payload has the wrong length");
  return { facts, types, objects, baseDistances, bounds, payload };
}

type RowHead = Pick<BlockRow, "id" | "frames" | "offset_ms">;

/**
 * Object numbers and types of the frames of a row, without unpacking the rest. Throws `RangeError` when they, or the numbers of the row,
 * are damaged.
 */
export function unpackObjects(row: RowHead & Pick<BlockRow, "objects">): {
  readonly objects: Uint8Array | Uint16Array | Uint32Array;
  readonly types: Uint8Array;
} {
  const { objects: bytes, frames } = row;
  const width = bytes[4] ?? 0;
  if (!(width in arrays) || bytes.length !== 5 + frames * (width + 1) || checksumOf(row, bytes) !== readChecksum(bytes))
    throw new RangeError("its list of objects is damaged");
  // A copy, because multi-byte numbers must be aligned.
  const numbers = new Uint8Array(bytes.subarray(5, 5 + frames * width));
  const objects = new arrays[width as keyof typeof arrays](numbers.buffer);
  return { objects, types: bytes.subarray(5 + frames * width) };
}

const arrays = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;

function packObjects(row: RowHead, frames: readonly StoredFrame[]): Uint8Array {
  const largest = greatest(frames.map((frame) => frame.object));
  const width = largest < 2 ** 8 ? 1 : largest < 2 ** 16 ? 2 : 4;
  const bytes = Buffer.alloc(5 + frames.length * (width + 1));
  bytes[4] = width;
  frames.forEach((frame, i) => {
    bytes.writeUIntLE(frame.object, 5 + i * width, width);
    bytes[5 + frames.length * width + i] = frame.type;
  });
  bytes.writeInt32LE(checksumOf(row, bytes), 0);
  return bytes;
}

function checksumOf({ id, frames, offset_ms }: RowHead, objects: Uint8Array): number {
  return crc32(objects.subarray(4), crc32(Buffer.from(`${id} ${frames} ${offset_ms}`)));
}

function readChecksum(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
}

function columnsOf(frames: readonly StoredFrame[]): Uint8Array {
  const writer = new ByteWriter();
  writeFacts(writer, frames);
  for (const frame of frames) writer.count(frame.baseDistance);
  for (const frame of frames) writer.count(frame.payload.length);
  return writer.finish();
}

/** Below this size, deflating costs more than it saves. */
const deflateFromBytes = 160;

function packed(bytes: Uint8Array): Uint8Array {
  if (bytes.length >= deflateFromBytes) {
    const deflated = deflateRawSync(bytes, { level: 3 });
    if (deflated.length < bytes.length * 0.9) return Buffer.concat([Uint8Array.of(1), deflated]);
  }
  return Buffer.concat([Uint8Array.of(0), bytes]);
}

/** `likelyBytes`: initial size of the output buffer; a good guess avoids joining chunks. */
function unpacked(bytes: Uint8Array, likelyBytes: number, maxBytes: number): Uint8Array {
  const body = bytes.subarray(1);
  if (bytes[0] === 0) return body;
  if (bytes[0] !== 1) throw new RangeError("its encoding is unknown");
  return inflateRawSync(body, { chunkSize: Math.max(likelyBytes + 1, minChunkBytes), maxOutputLength: maxBytes });
}

/** The minimum that zlib accepts. */
const minChunkBytes = 64;
