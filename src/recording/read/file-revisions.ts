import { applyDelta, type DeltaStep, decodeUtf8, encodeUtf8, nestsDeeperThan } from "../../json/json.js";
import { HeldRevisions } from "../../model/held-revisions.js";
import { Revision, type RevisionChange } from "../../model/revision.js";
import { fail } from "../fields.js";
import { maxNesting } from "../format.js";
import { type Content, type FrameLine, parseFrame } from "../frame-line.js";
import type { FrameIndex } from "./frame-index.js";
import type { ReadBytes } from "./platform.js";

/** Rebuilds the revisions of a recording file from its lines, most of which tell only what differs from an earlier frame. */
export class FileRevisions {
  readonly #index: FrameIndex;
  readonly #startedAtMs: number;
  readonly #held = new HeldRevisions();
  /** By sequence: what deltas built on that was not the last of its object. Whoever wrote the file may have gone on from any earlier frame. */
  readonly #recent = new HeldRevisions(16 * 1024 * 1024);

  constructor(index: FrameIndex, startedAtMs: number) {
    this.#index = index;
    this.#startedAtMs = startedAtMs;
  }

  /** The line of a frame, as parsed. Throws `BadLine`, as all here does. */
  line(sequence: number, read: ReadBytes): FrameLine {
    const { start, end } = this.#index.place(sequence);
    const line = read(start, end);
    return parseFrame(JSON.parse(decodeUtf8(line)), line, { sequence, startedAtMs: this.#startedAtMs });
  }

  /** Walks back to a revision that is whole or held, then forward again. */
  rebuilt(sequence: number, content: Content, read: ReadBytes): Revision {
    const deltas: (readonly (number | string)[])[] = [];
    const object = this.#index.objectOf(sequence);
    let at = sequence;
    let told = content;
    let bytes = this.#heldAt(object, at);
    while (bytes === undefined && told.kind === "delta") {
      deltas.push(told.steps);
      at = told.base;
      bytes = this.#heldAt(object, at);
      if (bytes === undefined) told = contentOf(this.line(at, read));
    }
    bytes ??= told.kind === "whole" ? new Uint8Array(told.bytes) : fail("base is missing");
    const wasFar = deltas.length > 1;
    for (const steps of deltas.splice(1).reverse()) bytes = apply(bytes, steps);
    if (wasFar && content.kind === "delta") this.#recent.hold(content.base, content.base, bytes);
    const base = bytes;
    const [steps] = deltas;
    if (steps !== undefined) bytes = apply(base, steps);
    this.#held.hold(object, sequence, bytes);
    return checked(bytes, steps === undefined ? undefined : () => ({ base, steps: bytesOf(steps) }));
  }

  /** Gives back the memory. */
  clear(): void {
    this.#held.clear();
    this.#recent.clear();
  }

  #heldAt(object: number, sequence: number): Uint8Array | undefined {
    return this.#held.of(object, sequence) ?? this.#recent.of(sequence, sequence);
  }
}

function contentOf(line: FrameLine): Content {
  return line.kind === "object" ? line.content : fail("base is no frame of an object");
}

function apply(base: Uint8Array, steps: readonly (number | string)[]): Uint8Array {
  return applyDelta(base, bytesOf(steps));
}

function bytesOf(steps: readonly (number | string)[]): readonly DeltaStep[] {
  return steps.map((step) => (typeof step === "number" ? step : encodeUtf8(step)));
}

/** Everyone who reads frames relies on objects being objects. `change` is for whoever writes the frame on. */
function checked(bytes: Uint8Array, change?: () => RevisionChange): Revision {
  const revision = new Revision(bytes, undefined, change);
  // Going over the bytes for the head finds what is no JSON, and what is nested deeply, in less time than parsing it.
  if (revision.scan() !== undefined) return revision;
  if (nestsDeeperThan(bytes, maxNesting)) fail(`the object is nested more than ${maxNesting} deep`);
  try {
    revision.head;
  } catch {
    fail("the object is not JSON");
  }
  return revision;
}
