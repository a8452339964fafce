import { applyDelta, type DeltaStep, encodeUtf8, maxNesting, nestsDeeperThan } from "../../json/json.js";
import { HeldRevisions } from "../../model/held-revisions.js";
import { Revision, type RevisionChange } from "../../model/revision.js";
import { fail } from "../fields.js";
import { type Content, type FrameLine, parseFrame } from "../frame-line.js";
import { parseLine } from "../parse-line.js";
import type { FrameIndex } from "./frame-index.js";
import type { ReadBytes } from "./platform.js";

/** Builds the revisions of a recording file from its lines, most of which hold only the difference from an earlier frame. */
export class FileRevisions {
  readonly #index: FrameIndex;
  readonly #startedAtMs: number;
  readonly #held = new HeldRevisions();
  /** By sequence: bases of deltas that were not the last revision of their object. The writer may have used any earlier frame as base. */
  readonly #recent = new HeldRevisions(recentBytes);

  constructor(index: FrameIndex, startedAtMs: number) {
    this.#index = index;
    this.#startedAtMs = startedAtMs;
  }

  /** The parsed line of a frame. Throws `BadLine`, like all methods here. */
  line(sequence: number, read: ReadBytes): FrameLine {
    const { start, length } = this.#index.place(sequence);
    return parseFrame(parseLine(read(start, start + length)), { sequence, startedAtMs: this.#startedAtMs });
  }

  /**
   * Goes back along the bases to a revision that is whole or cached, then applies the deltas. `lent`: it is used before the next one is built, whose
   * memory may be the same.
   */
  rebuilt(sequence: number, content: Content, read: ReadBytes, lent?: LentMemory): Revision {
    const held = lent?.held ?? this.#held;
    const deltas: (readonly (number | string)[])[] = [];
    const object = this.#index.objectOf(sequence);
    let at = sequence;
    let current = content;
    let bytes = held.of(object, at) ?? this.#recent.of(at, at);
    while (bytes === undefined && current.kind === "delta") {
      deltas.push(current.steps);
      at = current.base;
      bytes = held.of(object, at) ?? this.#recent.of(at, at);
      if (bytes === undefined) current = contentOf(this.line(at, read));
    }
    const [steps, ...earlier] = deltas;
    // The room is for the result alone: it is not given twice.
    const room = lent?.roomFor(object);
    bytes ??= current.kind === "whole" ? copyOf(current.bytes, steps === undefined ? room : undefined) : fail("base is missing");
    const base = builtUp(bytes, earlier.reverse());
    if (earlier.length > 0 && content.kind === "delta") this.#recent.hold(content.base, content.base, base);
    bytes = steps === undefined ? base : applyDelta(base, bytesOf(steps), room);
    held.hold(object, sequence, bytes);
    return checked(bytes, steps === undefined ? undefined : () => ({ base, steps: bytesOf(steps) }));
  }

  /** For readers at many places at once: what each of them read last is held for its next frame. */
  rebuiltAlone(sequence: number, content: Content, read: ReadBytes): Uint8Array {
    const { bytes } = this.rebuilt(sequence, content, read);
    this.#recent.hold(sequence, sequence, bytes);
    return bytes;
  }

  /** Frees the memory. */
  clear(): void {
    this.#held.clear();
    this.#recent.clear();
  }
}

const recentBytes = 32 * 1024 * 1024;

/** Smaller pieces of memory cost more to keep track of than to make. */
const minReusedBytes = 4096;

/** Memory for revisions that are lent one after the other: that of an object's last but one is used for its next. */
export class LentMemory {
  readonly held = new HeldRevisions();
  /** What others keep is never given again. */
  readonly #own = new WeakSet<ArrayBufferLike>();
  #spare: ArrayBufferLike | undefined;

  /** Room beside the object's last revision, which is not needed any more once there is another. */
  roomFor(object: number): (length: number) => Uint8Array {
    return (length) => {
      if (length < minReusedBytes) return new Uint8Array(length);
      const spare = this.#spare;
      const last = this.held.lastOf(object)?.buffer;
      this.#spare = last !== undefined && this.#own.has(last) ? last : undefined;
      const fits = spare !== undefined && spare.byteLength >= length && spare.byteLength <= 2 * length + 4096;
      return new Uint8Array(fits ? spare : this.#memory(length + (length >>> 3)), 0, length);
    };
  }

  #memory(length: number): ArrayBuffer {
    const memory = new ArrayBuffer(length);
    this.#own.add(memory);
    return memory;
  }
}

function contentOf(line: FrameLine): Content {
  return line.kind === "object" ? line.content : fail("base is not a frame of an object");
}

function copyOf(bytes: Uint8Array, room: ((length: number) => Uint8Array) | undefined): Uint8Array {
  if (room === undefined) return new Uint8Array(bytes);
  const copy = room(bytes.length);
  copy.set(bytes);
  return copy;
}

/** After these deltas. All but the last are applied in two pieces of memory that are used in turns: there may be hundreds, of a large object. */
function builtUp(base: Uint8Array, deltas: readonly (readonly (number | string)[])[]): Uint8Array {
  const turns: [Uint8Array, Uint8Array] = [new Uint8Array(), new Uint8Array()];
  const room = (length: number) => {
    const [next, other] = turns;
    turns[0] = other;
    turns[1] = next.length >= length ? next : new Uint8Array(length + (length >>> 3));
    return turns[1].subarray(0, length);
  };
  return deltas.reduce<Uint8Array>((bytes, steps, i) => applyDelta(bytes, bytesOf(steps), i < deltas.length - 1 ? room : undefined), base);
}

function bytesOf(steps: readonly (number | string)[]): readonly DeltaStep[] {
  return steps.map((step) => (typeof step === "number" ? step : encodeUtf8(step)));
}

/** Readers of frames rely on objects being objects. `change` saves a writer the work of finding it again. */
function checked(bytes: Uint8Array, change?: () => RevisionChange): Revision {
  const revision = new Revision(bytes, undefined, change);
  // The scan for the head also finds what is not JSON or is nested too deeply, in less time than parsing.
  if (revision.scan() !== undefined) return revision;
  if (nestsDeeperThan(bytes, maxNesting)) fail(`the object is nested more than ${maxNesting} deep`);
  try {
    revision.head;
  } catch {
    fail("the object is not JSON");
  }
  return revision;
}
