import { KubespyError } from "../../errors.js";
import { decodeUtf8, nestsDeeperThan } from "../../json/json.js";
import type { SessionHeader, SessionReader } from "../../model/session.js";
import { fail, recordOf } from "../fields.js";
import { BadLine, formatName, formatVersion, maxNesting } from "../format.js";
import { isFrameType, parseFrame } from "../frame-line.js";
import { parseEnd, parseHeader, parseMarker } from "../session-lines.js";
import { decompress } from "./decompress.js";
import { FrameIndex } from "./frame-index.js";
import { type Line, splitLines } from "./lines.js";
import { looksLike } from "./looks-like.js";
import type { ReadingPlatform, Spool } from "./platform.js";
import type { RecordingContents } from "./recording-reader.js";
import { RecordingReader } from "./recording-reader.js";
import { webPlatform } from "./web-platform.js";

/** A recording file, opened. `warnings`, for people: what of it could not be read. */
export interface Recording extends SessionReader {
  readonly warnings: readonly string[];
}

/**
 * Opens a recording, compressed or not, as far as it can be read. Reads all lines once (to find where each frame is and that they fit together), but
 * keeps no frame in memory. `name` is what messages call the file.
 *
 * Rejects with `KubespyError` when there is no header of a version that we know. Damage further on is a warning: what precedes it is kept.
 */
export async function readRecording(
  source: AsyncIterable<Uint8Array>,
  name: string,
  platform: ReadingPlatform = webPlatform,
): Promise<Recording> {
  const spool = platform.createSpool();
  try {
    const contents = await readContents(kept(decompress(source, platform.gunzip), spool), spool, name);
    return new RecordingReader(contents, spool, name, platform.nextTurn);
  } catch (error) {
    await spool.close();
    throw error;
  }
}

async function* kept(source: AsyncIterable<Uint8Array>, spool: Spool): AsyncIterable<Uint8Array> {
  for await (const chunk of source) {
    await spool.append(chunk);
    yield chunk;
  }
}

/** Reads line after line until the end or the first that is bad. */
async function readContents(source: AsyncIterable<Uint8Array>, spool: Spool, name: string): Promise<RecordingContents> {
  let lineReader: LineReader | undefined;
  let damage: string | undefined;
  try {
    for await (const line of splitLines(source)) {
      if (lineReader === undefined) lineReader = new LineReader(acceptHeader(line, beginning(spool), name));
      else damage = lineReader.read(line);
      if (damage !== undefined) break;
    }
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    damage = error.message;
  }
  if (lineReader === undefined) throw new KubespyError(`${name} is not a kubespy recording: ${damage ?? "it is empty"}`);
  return lineReader.finish(damage, name);
}

/** Reads the lines after the header. */
class LineReader {
  readonly #header: SessionHeader;
  readonly #startedAtMs: number;
  readonly #index = new FrameIndex();
  readonly #markers: RecordingContents["markers"][number][] = [];
  readonly #warnings: string[] = [];
  #end: RecordingContents["end"];

  constructor(header: SessionHeader) {
    this.#header = header;
    this.#startedAtMs = Date.parse(header.startedAt);
  }

  /** What is wrong with the line; undefined when it was accepted. */
  read(line: Line): string | undefined {
    if (isBlank(line.bytes)) return undefined;
    if (this.#end !== undefined) return `line ${line.number} follows the end`;
    try {
      this.#take(parseLine(line), line);
      return undefined;
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      return line.complete ? `line ${line.number}: ${error.message}` : "";
    }
  }

  #take(value: Readonly<Record<string, unknown>>, line: Line): void {
    switch (value["type"]) {
      case "MARKER":
        this.#markers.push(parseMarker(value));
        return;
      case "END":
        this.#end = parseEnd(value, this.#startedAtMs);
        if (this.#end.frames !== this.#index.length) fail(`the end counts ${this.#end.frames} frames, the file has ${this.#index.length}`);
        return;
      default:
        if (typeof value["type"] === "string" && !isFrameType(value["type"]))
          this.#warnings.push(`line ${line.number} was skipped: unknown type`);
        else {
          const context = { sequence: this.#index.length + 1, startedAtMs: this.#startedAtMs };
          this.#index.add(parseFrame(value, line.bytes, context), line);
        }
    }
  }

  /** `damage` empty: the last line is cut. */
  finish(damage: string | undefined, name: string): RecordingContents {
    const frames = this.#index.length;
    const keptFrames = `${frames === 1 ? "1 frame is" : `${frames} frames are`} readable`;
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

/** The first bytes, for a guess at what the file is. */
function beginning(spool: Spool): Uint8Array {
  return spool.cursor()(0, Math.min(4096, spool.length));
}

function acceptHeader(line: Line, start: Uint8Array, name: string): SessionHeader {
  let value: unknown;
  try {
    value = parseLine(line);
  } catch (error) {
    throw notARecording(start, name, error);
  }
  const { kubespy, version } = value as { kubespy?: unknown; version?: unknown };
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

function parseLine(line: Line): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(line.bytes));
  } catch {
    fail("it is not JSON");
  }
  if (nestsDeeperThan(line.bytes, maxNesting)) fail(`it is nested more than ${maxNesting} deep`);
  return recordOf(value, "it");
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0x0d);
}
