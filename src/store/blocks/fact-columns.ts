import type { ByteReader, ByteWriter } from "./bytes.js";
import type { FrameFacts } from "./stored-frame.js";

/**
 * The facts of the frames of a block, column by column; each number is stored as the difference to the one before it, because neighbours
 * are similar.
 *
 * A column consists of numbers, followed by a list of the frames whose value is not such a number and is stored in full: a time in an
 * unusual format, a resourceVersion that is not a small decimal number.
 */
export function writeFacts(writer: ByteWriter, frames: readonly FrameFacts[]): void {
  writeOffsets(writer, frames);
  let skew = 0;
  writeColumn(writer, frames, (frame) => {
    const ms = usualTime(frame.observedAt);
    if (ms === undefined) return frame.observedAt;
    const change = ms - Math.floor(frame.offsetMs) - skew;
    if (Math.abs(change) > 2 ** 50) return frame.observedAt;
    skew += change;
    return change;
  });
  let version = 0;
  writeColumn(writer, frames, ({ resourceVersion }) => {
    if (!/^(0|[1-9]\d{0,14})$/.test(resourceVersion)) return resourceVersion;
    const change = Number(resourceVersion) - version;
    version += change;
    return change;
  });
  writeColumn(writer, frames, ({ detail }) => detail ?? 0);
}

/** The facts of the frames of a block, decoded on demand: most reads of a block need only its revisions. */
export class FactColumns {
  readonly #types: ArrayLike<number>;
  readonly #reader: ByteReader;
  #columns: Columns | undefined;

  /** Reads its part from the reader. The `types` of the frames are stored elsewhere. Throws `RangeError` when the columns are truncated. */
  constructor(reader: ByteReader, types: ArrayLike<number>) {
    this.#types = types;
    this.#reader = reader.fork();
    skipOffsets(reader, types.length);
    for (let column = 0; column < 3; column++) skipColumn(reader, types.length);
  }

  /** Throws `RangeError` when the columns are damaged. */
  at(index: number): FrameFacts {
    this.#columns ??= readColumns(this.#reader, this.#types.length);
    const { offsets, times, versions, details } = this.#columns;
    const time = times[index] as number | string;
    const detail = details[index];
    if (!Number.isFinite(offsets[index]) || (typeof time === "string" && Number.isNaN(Date.parse(time))))
      throw new RangeError("a frame without a time");
    return {
      offsetMs: offsets[index] as number,
      observedAt: typeof time === "string" ? time : textOf(time),
      type: this.#types[index] as number,
      resourceVersion: String(versions[index]),
      detail: typeof detail === "string" ? detail : undefined,
    };
  }
}

interface Columns {
  readonly offsets: readonly number[];
  /** ms since the epoch, or the text. */
  readonly times: readonly (number | string)[];
  readonly versions: readonly (number | string)[];
  readonly details: readonly (number | string)[];
}

function readColumns(reader: ByteReader, count: number): Columns {
  const offsets = readOffsets(reader, count);
  const skews = summed(readColumn(reader, count));
  const times = skews.map((skew, i) => (typeof skew === "string" ? skew : skew + Math.floor(offsets[i] as number)));
  return { offsets, times, versions: summed(readColumn(reader, count)), details: readColumn(reader, count) };
}

/** Running sums. */
function summed(changes: readonly (number | string)[]): readonly (number | string)[] {
  let sum = 0;
  return changes.map((change) => {
    if (typeof change === "string") return change;
    sum += change;
    return sum;
  });
}

/** In whole microseconds, the precision of a recorder; in full if that is not exact. */
function writeOffsets(writer: ByteWriter, frames: readonly FrameFacts[]): void {
  const micros = frames.map(({ offsetMs }) => Math.round(offsetMs * 1000));
  const exact = frames.every(({ offsetMs }, i) => Math.abs(offsetMs) < 1e11 && (micros[i] as number) / 1000 === offsetMs);
  writer.byte(exact ? inMicroseconds : inFull);
  let last = 0;
  for (const [i, { offsetMs }] of frames.entries()) {
    if (exact) writer.signed((micros[i] as number) - last);
    else writer.double(offsetMs);
    last = micros[i] as number;
  }
}

function readOffsets(reader: ByteReader, count: number): readonly number[] {
  const form = reader.byte();
  if (form !== inMicroseconds && form !== inFull) throw new RangeError("unknown encoding of offsets");
  let micros = 0;
  return Array.from({ length: count }, () => {
    if (form === inFull) return reader.double();
    micros += reader.signed();
    return micros / 1000;
  });
}

function skipOffsets(reader: ByteReader, count: number): void {
  if (reader.byte() === inFull) reader.bytes(count * 8);
  else reader.skipCounts(count);
}

const inMicroseconds = 0;
const inFull = 1;

function writeColumn<Row>(writer: ByteWriter, rows: readonly Row[], pick: (row: Row) => number | string): void {
  const texts: (readonly [index: number, text: string])[] = [];
  for (const [i, row] of rows.entries()) {
    const value = pick(row);
    if (typeof value === "string") texts.push([i, value]);
    writer.signed(typeof value === "string" ? 0 : value);
  }
  writer.count(texts.length);
  for (const [i, text] of texts) {
    writer.count(i);
    writer.text(text);
  }
}

function readColumn(reader: ByteReader, count: number): readonly (number | string)[] {
  const values: (number | string)[] = [];
  for (let i = 0; i < count; i++) values.push(reader.signed());
  for (let left = reader.count(); left > 0; left--) {
    const index = reader.count();
    if (index >= count) throw new RangeError("reference to a missing text");
    values[index] = reader.text();
  }
  return values;
}

function skipColumn(reader: ByteReader, count: number): void {
  reader.skipCounts(count);
  for (let left = reader.count(); left > 0; left--) {
    reader.count();
    reader.bytes(reader.count());
  }
}

/** As `Date.toISOString`, which would dominate the time to read facts: neighbours differ only in their milliseconds. */
function textOf(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond.second) lastSecond = { second, text: new Date(second * 1000).toISOString().slice(0, -4) };
  return `${lastSecond.text}${String(ms - second * 1000).padStart(3, "0")}Z`;
}

let lastSecond = { second: 0, text: "1970-01-01T00:00:00." };

/** Milliseconds, if they restore the same text. */
function usualTime(text: string): number | undefined {
  if (text === lastUsual.text) return lastUsual.ms;
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== text) return undefined;
  lastUsual = { text, ms };
  return ms;
}

/** Frames from one read of the network have the same time. */
let lastUsual = { text: "", ms: 0 };
