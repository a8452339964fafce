import { utf8Length } from "../../json/json.js";
import { countBelow, type FrameObjects } from "../../model/frame-search.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import type { ChangeType } from "../../model/watch-event.js";
import { fail } from "../fields.js";
import { BadLine, maxRevisionBytes } from "../format.js";
import type { Content, FrameLine } from "../frame-line.js";
import type { Line } from "./lines.js";

/** Where a frame is in the file. */
interface FramePlace {
  readonly lineNumber: number;
  readonly start: number;
  readonly end: number;
}

/**
 * What is kept in memory of every frame while its line stays in the file: some 40 bytes, so that a million frames fit.
 * Adding checks how frames relate to each other: time does not decrease, a delta fits its base.
 */
export class FrameIndex implements FrameObjects {
  readonly #starts = new Column(Float64Array);
  readonly #offsets = new Column(Float64Array);
  readonly #lineLengths = new Column(Int32Array);
  readonly #lineNumbers = new Column(Int32Array);
  readonly #revisionLengths = new Column(Int32Array);
  /** The number of the incarnation, from 1 in the order of appearance; 0 for a gap. */
  readonly #objects = new Column(Int32Array);
  readonly #types = new Column(Uint8Array);
  /** The index in `#refs` of the frame's reference. */
  readonly #refNumbers = new Column(Int32Array);
  readonly #refs: ObjectRef[] = [];
  /** The index of the last reference of each incarnation, by its number. */
  readonly #lastRefs: number[] = [];
  readonly #numbers = new Map<Uid, number>();
  /** The sequence of the first frame of each incarnation, by its number less one. */
  readonly #firsts = new Column(Int32Array);
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

  /** Throws `BadLine` when the frame cannot follow those before it. */
  add(frame: FrameLine, line: Line): void {
    if (frame.offsetMs < this.lastOffsetMs) throw new BadLine("t is less than that of the frame before");
    const content = frame.kind === "gap" ? { object: 0, ref: 0, length: 0 } : this.#contentOf(frame.content);
    if (frame.kind === "gap") this.#gaps++;
    this.#starts.push(line.start);
    this.#offsets.push(frame.offsetMs);
    this.#lineLengths.push(line.bytes.length);
    this.#lineNumbers.push(line.number);
    this.#revisionLengths.push(content.length);
    this.#objects.push(content.object);
    this.#refNumbers.push(content.ref);
    this.#types.push(frame.kind === "gap" ? 0 : types.indexOf(frame.type));
  }

  place(sequence: number): FramePlace {
    const start = this.#starts.at(sequence - 1);
    return { start, end: start + this.#lineLengths.at(sequence - 1), lineNumber: this.#lineNumbers.at(sequence - 1) };
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

  /** The number of the frame's incarnation; 0 for a gap. */
  objectOf(sequence: number): number {
    return this.#objects.at(sequence - 1);
  }

  /** The type of an object's frame. */
  typeOf(sequence: number): ChangeType {
    return types[this.#types.at(sequence - 1)] ?? fail("unknown type");
  }

  /** The reference of an object's frame. */
  refOf(sequence: number): ObjectRef {
    return this.#refs[this.#refNumbers.at(sequence - 1)] ?? fail("not a frame of an object");
  }

  /** The sequence of the first frame of an incarnation, by its number. */
  firstOf(object: number): number {
    return this.#firsts.at(object - 1);
  }

  numberOf(uid: Uid): number | undefined {
    return this.#numbers.get(uid);
  }

  /** How many incarnations have appeared by this frame: their numbers are 1 to that count. */
  appearedBy(sequence: number): number {
    return countBelow((object) => this.firstOf(object), this.objects, sequence + 1);
  }

  #contentOf(content: Content): { readonly object: number; readonly ref: number; readonly length: number } {
    if (content.kind === "whole") return { ...this.#identify(content.ref), length: content.bytes.length };
    const { base, steps } = content;
    const object = base >= 1 && base <= this.length ? this.objectOf(base) : 0;
    if (object === 0) throw new BadLine(`base ${base} is not an earlier frame of an object`);
    return { object, ref: this.#refNumbers.at(base - 1), length: lengthAfter(steps, this.#revisionLengths.at(base - 1)) };
  }

  #identify(ref: ObjectRef): { readonly object: number; readonly ref: number } {
    const known = this.#numbers.get(ref.uid);
    const last = known === undefined ? undefined : this.#lastRefs[known];
    const isKnown = last !== undefined && isSameRef(this.#refs[last], ref);
    const number = known ?? this.#numbers.size + 1;
    if (known === undefined) {
      this.#numbers.set(ref.uid, number);
      this.#firsts.push(this.length + 1);
    }
    if (!isKnown) this.#lastRefs[number] = this.#refs.push(ref) - 1;
    return { object: number, ref: this.#lastRefs[number] ?? 0 };
  }
}

/** Unknown fields included. */
function isSameRef(a: ObjectRef | undefined, b: ObjectRef): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
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
  if (length > maxRevisionBytes) throw new BadLine("the object is larger than the limit");
  return length;
}

type NumberArray = Float64Array | Int32Array | Uint8Array;

/** A growing list of unboxed numbers. */
class Column<A extends NumberArray> {
  readonly #make: new (
    length: number,
  ) => A;
  #values: A;
  length = 0;

  constructor(make: new (length: number) => A) {
    this.#make = make;
    this.#values = new make(256);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new this.#make(this.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }
}
