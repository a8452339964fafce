import { utf8Length } from "../../json/json.js";
import { countBelow, type FrameObjects } from "../../model/frame-search.js";
import { type ObjectRef, sameRef, type Uid } from "../../model/kube-object.js";
import { NumberColumn } from "../../model/number-column.js";
import { ObjectNumbers } from "../../model/object-numbers.js";
import type { ChangeType } from "../../model/watch-event.js";
import { fail } from "../fields.js";
import {
  BadLine,
  BeyondLimit,
  keyframeEvery,
  maxDeltaExpansion,
  maxDeltaRevisionBytes,
  maxFreeBuiltBytes,
  maxFreeChainBytes,
} from "../format.js";
import type { Content, FrameLine } from "../frame-line.js";

/** Where a frame is in the spool, and in the file. */
export interface FramePlace {
  readonly lineNumber: number;
  readonly start: number;
  readonly length: number;
}

/**
 * What is kept in memory of every frame while its line stays in the file: some 60 bytes, so that millions of frames fit.
 * Adding checks how frames relate to each other: time does not decrease, a delta fits its base, and what all deltas build is in proportion to the file.
 */
export class FrameIndex implements FrameObjects {
  readonly #starts = new NumberColumn(Float64Array);
  readonly #offsets = new NumberColumn(Float64Array);
  readonly #lineLengths = new NumberColumn(Int32Array);
  readonly #lineNumbers = new NumberColumn(Int32Array);
  readonly #revisionLengths = new NumberColumn(Int32Array);
  /** What is built to read a frame alone: its own revision, and those of all bases below it. */
  readonly #chainBytes = new NumberColumn(Float64Array);
  readonly #chainFrames = new NumberColumn(Int32Array);
  /** How many bytes have been built by a frame, where all are read in sequence. */
  readonly #builtBytes = new NumberColumn(Float64Array);
  /** The number of the incarnation, from 1 in the order of appearance; 0 for a gap and for what is lost. */
  readonly #objects = new NumberColumn(Int32Array);
  readonly #types = new NumberColumn(Uint8Array);
  /** The number of the frame's reference. */
  readonly #refNumbers = new NumberColumn(Int32Array);
  /** The frame that holds a reference, by its number. */
  readonly #refFrames = new NumberColumn(Int32Array);
  /** The first references; more are read again from their frames. */
  readonly #refs: ObjectRef[] = [];
  /** Of each incarnation, by its number less one: its last reference, its first and last frame. */
  readonly #lastRefs = new NumberColumn(Int32Array);
  readonly #firsts = new NumberColumn(Int32Array);
  readonly #lasts = new NumberColumn(Int32Array);
  readonly #numbers = new ObjectNumbers();
  readonly #losses = new Map<number, string>();
  #fileBytes = 0;
  #gaps = 0;

  /** How many frames there are, which is also the last sequence. */
  get length(): number {
    return this.#starts.length;
  }

  get objects(): number {
    return this.#numbers.size;
  }

  get gaps(): number {
    return this.#gaps;
  }

  get lastOffsetMs(): number {
    return this.length === 0 ? 0 : this.#offsets.at(this.length - 1);
  }

  /** Throws `BadLine` when the frame cannot follow those before it, `BeyondLimit` where it cannot be read. */
  add(frame: FrameLine, place: FramePlace): void {
    if (frame.offsetMs < this.lastOffsetMs) throw new BadLine("t is less than that of the frame before");
    this.#fileBytes += place.length;
    if (frame.kind === "gap") {
      this.#gaps++;
      this.#push(place, frame.offsetMs, nothing, 0);
      return;
    }
    const content = this.#contentOf(frame.content);
    this.#lasts.set(content.object - 1, this.length + 1);
    this.#push(place, frame.offsetMs, content, types.indexOf(frame.type));
  }

  /** A frame that has a sequence and cannot be read. `why`: for people. */
  addLost(why: string, place: FramePlace): void {
    this.#losses.set(this.length + 1, why);
    this.#gaps++;
    this.#push(place, this.lastOffsetMs, nothing, 0);
  }

  place(sequence: number): FramePlace {
    const at = sequence - 1;
    return { start: this.#starts.at(at), length: this.#lineLengths.at(at), lineNumber: this.#lineNumbers.at(at) };
  }

  offsetOf(sequence: number): number {
    return this.#offsets.at(sequence - 1);
  }

  /** Why a frame is lost; undefined for one that can be read. */
  lossOf(sequence: number): string | undefined {
    return this.#losses.get(sequence);
  }

  /** The first sequence at or after this offset; one more than the last where there is none. */
  firstAt(offsetMs: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#offsets.at(middle) < offsetMs) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  /** The last sequence at or before this offset; 0 where there is none. */
  lastBy(offsetMs: number): number {
    return countBelow((sequence) => (this.#offsets.at(sequence - 1) <= offsetMs ? 0 : 1), this.length, 1);
  }

  /** The number of the frame's incarnation; 0 for a gap and for what is lost. */
  objectOf(sequence: number): number {
    return this.#objects.at(sequence - 1);
  }

  /** The type of an object's frame. */
  typeOf(sequence: number): ChangeType {
    return types[this.#types.at(sequence - 1)] ?? fail("unknown type");
  }

  /** The reference of an object's frame. `read`: from the frame that holds it. */
  refOf(sequence: number, read: (sequence: number) => ObjectRef): ObjectRef {
    const number = this.#refNumbers.at(sequence - 1);
    return this.#refs[number - 1] ?? read(this.#refFrames.at(number - 1));
  }

  /** The sequence of the first frame of an incarnation, by its number. */
  firstOf(object: number): number {
    return this.#firsts.at(object - 1);
  }

  numberOf(uid: Uid): number | undefined {
    return this.#numbers.of(uid);
  }

  /** How many incarnations have appeared by this frame: their numbers are 1 to that count. */
  appearedBy(sequence: number): number {
    return countBelow((object) => this.firstOf(object), this.objects, sequence + 1);
  }

  #push({ start, length, lineNumber }: FramePlace, offsetMs: number, content: IndexedContent, type: number): void {
    const builtBytes = this.#builtBytes.at(this.length - 1) + content.builtBytes;
    this.#builtBytes.push(builtBytes);
    this.#starts.push(start);
    this.#offsets.push(offsetMs);
    this.#lineLengths.push(length);
    this.#lineNumbers.push(lineNumber);
    this.#revisionLengths.push(content.length);
    this.#chainBytes.push(content.chainBytes);
    this.#chainFrames.push(content.chainFrames);
    this.#objects.push(content.object);
    this.#refNumbers.push(content.ref);
    this.#types.push(type);
  }

  #contentOf(content: Content): IndexedContent {
    if (content.kind === "delta") return this.#deltaOf(content.base, content.steps);
    const { length } = content.bytes;
    return { ...this.#identify(content.ref), length, chainBytes: length, chainFrames: 1, builtBytes: length };
  }

  #deltaOf(base: number, steps: readonly (number | string)[]): IndexedContent {
    if (this.#losses.has(base)) throw new BeyondLimit(`it builds on frame ${base}, which is lost`);
    const object = base >= 1 && base <= this.length ? this.objectOf(base) : 0;
    if (object === 0) throw new BadLine(`base ${base} is not an earlier frame of an object`);
    const length = lengthAfter(steps, this.#revisionLengths.at(base - 1));
    if (length > maxDeltaRevisionBytes)
      throw new BeyondLimit(`it is a delta to an object of more than ${maxDeltaRevisionBytes / 1024 / 1024} MiB`);
    const chainBytes = this.#chainBytes.at(base - 1) + length;
    const chainFrames = this.#chainFrames.at(base - 1) + 1;
    if (chainBytes > maxFreeChainBytes && chainFrames > keyframeEvery)
      throw new BadLine(`more than ${keyframeEvery} deltas in a row, and they build more than ${maxFreeChainBytes / 1024 / 1024} MiB`);
    const builtBytes = this.#isAtHand(base, object) ? length : chainBytes;
    const allBytes = this.#builtBytes.at(this.length - 1) + builtBytes;
    if (allBytes > Math.max(maxFreeBuiltBytes, maxDeltaExpansion * this.#fileBytes))
      throw new BadLine(`its deltas build more than ${maxDeltaExpansion} times what the file holds`);
    return { object, ref: this.#refNumbers.at(base - 1), length, chainBytes, chainFrames, builtBytes };
  }

  /** Whether a base is still held when its delta is read in sequence: see `FileRevisions`. */
  #isAtHand(base: number, object: number): boolean {
    if (this.#lasts.at(object - 1) === base) return true;
    return this.#builtBytes.at(this.length - 1) - this.#builtBytes.at(base - 2) < atHandBytes;
  }

  #identify(ref: ObjectRef): { readonly object: number; readonly ref: number } {
    const before = this.#numbers.size;
    const object = this.#numbers.add(ref.uid);
    if (object > before) {
      this.#firsts.push(this.length + 1);
      this.#lasts.push(this.length + 1);
      this.#lastRefs.push(this.#addRef(ref));
    } else {
      const last = this.#refs[this.#lastRefs.at(object - 1) - 1];
      if (last === undefined || !isSameRef(last, ref)) this.#lastRefs.set(object - 1, this.#addRef(ref));
    }
    return { object, ref: this.#lastRefs.at(object - 1) };
  }

  /** Its number, from 1. */
  #addRef(ref: ObjectRef): number {
    this.#refFrames.push(this.length + 1);
    if (this.#refs.length < maxHeldRefs) this.#refs.push(ref);
    return this.#refFrames.length;
  }
}

interface IndexedContent {
  readonly object: number;
  readonly ref: number;
  readonly length: number;
  readonly chainBytes: number;
  readonly chainFrames: number;
  readonly builtBytes: number;
}

/** Of a gap, and of what is lost. */
const nothing: IndexedContent = { object: 0, ref: 0, length: 0, chainBytes: 0, chainFrames: 0, builtBytes: 0 };

/** They take some 400 bytes each. */
const maxHeldRefs = 50_000;
/** A quarter of what `FileRevisions` holds of bases that are not the last revision of their object. */
const atHandBytes = 8 * 1024 * 1024;

/** Unknown fields included. */
function isSameRef(a: ObjectRef, b: ObjectRef): boolean {
  return sameRef(a, b) && JSON.stringify(a) === JSON.stringify(b);
}

const types: readonly ChangeType[] = ["ADDED", "MODIFIED", "DELETED"];

/** The length of the revision that the steps build, without building it. */
function lengthAfter(steps: readonly (number | string)[], baseLength: number): number {
  let left = baseLength;
  let length = baseLength;
  for (const step of steps) {
    if (typeof step === "string") length += utf8Length(step);
    else left -= Math.abs(step);
    if (typeof step === "number" && step < 0) length += step;
    if (left < 0) throw new BadLine("delta reaches beyond its base");
  }
  return length;
}
