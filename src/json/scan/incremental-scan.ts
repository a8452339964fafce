import { equalLength } from "../bytes/bytes.js";
import { spaceEnd } from "../characters.js";
import type { CommonRun } from "../common-runs.js";
import { headKeyAt, plainVersionAt, type ScannedText, viewOf } from "./scanned-text.js";
import { openAtTop, TokenCursor } from "./token-cursor.js";
import { meet, TokenLookahead } from "./token-lookahead.js";
import { TokenOffsets, TokenOffsetsCursor } from "./token-offsets.js";

/**
 * Reads the next revision of an object along the last one: equal bytes are skipped, and where the texts differ both are read until they agree again at
 * a token with the same brackets open. So the text is JSON where the last one was, and its head is the last one's but for the version.
 *
 * Made once and used for many texts, one at a time: it holds the memory that a scan needs.
 */
export class IncrementalScan {
  readonly #a = new TokenLookahead();
  readonly #b = new TokenLookahead();
  readonly #previousCursor = new TokenOffsetsCursor();
  readonly #cursor = new TokenCursor(noBytes);
  readonly #tokens = new TokenOffsets();
  #bytes: Uint8Array = noBytes;
  #view = viewOf(noBytes);
  #runs: CommonRun[] = [];
  /** How many tokens of the previous text were passed. */
  #passed = 0;
  #version: string | undefined;
  #versionAt = -1;

  /**
   * `previous` becomes what is known of the new text. Returns what both have in common, in the order of both: enough to make a delta of.
   *
   * Undefined where the text must be read whole: it is not JSON, or something at the top or in its head differs, or so much else that nothing is
   * gained. `previous` is then unchanged.
   */
  run(previous: ScannedText, bytes: Uint8Array): readonly CommonRun[] | undefined {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.#runs = [];
    this.#passed = 0;
    this.#version = previous.head.resourceVersion;
    this.#versionAt = -1;
    this.#previousCursor.offsets = previous.tokens;
    this.#cursor.bytes = bytes;
    this.#tokens.clear();
    return this.#readToEnd(previous) && this.#versionAt >= 0 ? this.#moveOn(previous) : undefined;
  }

  #readToEnd(previous: ScannedText): boolean {
    const { length } = previous.bytes;
    let x = 0;
    let y = 0;
    for (;;) {
      const differsAt = x + equalLength(previous.bytes, x, this.#bytes, y);
      this.#passed = this.#tokens.addShifted(previous.tokens, this.#passed, differsAt, y - x);
      if (differsAt === length && differsAt - x + y === this.#bytes.length) {
        this.#addRun(previous, x, y, length);
        return true;
      }
      if (!this.#stepBack(previous, y - x)) return false;
      this.#addRun(previous, x, y, this.#a.at(0));
      const met = meet(this.#a, this.#b);
      if (met === undefined) return false;
      if (met.kind === "ends") return this.#passGap(previous, this.#a.count, this.#b.count) && this.#endsWell();
      if (!this.#passGap(previous, met.i, met.j)) return false;
      x = this.#a.at(met.i);
      y = this.#b.at(met.j);
    }
  }

  #moveOn(previous: ScannedText): readonly CommonRun[] {
    const { apiVersion, kind, name, namespace, uid } = previous.head;
    previous.head = { apiVersion, kind, name, namespace, uid, resourceVersion: this.#version };
    previous.bytes = this.#bytes;
    previous.view = this.#view;
    previous.versionAt = this.#versionAt;
    previous.tokens.copyFrom(this.#tokens);
    return this.#runs;
  }

  /**
   * Both texts to the last token before the difference. A token right at the difference would not do: in the other text its bracket may close
   * there. False where there is none.
   */
  #stepBack(previous: ScannedText, shift: number): boolean {
    if (this.#passed === 0) return false;
    this.#passed--;
    this.#previousCursor.placeAt(this.#passed);
    this.#cursor.placeAt(this.#previousCursor.at + shift, this.#previousCursor.open);
    this.#a.begin(this.#previousCursor, previous.view);
    this.#b.begin(this.#cursor, this.#view);
    return true;
  }

  /** What is equal from (`x`, `y`) to `end` of the previous text. */
  #addRun({ versionAt }: ScannedText, x: number, y: number, end: number): void {
    this.#runs.push({ x, y, length: end - x });
    if (versionAt >= x && versionAt < end) this.#versionAt = versionAt - x + y;
  }

  /** So many tokens of both, whose members differ. False where one of them is at the top, or in the head of the object. */
  #passGap(previous: ScannedText, ofPrevious: number, ofText: number): boolean {
    let versions = 0;
    // The texts agree again at the current token, which is then passed once more.
    if (ofText === 0) this.#tokens.dropLast();
    for (let i = 0; i < ofPrevious; i++) {
      if (this.#a.open(i) === openAtTop) return false;
      const key = headKeyAt(previous.bytes, this.#a.at(i), this.#a.open(i));
      if (key === undefined) continue;
      if (key !== "resourceVersion" || this.#a.at(i) !== previous.versionAt) return false;
      versions++;
    }
    for (let j = 0; j < ofText; j++) {
      if (this.#b.open(j) === openAtTop) return false;
      // The first was passed in both.
      if (j > 0) this.#tokens.add(this.#b.at(j), this.#b.open(j));
      const key = headKeyAt(this.#bytes, this.#b.at(j), this.#b.open(j));
      if (key === undefined) continue;
      if (key !== "resourceVersion" || --versions !== 0 || !this.#takeVersion(this.#b.at(j))) return false;
    }
    this.#passed += ofPrevious;
    return versions === 0;
  }

  #takeVersion(at: number): boolean {
    const version = plainVersionAt(this.#bytes, at);
    if (version === undefined) return false;
    this.#version = version;
    this.#versionAt = at;
    return true;
  }

  /** Only white space may follow an object. */
  #endsWell(): boolean {
    return spaceEnd(this.#bytes, this.#cursor.at) === this.#bytes.length;
  }
}

const noBytes = new Uint8Array();
