import type { Uid } from "../model/kube-object.js";
import { BadLine, maxRevisionBytes } from "./format.js";
import type { Content, FrameLine } from "./frame-line.js";
import type { Line } from "./lines.js";

/** Where a frame stands in the file. */
export interface FramePlace {
  readonly lineNumber: number;
  readonly start: number;
  readonly end: number;
}

/**
 * What is kept of every frame while its line stays in the file: some 40 bytes, so that a million frames fit into memory.
 * Adding checks all that ties frames to each other: time does not go back, a delta fits its base.
 */
export class FrameIndex {
  readonly #starts = new Column(Float64Array);
  readonly #offsets = new Column(Float64Array);
  readonly #lineLengths = new Column(Int32Array);
  readonly #lineNumbers = new Column(Int32Array);
  readonly #revisionLengths = new Column(Int32Array);
  /** Which incarnation, in order of appearance; -1 for a gap. */
  readonly #incarnations = new Column(Int32Array);
  readonly #uids = new Map<string, number>();
  #gaps = 0;

  /** Frames, which is also the last sequence. */
  get length(): number {
    return this.#starts.length;
  }

  get objects(): number {
    return this.#uids.size;
  }

  get gaps(): number {
    return this.#gaps;
  }

  get lastOffsetMs(): number {
    return this.length === 0 ? 0 : this.#offsets.at(this.length - 1);
  }

  /** Throws `BadLine` when the frame cannot follow those before it. */
  add(frame: FrameLine, line: Line): void {
    if (frame.offsetMs < this.lastOffsetMs) throw new BadLine("time goes back");
    const [incarnation, revisionLength] = frame.kind === "gap" ? [-1, 0] : this.#contentOf(frame.content);
    if (frame.kind === "gap") this.#gaps++;
    this.#starts.push(line.start);
    this.#offsets.push(frame.offsetMs);
    this.#lineLengths.push(line.bytes.length);
    this.#lineNumbers.push(line.number);
    this.#revisionLengths.push(revisionLength);
    this.#incarnations.push(incarnation);
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

  /** A test of sequences for belonging to one of these incarnations. */
  belongsTo(uids: readonly Uid[]): (sequence: number) => boolean {
    const wanted = new Set(uids.map((uid) => this.#uids.get(uid)));
    return (sequence) => wanted.has(this.#incarnations.at(sequence - 1));
  }

  /** The sequences of the last frame of each incarnation at or before this one, ascending. */
  lastAt(sequence: number): readonly number[] {
    const seen = new Uint8Array(this.objects);
    const last: number[] = [];
    for (let at = Math.min(Math.floor(sequence), this.length); at >= 1; at--) {
      const incarnation = this.#incarnations.at(at - 1);
      if (incarnation < 0 || seen[incarnation] === 1) continue;
      seen[incarnation] = 1;
      last.push(at);
    }
    return last.reverse();
  }

  /** The last sequence of this incarnation at or before this one. */
  lastOf(uid: Uid, sequence: number): number | undefined {
    const incarnation = this.#uids.get(uid);
    if (incarnation === undefined) return undefined;
    for (let at = Math.min(Math.floor(sequence), this.length); at >= 1; at--) if (this.#incarnations.at(at - 1) === incarnation) return at;
    return undefined;
  }

  #contentOf(content: Content): [incarnation: number, revisionLength: number] {
    if (content.kind === "whole") {
      const known = this.#uids.get(content.ref.uid) ?? this.#uids.size;
      this.#uids.set(content.ref.uid, known);
      return [known, content.bytes.length];
    }
    const incarnation = content.base >= 1 && content.base <= this.length ? this.#incarnations.at(content.base - 1) : -1;
    if (incarnation < 0) throw new BadLine(`base ${content.base} is no earlier frame of an object`);
    return [incarnation, lengthAfter(content.steps, this.#revisionLengths.at(content.base - 1))];
  }
}

/** How long the revision becomes, without making it. */
function lengthAfter(steps: readonly (number | string)[], baseLength: number): number {
  let left = baseLength;
  let length = baseLength;
  for (const step of steps) {
    if (typeof step === "string") length += Buffer.byteLength(step);
    else left -= Math.abs(step);
    if (typeof step === "number" && step < 0) length += step;
    if (left < 0) throw new BadLine("delta reaches beyond its base");
  }
  if (length > maxRevisionBytes) throw new BadLine("the object grows beyond all bounds");
  return length;
}

type NumberArray = Float64Array | Int32Array;

/** A growing list of numbers without a box each. */
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
