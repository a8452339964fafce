import { blockTypes } from "./page-manifest.js";

/** What a page holds, in its order: a recording begins, its bytes follow in pieces. */
type PagePart = { readonly kind: "recording"; readonly name: string } | { readonly kind: "bytes"; readonly bytes: Uint8Array };

/** A page that is beyond a limit. */
export class BadPage extends Error {}

/** More than a page has that anyone reads. */
const maxRecordings = 1000;

/**
 * Finds the recordings in a page, wherever its other blocks are: also in a copy that a browser saved, which writes attributes and white space
 * anew, and holds what the page showed. Reads once, in pieces, and keeps little. What is not base64 ends a recording, as if the page were cut
 * there. Throws `BadPage` where there are too many recordings.
 */
export async function* findRecordings(source: AsyncIterable<Uint8Array>): AsyncGenerator<PagePart> {
  const finder = new RecordingFinder();
  let found = 0;
  for await (const chunk of source)
    for (const part of finder.push(chunk)) {
      if (part.kind === "recording" && ++found > maxRecordings) throw new BadPage(`it holds more than ${maxRecordings} recordings`);
      yield part;
    }
  yield* finder.end();
}

/**
 * Where in the page reading is. Markup, tags, comments and other scripts are told apart, because recorded text in an attribute, or in the script
 * of another block, may look like a block.
 */
type Place = "markup" | "tag" | "comment" | "script" | "recording";

/** The beginning of a tag that is kept; one of ours is shorter. */
const maxTagLength = 4096;
/** What messages show of a name; longer ones are cut. */
const maxNameLength = 300;

class RecordingFinder {
  #place: Place = "markup";
  #text = "";
  #tag = "";
  /** The quote that ends the value within which the tag is read. */
  #quote = "";
  #base64 = new Base64Reader();

  *push(chunk: Uint8Array): Generator<PagePart> {
    let rest = chunk;
    while (rest.length > 0)
      if (this.#place === "recording") {
        const end = rest.indexOf(lessThan);
        yield* this.#bytes(end < 0 ? rest : rest.subarray(0, end));
        if (end < 0) return;
        yield* this.end();
        this.#place = "script";
        rest = rest.subarray(end);
      } else {
        // Markup is ASCII: in the rest, one byte is one character, whichever.
        this.#text += latin1.decode(rest);
        if (!this.#reachRecording()) return;
        yield { kind: "recording", name: (attributesOf(this.#tag).get("data-name") ?? "").slice(0, maxNameLength) };
        rest = chunk.subarray(chunk.length - this.#text.length);
        this.#text = "";
      }
  }

  *end(): Generator<PagePart> {
    const bytes = this.#base64.end();
    if (bytes.length > 0) yield { kind: "bytes", bytes };
    this.#base64 = new Base64Reader();
  }

  *#bytes(base64: Uint8Array): Generator<PagePart> {
    const bytes = this.#base64.push(base64);
    if (bytes.length > 0) yield { kind: "bytes", bytes };
  }

  /** Through the text so far. */
  #reachRecording(): boolean {
    while (this.#step());
    return this.#place === "recording";
  }

  /** Takes what it knows from the beginning of the text. True while there may be more. */
  #step(): boolean {
    switch (this.#place) {
      case "markup":
        return this.#enter("tag", this.#skipTo(/<(?=[a-z/!?])/i, 1));
      case "tag":
        return this.#readTag();
      case "comment":
        return this.#enter("markup", this.#skipTo(/-->/, 2));
      case "script":
        return this.#enter("tag", this.#skipTo(/<(?=\/script[\s>/])/i, "</script".length));
      case "recording":
        return false;
    }
  }

  #enter(place: Place, isThere: boolean): boolean {
    if (!isThere) return false;
    this.#place = place;
    this.#tag = "";
    this.#quote = "";
    return true;
  }

  /** Past what matches, if it is there; else so many last characters may be its beginning, and stay. */
  #skipTo(pattern: RegExp, unfinished: number): boolean {
    const match = pattern.exec(this.#text);
    this.#text = match === null ? this.#text.slice(-unfinished) : this.#text.slice(match.index + match[0].length);
    return match !== null;
  }

  #readTag(): boolean {
    if (this.#tag === "" && this.#text.length < 3) return false;
    if (this.#tag === "" && this.#text.startsWith("!--")) return this.#enter("comment", true);
    const end = this.#text.search(this.#quote === "" ? /[>"']/ : this.#quote === '"' ? /"/ : /'/);
    const taken = end < 0 ? this.#text : this.#text.slice(0, end + 1);
    this.#text = this.#text.slice(taken.length);
    if (this.#tag.length < maxTagLength) this.#tag += taken.slice(0, maxTagLength);
    if (end < 0) return false;
    const last = taken.at(-1) ?? "";
    if (last !== ">") this.#quote = this.#quote === "" ? last : "";
    else if (this.#quote === "") return this.#leaveTag();
    return true;
  }

  #leaveTag(): boolean {
    if (!/^script[\s>/]/i.test(this.#tag)) return this.#enter("markup", true);
    const isRecording = attributesOf(this.#tag).get("type") === blockTypes.recording;
    this.#place = isRecording ? "recording" : "script";
    return !isRecording;
  }
}

const lessThan = 0x3c;
const latin1 = new TextDecoder("latin1");

function attributesOf(tag: string): ReadonlyMap<string, string> {
  const found = tag.matchAll(/([a-z][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi);
  return new Map([...found].map(([, name = "", double, single, bare]) => [name.toLowerCase(), unescaped(double ?? single ?? bare ?? "")]));
}

function unescaped(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** The value of a character of base64; white space, and what is not base64. */
const white = 64;
const foreign = 65;
const digits = new Uint8Array(256).fill(foreign);
for (const space of " \t\r\n\f") digits[space.charCodeAt(0)] = white;
for (const [value, digit] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries())
  digits[digit.charCodeAt(0)] = value;

/** Base64 in pieces of any length, as far as it is valid. Padding ends it, as everything that does not belong to it. */
class Base64Reader {
  #bits = 0;
  #count = 0;
  #isOver = false;

  push(base64: Uint8Array): Uint8Array {
    const bytes = new Uint8Array((base64.length * 3) / 4 + 3);
    let length = 0;
    for (let at = 0; at < base64.length && !this.#isOver; at++) {
      const digit = digits[base64[at] ?? 0] ?? foreign;
      if (digit === foreign) this.#isOver = true;
      if (digit >= white) continue;
      this.#bits = (this.#bits << 6) | digit;
      if (++this.#count < 4) continue;
      bytes[length++] = this.#bits >> 16;
      bytes[length++] = this.#bits >> 8;
      bytes[length++] = this.#bits;
      this.#bits = 0;
      this.#count = 0;
    }
    return bytes.subarray(0, length);
  }

  /** The bytes in digits that are fewer than four. */
  end(): Uint8Array {
    const bits = this.#bits << (6 * (4 - this.#count));
    return Uint8Array.of(bits >> 16, bits >> 8).subarray(0, Math.max(0, this.#count - 1));
  }
}
