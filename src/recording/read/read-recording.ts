import { Interrupted, KubespyError } from "../../errors.js";
import { concat, decodeUtf8 } from "../../json/json.js";
import type { Marker, SessionHeader, SessionReader } from "../../model/session.js";
import { fail } from "../fields.js";
import { BadLine, BeyondLimit, formatName, formatVersion, maxLineBytes, maxLineWarnings, maxMarkerBytes } from "../format.js";
import { parseFrame } from "../frame-line.js";
import { isFrameType, type ParsedLine, parseLine } from "../parse-line.js";
import { parseEnd, parseHeader, parseMarker } from "../session-lines.js";
import { decompress } from "./decompress.js";
import { FrameIndex, type FramePlace } from "./frame-index.js";
import { FileLineSplitter, type Line } from "./lines.js";
import { looksLike } from "./looks-like.js";
import type { ReadingPlatform, Spool } from "./platform.js";
import type { RecordingContents } from "./recording-reader.js";
import { RecordingReader } from "./recording-reader.js";
import { webPlatform } from "./web-platform.js";

/** A recording file, opened. `warnings`, for people: what of it could not be read. */
export interface Recording extends SessionReader {
  readonly warnings: readonly string[];
  /** Its end counts no frames, and it has none: nothing is missing. */
  readonly isCompleteWithoutFrames: boolean;
}

/**
 * Opens a recording, compressed or not, as far as it can be read. Reads all lines once (to find where each frame is and that they fit together), but
 * keeps no frame in memory. `name` is what messages call the file.
 *
 * Rejects with `KubespyError` when there is no header of a version that we know, with `Interrupted` when the signal aborts. Damage further on is a warning: what precedes it is kept. Where a
 * single frame is beyond a limit, it alone is lost, and its place is a gap.
 */
export async function readRecording(
  source: AsyncIterable<Uint8Array>,
  name: string,
  platform: ReadingPlatform = webPlatform,
  signal?: AbortSignal,
): Promise<Recording> {
  const spool = platform.createSpool();
  try {
    const slices = inSlices(decompress(source, platform.gunzip), async () => {
      await platform.nextTurn();
      if (signal?.aborted) throw new Interrupted(`stopped before all of ${name} was read`);
    });
    const contents = await readContents(slices, spool, name);
    return new RecordingReader(contents, spool, name, platform.nextTurn);
  } catch (error) {
    await spool.close();
    throw error;
  }
}

const sliceBytes = 256 * 1024;

/** Other work has its turn after each. */
async function* inSlices(source: AsyncIterable<Uint8Array>, nextTurn: () => Promise<void>): AsyncIterable<Uint8Array> {
  let sinceTurn = 0;
  for await (const chunk of source)
    for (let at = 0; at < chunk.length; at += sliceBytes) {
      const slice = chunk.subarray(at, at + sliceBytes);
      yield slice;
      sinceTurn += slice.length;
      if (sinceTurn < sliceBytes) continue;
      sinceTurn = 0;
      await nextTurn();
    }
}

/** Reads line after line until the end or the first that is bad. */
async function readContents(source: AsyncIterable<Uint8Array>, spool: Spool, name: string): Promise<RecordingContents> {
  const splitter = new FileLineSplitter();
  const lines = new FileLines(spool, name);
  try {
    for await (const slice of source) {
      lines.see(slice);
      for (const line of splitter.push(slice)) if (!lines.take(line)) break;
      await lines.spoolFrames();
      if (splitter.lines > 0) lines.requireHeader();
      if (lines.isDamaged) break;
    }
    const last = lines.isDamaged ? undefined : splitter.end();
    if (last !== undefined) lines.take(last);
    await lines.spoolFrames();
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    lines.damage = error.message;
  }
  return lines.finish();
}

/** The lines of a file: its header, and what comes after it. Copies the lines of frames into the spool. */
class FileLines {
  readonly #spool: Spool;
  readonly #name: string;
  #reader: LineReader | undefined;
  /** For a guess at what the file is. */
  #beginning: Uint8Array = new Uint8Array();
  #frames: Uint8Array[] = [];
  #frameBytes = 0;
  damage: string | undefined;

  constructor(spool: Spool, name: string) {
    this.#spool = spool;
    this.#name = name;
  }

  get isDamaged(): boolean {
    return this.damage !== undefined;
  }

  see(slice: Uint8Array): void {
    if (this.#beginning.length < 4096) this.#beginning = concat([this.#beginning, slice.subarray(0, 4096)]);
  }

  /** False when reading ends with this line. */
  take(line: Line): boolean {
    if (this.#reader === undefined) {
      this.#reader = new LineReader(acceptHeader(line, this.#beginning, this.#name));
      return true;
    }
    const start = this.#spool.length + this.#frameBytes;
    const result = this.#reader.read(line, start);
    if (result === "frame") {
      this.#frames.push(new Uint8Array(line.bytes));
      this.#frameBytes += line.bytes.length;
    } else if (result !== "other") this.damage = result.damage;
    return !this.isDamaged;
  }

  async spoolFrames(): Promise<void> {
    const [first, ...more] = this.#frames;
    this.#frames = [];
    this.#frameBytes = 0;
    if (first !== undefined) await this.#spool.append(more.length === 0 ? first : concat([first, ...more]));
  }

  /** Nothing may precede the header, so a file without one need not be read to its end. */
  requireHeader(): void {
    if (this.#reader === undefined) throw notARecording(this.#beginning, this.#name);
  }

  finish(): RecordingContents {
    if (this.#reader === undefined)
      throw new KubespyError(`${this.#name} is not a kubespy recording: ${this.damage ?? "it is empty"}`, {
        hint: 'check the command that wrote it: "kubespy export SESSION" writes recordings',
      });
    return this.#reader.finish(this.damage, this.#name);
  }
}

/** What a line was. `damage` is empty where the file is cut within it. */
type Taken = "frame" | "other" | { readonly damage: string };

/** Reads the lines after the header. */
class LineReader {
  readonly #header: SessionHeader;
  readonly #startedAtMs: number;
  readonly #index = new FrameIndex();
  readonly #markers: Marker[] = [];
  readonly #warnings: string[] = [];
  #warningsLeftOut = 0;
  #markerBytes = 0;
  #markersLeftOut = 0;
  #lost = 0;
  #end: RecordingContents["end"];

  constructor(header: SessionHeader) {
    this.#header = header;
    this.#startedAtMs = Date.parse(header.startedAt);
    if (header.extra?.["part"] !== undefined) this.#warn("line 1: what it is a part of cannot be read");
    if (header.extra?.["shared"] !== undefined) this.#warn("line 1: what was removed before sharing cannot be read");
  }

  /** `start`: where its bytes begin in the spool, if it is a frame. */
  read(line: Line, start: number): Taken {
    if (this.#end !== undefined) return { damage: `line ${line.number} follows the end` };
    const place = { start, length: line.bytes.length, lineNumber: line.number };
    try {
      if (line.excess === undefined) return this.#take(parseLine(line.bytes), place);
      throw new BeyondLimit(`it is longer than ${maxLineBytes / 1024 / 1024} MiB`);
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      const isLost = error instanceof BeyondLimit && line.complete && looksLikeFrame(line.bytes);
      if (isLost && ++this.#lost <= maxLostFrames) return this.#lose(error.message, place);
      const isCut = !line.complete && line.excess === undefined;
      return { damage: isCut ? "" : `line ${line.number}: ${error.message}` };
    }
  }

  #take(line: ParsedLine, place: FramePlace): Taken {
    const { type } = line.fields;
    switch (type) {
      case "MARKER":
        this.#addMarker(parseMarker(line.fields), place.length);
        return "other";
      case "END":
        this.#end = parseEnd(line.fields, this.#startedAtMs);
        if (this.#end.frames !== this.#index.length) fail(`the end counts ${this.#end.frames} frames, the file has ${this.#index.length}`);
        return "other";
      default:
        if (typeof type !== "string" || isFrameType(type)) {
          this.#index.add(parseFrame(line, { sequence: this.#index.length + 1, startedAtMs: this.#startedAtMs }), place);
          return "frame";
        }
        this.#warn(`line ${place.lineNumber} was skipped: unknown type`);
        return "other";
    }
  }

  #lose(why: string, place: FramePlace): Taken {
    this.#index.addLost(why, { ...place, length: 0 });
    this.#warn(`line ${place.lineNumber}: ${why}; frame ${this.#index.length} is lost`);
    return "other";
  }

  #addMarker(marker: Marker, bytes: number): void {
    this.#markerBytes += bytes + markerOverheadBytes;
    if (this.#markerBytes <= maxMarkerBytes) this.#markers.push(marker);
    else this.#markersLeftOut++;
  }

  #warn(text: string): void {
    if (this.#warnings.length < maxLineWarnings) this.#warnings.push(text);
    else this.#warningsLeftOut++;
  }

  /** `damage` empty: the last line is cut. */
  finish(damage: string | undefined, name: string): RecordingContents {
    const frames = this.#index.length;
    const keptFrames = `${frames === 1 ? "1 frame is" : `${frames} frames are`} readable`;
    if (this.#warningsLeftOut > 0) this.#warnings.push(`${this.#warningsLeftOut} more lines were skipped or are lost`);
    if (this.#markersLeftOut > 0) this.#warnings.push(`${this.#markersLeftOut} markers were left out: there are too many`);
    if (damage) this.#warnings.push(`${damage}; ${keptFrames}`);
    else if (this.#end === undefined) this.#warnings.push(`it is cut short; ${keptFrames}`);
    return {
      header: this.#header,
      index: this.#index,
      markers: this.#markers,
      ...(this.#end === undefined ? {} : { end: this.#end }),
      warnings: this.#warnings.map((warning) => `${name}: ${warning}`),
    };
  }
}

function acceptHeader(line: Line, start: Uint8Array, name: string): SessionHeader {
  if (line.number !== 1) throw notARecording(start, name);
  let value: ParsedLine["fields"];
  try {
    value = parseLine(line.bytes).fields;
  } catch (error) {
    throw error instanceof BeyondLimit ? new KubespyError(`${name}: line 1: ${error.message}`) : notARecording(start, name, error);
  }
  const { kubespy, version } = value;
  if (kubespy !== formatName) throw notARecording(start, name);
  if (typeof version === "number" && version > formatVersion)
    throw new KubespyError(
      `${name} was created by a newer kubespy: its recording format is ${version}, this kubespy reads up to ${formatVersion}`,
      {
        hint: 'run "npm install --global kubespy@latest" and try again',
      },
    );
  try {
    return version === formatVersion ? parseHeader(value) : fail(`unknown version ${JSON.stringify(version)}`);
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    throw new KubespyError(`${name}: line 1: ${error.message}`, { cause: error });
  }
}

function notARecording(start: Uint8Array, name: string, cause?: unknown): KubespyError {
  const guess = looksLike(start);
  return new KubespyError(`${name} is not a kubespy recording${guess === undefined ? "" : `: ${guess.words}`}`, {
    hint: guess?.importable ? `run "kubespy import ${name}" to import it as a session` : 'create recordings with "kubespy export SESSION"',
    cause,
  });
}

/** As every writer known begins a frame. */
function looksLikeFrame(bytes: Uint8Array): boolean {
  return /^\s*\{\s*"type"\s*:\s*"(ADDED|MODIFIED|DELETED|GAP)"/.test(decodeUtf8(bytes, 0, Math.min(bytes.length, 64)));
}

/** Each takes memory; a file with more is damaged. */
const maxLostFrames = 10_000;
const markerOverheadBytes = 128;
