import { KubespyError } from "../errors.js";
import { applyDelta } from "../model/delta.js";
import type { Frame, ObjectFrame } from "../model/frame.js";
import { nestsDeeperThan } from "../model/json-spans.js";
import type { ObjectRef, Uid } from "../model/kube-object.js";
import { Revision } from "../model/revision.js";
import type { FrameRange, Marker, SessionHeader, SessionReader, SessionSummary } from "../model/session.js";
import { fail } from "./fields.js";
import { BadLine, maxNesting } from "./format.js";
import type { FrameIndex } from "./frame-index.js";
import { type Content, type FrameLine, ownIdentity, parseFrame } from "./frame-line.js";
import type { EndLine } from "./session-lines.js";
import type { Spool } from "./spool.js";

/** What reading all lines once has told. */
export interface RecordingContents {
  readonly header: SessionHeader;
  readonly index: FrameIndex;
  readonly markers: readonly Marker[];
  readonly end?: EndLine;
  readonly warnings: readonly string[];
}

type ReadBytes = ReturnType<Spool["cursor"]>;

/** A revision as it is held between frames. */
interface Held {
  readonly bytes: Uint8Array;
  readonly ref: ObjectRef;
}

/** Revisions that are kept so that the next delta finds its base; the rest is rebuilt from the nearest whole one. */
const heldLimitBytes = 64 * 1024 * 1024;

/** Reads the frames of an opened recording file. */
export class RecordingReader implements SessionReader {
  readonly summary: SessionSummary;
  readonly warnings: readonly string[];
  readonly #contents: RecordingContents;
  readonly #spool: Spool;
  readonly #name: string;
  readonly #startedAtMs: number;
  readonly #held = new Map<number, Held>();
  #heldBytes = 0;

  constructor(contents: RecordingContents, spool: Spool, name: string) {
    this.#contents = contents;
    this.#spool = spool;
    this.#name = name;
    this.#startedAtMs = Date.parse(contents.header.startedAt);
    this.summary = summaryOf(contents);
    this.warnings = contents.warnings;
  }

  async *frames(range: FrameRange = {}): AsyncIterable<Frame> {
    const { index } = this.#contents;
    const first = Math.max(1, Math.ceil(range.fromSequence ?? 1), range.fromOffsetMs === undefined ? 1 : index.firstAt(range.fromOffsetMs));
    const last = Math.min(index.length, Math.floor(range.toSequence ?? index.length));
    const wanted = range.uids === undefined ? undefined : index.belongsTo(range.uids);
    const read = this.#spool.cursor();
    for (let sequence = first; sequence <= last; sequence++) {
      if (wanted !== undefined && !wanted(sequence)) continue;
      const frame = await this.#frame(sequence, read);
      if (range.toOffsetMs !== undefined && frame.offsetMs > range.toOffsetMs) return;
      yield frame;
    }
  }

  async lastFramesAt(sequence: number): Promise<readonly Frame[]> {
    const read = this.#spool.cursor();
    const frames: Frame[] = [];
    for (const at of this.#contents.index.lastAt(sequence)) frames.push(await this.#frame(at, read));
    return frames;
  }

  async lastFrameOf(uid: Uid, sequence: number): Promise<Frame | undefined> {
    const at = this.#contents.index.lastOf(uid, sequence);
    return at === undefined ? undefined : this.#frame(at, this.#spool.cursor());
  }

  async markers(): Promise<readonly Marker[]> {
    return this.#contents.markers;
  }

  async close(): Promise<void> {
    this.#held.clear();
    await this.#spool.close();
  }

  async #frame(sequence: number, read: ReadBytes): Promise<Frame> {
    try {
      const line = await this.#line(sequence, read);
      if (line.kind === "gap") return line;
      const { content, ...rest } = line;
      const held = await this.#revision(sequence, content, read);
      const revision = checked(held.bytes);
      const resourceVersion = content.resourceVersion ?? ownIdentity(revision.object).resourceVersion;
      return { ...rest, ref: held.ref, resourceVersion, revision } satisfies ObjectFrame;
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      const { lineNumber } = this.#contents.index.place(sequence);
      throw new KubespyError(`${this.#name}: line ${lineNumber}: ${error.message}`, {
        hint: `the ${sequence - 1} frames before it are readable; "kubespy import" keeps them`,
        cause: error,
      });
    }
  }

  async #line(sequence: number, read: ReadBytes): Promise<FrameLine> {
    const { start, end } = this.#contents.index.place(sequence);
    const line = await read(start, end);
    return parseFrame(JSON.parse(Buffer.from(line).toString("utf8")), line, { sequence, startedAtMs: this.#startedAtMs });
  }

  /** Walks back to a revision that is whole or held, then forward again. */
  async #revision(sequence: number, content: Content, read: ReadBytes): Promise<Held> {
    const deltas: { sequence: number; steps: readonly (number | string)[] }[] = [];
    let at = sequence;
    let told = content;
    let held = this.#held.get(at);
    while (held === undefined && told.kind === "delta") {
      deltas.push({ sequence: at, steps: told.steps });
      at = told.base;
      held = this.#held.get(at);
      if (held === undefined) told = contentOf(await this.#line(at, read));
    }
    held ??= told.kind === "whole" ? this.#hold(at, { ref: told.ref, bytes: Uint8Array.from(told.bytes) }) : fail("base is missing");
    for (const { sequence: next, steps } of deltas.reverse()) held = this.#hold(next, { ref: held.ref, bytes: apply(held.bytes, steps) });
    return held;
  }

  #hold(sequence: number, held: Held): Held {
    if (this.#held.has(sequence)) return held;
    this.#held.set(sequence, held);
    this.#heldBytes += held.bytes.length;
    for (const [oldest, { bytes }] of this.#held) {
      if (this.#heldBytes <= heldLimitBytes) break;
      this.#held.delete(oldest);
      this.#heldBytes -= bytes.length;
    }
    return held;
  }
}

function summaryOf({ header, index, end }: RecordingContents): SessionSummary {
  return {
    header,
    state: end?.state ?? "interrupted",
    ...(end?.end === undefined ? {} : { end: end.end }),
    frames: index.length,
    objects: index.objects,
    gaps: index.gaps,
    durationMs: end?.end?.offsetMs ?? index.lastOffsetMs,
  };
}

function contentOf(line: FrameLine): Content {
  return line.kind === "object" ? line.content : fail("base is no frame of an object");
}

function apply(base: Uint8Array, steps: readonly (number | string)[]): Uint8Array {
  return applyDelta(
    base,
    steps.map((step) => (typeof step === "number" ? step : Buffer.from(step))),
  );
}

/** Everyone who reads frames relies on objects being objects. */
function checked(bytes: Uint8Array): Revision {
  const revision = new Revision(bytes);
  try {
    revision.object;
  } catch {
    fail("the object is not JSON");
  }
  if (nestsDeeperThan(bytes, maxNesting)) fail(`the object is nested more than ${maxNesting} deep`);
  return revision;
}
