import { meet, TokenLookahead } from "./beginnings-ahead.js";
import type { CommonRun } from "./common-runs.js";
import { spaceEnd } from "./json-check.js";
import { JsonCursor, openAtTop } from "./json-cursor.js";
import { headKeyAt, type OutlinedText, plainVersionAt, TokenOffsets, TokenOffsetsCursor, viewOf } from "./outline.js";

/**
 * Reads the next revision of an object by going along the last one: what is equal is passed, what is not is gone over, until both agree again at a
 * beginning with the same brackets open. So the text is JSON where the last one was, and its head is the last one's but for the version. `last`
 * becomes what is known of the new one. Returns what both have in common, in the order of both: enough to make a delta of.
 *
 * Undefined where that cannot be said: the text is no JSON, or something at the top or in its head differs, or so much else that nothing is gained.
 * Then whoever asks looks through all of it; `last` is as it was.
 */
export function readSuccessor(last: OutlinedText, bytes: Buffer): readonly CommonRun[] | undefined {
  return new Walk(last, bytes).go();
}

/** Kept from text to text. */
const a = new TokenLookahead();
const b = new TokenLookahead();
const cursorOfLast = new TokenOffsetsCursor();
const cursor = new JsonCursor(new Uint8Array());
const places = new TokenOffsets();

class Walk {
  readonly #last: OutlinedText;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #runs: CommonRun[] = [];
  /** How many places of the last outline were come to. */
  #passed = 0;
  #version: string;
  #versionAt = -1;

  constructor(last: OutlinedText, bytes: Buffer) {
    this.#last = last;
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.#version = last.head.resourceVersion;
    cursorOfLast.places = last.places;
    cursor.bytes = bytes;
    places.clear();
  }

  go(): readonly CommonRun[] | undefined {
    const { length } = this.#last.bytes;
    let x = 0;
    let y = 0;
    for (;;) {
      const differsAt = x + equalBytes(this.#last.bytes, x, this.#bytes, y);
      this.#passed = places.addShifted(this.#last.places, this.#passed, differsAt, y - x);
      if (differsAt === length && differsAt - x + y === this.#bytes.length) {
        this.#pass(x, y, length);
        return this.#moveOn();
      }
      if (!this.#standBefore(y - x)) return undefined;
      this.#pass(x, y, a.at(0));
      const met = meet(a, b);
      if (met === undefined) return undefined;
      if (met.kind === "ends") return this.#passGap(a.count, b.count) && this.#endsWell() ? this.#moveOn() : undefined;
      if (!this.#passGap(met.i, met.j)) return undefined;
      x = a.at(met.i);
      y = b.at(met.j);
    }
  }

  #moveOn(): readonly CommonRun[] | undefined {
    if (this.#versionAt < 0) return undefined;
    const last = this.#last;
    last.bytes = this.#bytes;
    last.view = this.#view;
    last.head = { ref: last.head.ref, resourceVersion: this.#version };
    last.versionAt = this.#versionAt;
    last.places.copyFrom(places);
    return this.#runs;
  }

  /**
   * Both at the last beginning before what differs: one that stood right there would be none of the other text where that one's bracket closes
   * instead. False where there is none.
   */
  #standBefore(shift: number): boolean {
    if (this.#passed === 0) return false;
    this.#passed--;
    cursorOfLast.placeAt(this.#passed);
    cursor.placeAt(cursorOfLast.at + shift, cursorOfLast.open);
    a.begin(cursorOfLast, this.#last.view);
    b.begin(cursor, this.#view);
    return true;
  }

  /** What is equal from (`x`, `y`) to `end` of the last text. */
  #pass(x: number, y: number, end: number): void {
    this.#runs.push({ x, y, length: end - x });
    const { versionAt } = this.#last;
    if (versionAt >= x && versionAt < end) this.#versionAt = versionAt - x + y;
  }

  /** So many beginnings of both, whose members differ. False where one of them stands at the top, or in the head of the object. */
  #passGap(ofLast: number, ofText: number): boolean {
    let versions = 0;
    // It goes on from where both stand: that beginning is come to again.
    if (ofText === 0) places.dropLast();
    for (let i = 0; i < ofLast; i++) {
      if (a.open(i) === openAtTop) return false;
      const key = headKeyAt(this.#last.bytes, a.at(i), a.open(i));
      if (key === undefined) continue;
      if (key !== "resourceVersion" || a.at(i) !== this.#last.versionAt) return false;
      versions++;
    }
    for (let j = 0; j < ofText; j++) {
      if (b.open(j) === openAtTop) return false;
      // The first was come to in both.
      if (j > 0) places.add(b.at(j), b.open(j));
      const key = headKeyAt(this.#bytes, b.at(j), b.open(j));
      if (key === undefined) continue;
      if (key !== "resourceVersion" || --versions !== 0 || !this.#takeVersion(b.at(j))) return false;
    }
    this.#passed += ofLast;
    return versions === 0;
  }

  #takeVersion(at: number): boolean {
    const version = plainVersionAt(this.#bytes, at);
    if (version === undefined) return false;
    this.#version = version;
    this.#versionAt = at;
    return true;
  }

  /** Behind an object nothing but white space follows. */
  #endsWell(): boolean {
    return spaceEnd(this.#bytes, cursor.at) === this.#bytes.length;
  }
}

/** How many bytes agree from there on: compared in ever longer stretches, and the one that differs in ever shorter ones. */
function equalBytes(a: Buffer, x: number, b: Buffer, y: number): number {
  const limit = Math.min(a.length - x, b.length - y);
  let n = 0;
  let stretch = 128;
  let found = false;
  while (n < limit && stretch > 16) {
    const end = Math.min(n + stretch, limit);
    if (a.compare(b, y + n, y + end, x + n, x + end) !== 0) {
      found = true;
      stretch >>= 2;
      continue;
    }
    n = end;
    if (!found) stretch *= 2;
  }
  while (n < limit && a[x + n] === b[y + n]) n++;
  return n;
}
