import { applyDelta, type DeltaStep, decodeUtf8, encodeUtf8, nestsDeeperThan } from "../../json/json.js";
import { HeldRevisions } from "../../model/held-revisions.js";
import { Revision, type RevisionChange } from "../../model/revision.js";
import { fail } from "../fields.js";
import { maxNesting } from "../format.js";
import { type Content, type FrameLine, parseFrame } from "../frame-line.js";
import type { FrameIndex } from "./frame-index.js";
import type { ReadBytes } from "./platform.js";

/** Builds the revisions of a recording file from its lines, most of which hold only the difference from an earlier frame. */
export class FileRevisions {
  readonly #index: FrameIndex;
  readonly #startedAtMs: number;
  readonly #held = new HeldRevisions();
  /** By sequence: bases of deltas that were not the last revision of their object. The writer may have used any earlier frame as base. */
  readonly #recent = new HeldRevisions(16 * 1024 * 1024);

  constructor(index: FrameIndex, startedAtMs: number) {
    this.#index = index;
    this.#startedAtMs = startedAtMs;
  }

  /** The parsed line of a frame. Throws `BadLine`, like all methods here. */
  line(sequence: number, read: ReadBytes): FrameLine {
    const { start, end } = this.#index.place(sequence);
    const line = read(start, end);
    return parseFrame(JSON.parse(decodeUtf8(line)), line, { sequence, startedAtMs: this.#startedAtMs });
  }

  /** Goes back along the bases to a revision that is whole or cached, then applies the deltas. */
  rebuilt(sequence: number, content: Content, read: ReadBytes): Revision {
    const deltas: (readonly (number | string)[])[] = [];
    const object = this.#index.objectOf(sequence);
    let at = sequence;
    let current = content;
    let bytes = this.#heldAt(object, at);
    while (bytes === undefined && current.kind === "delta") {
      deltas.push(current.steps);
      at = current.base;
      bytes = this.#heldAt(object, at);
      if (bytes === undefined) current = contentOf(this.line(at, read));
    }
    bytes ??= current.kind === "whole" ? new Uint8Array(current.bytes) : fail("base is missing");
    const wasFar = deltas.length > 1;
    for (const steps of deltas.splice(1).reverse()) bytes = apply(bytes, steps);
    if (wasFar && content.kind === "delta") this.#recent.hold(content.base, content.base, bytes);
    const base = bytes;
    const [steps] = deltas;
    if (steps !== undefined) bytes = apply(base, steps);
    this.#held.hold(object, sequence, bytes);
    return checked(bytes, steps === undefined ? undefined : () => ({ base, steps: bytesOf(steps) }));
  }

  /** Frees the memory. */
  clear(): void {
    this.#held.clear();
    this.#recent.clear();
  }

  #heldAt(object: number, sequence: number): Uint8Array | undefined {
    return this.#held.of(object, sequence) ?? this.#recent.of(sequence, sequence);
  }
}

function contentOf(line: FrameLine): Content {
  return line.kind === "object" ? line.content : fail("base is not a frame of an object");
}

function apply(base: Uint8Array, steps: readonly (number | string)[]): Uint8Array {
  return applyDelta(base, bytesOf(steps));
}

function bytesOf(steps: readonly (number | string)[]): readonly DeltaStep[] {
  return steps.map((step) => (typeof step === "number" ? step : encodeUtf8(step)));
}

/** Readers of frames rely on objects being objects. `change` saves a writer the work of finding it again. */
function checked(bytes: Uint8Array, change?: () => RevisionChange): Revision {
  const revision = new Revision(bytes, undefined, change);
  // The scan for the head also finds what is not JSON or is nested deeply, in less time than parsing.
  if (revision.scan() !== undefined) return revision;
  if (nestsDeeperThan(bytes, maxNesting)) fail(`the object is nested more than ${maxNesting} deep`);
  try {
    revision.head;
  } catch {
    fail("the object is not JSON");
  }
  return revision;
}
