import { blockTypes } from "./page-manifest.js";

/** What a page holds, in its order: a recording begins, its bytes follow in pieces. */
export type PagePart = { readonly kind: "recording"; readonly name: string } | { readonly kind: "bytes"; readonly bytes: Uint8Array };

/** A block of a page that is not what it should be. */
export class BadPage extends Error {}

/** A tag that is longer is none of ours. */
const maxTagLength = 4096;
/** What a browser shows of a name; longer ones are cut. */
const maxNameLength = 300;

/**
 * Finds the recordings in a page, wherever its other blocks are: also in a copy that a browser saved, which writes attributes and white space anew.
 * Reads once, in pieces, and keeps little. Throws `BadPage` where a recording is not base64.
 */
export async function* findRecordings(source: AsyncIterable<Uint8Array>): AsyncGenerator<PagePart> {
  const finder = new RecordingFinder();
  // Markup and base64 are ASCII: other bytes may become any other character.
  const decoder = new TextDecoder("latin1");
  for await (const chunk of source) yield* finder.push(decoder.decode(chunk));
  yield* finder.end();
}

/** In a script of another type, its text is skipped: it may hold what looks like a block. */
type Place = "markup" | "script" | "recording";

class RecordingFinder {
  #place: Place = "markup";
  #text = "";
  #base64 = "";

  *push(text: string): Generator<PagePart> {
    this.#text += text;
    while (yield* this.#step());
  }

  *end(): Generator<PagePart> {
    if (this.#place === "recording") yield* this.#lastBytes();
  }

  /** True while there is more to find in the text so far. */
  *#step(): Generator<PagePart, boolean> {
    if (this.#place === "markup") return yield* this.#openTag();
    return this.#place === "script" ? this.#skipScript() : yield* this.#readRecording();
  }

  *#openTag(): Generator<PagePart, boolean> {
    const at = this.#text.search(/<script[\s>/]/i);
    this.#text = this.#text.slice(at < 0 ? -"<script".length : at);
    if (at < 0) return false;
    const tag = /^<script((?:[^>"']|"[^"]*"|'[^']*')*)>/i.exec(this.#text.slice(0, maxTagLength));
    if (tag === null) {
      const isNone = this.#text.length > maxTagLength;
      if (isNone) this.#text = this.#text.slice(maxTagLength);
      return isNone;
    }
    const attributes = attributesOf(tag[1] ?? "");
    this.#text = this.#text.slice(tag[0].length);
    this.#place = attributes.get("type") === blockTypes.recording ? "recording" : "script";
    if (this.#place === "recording") yield { kind: "recording", name: (attributes.get("data-name") ?? "").slice(0, maxNameLength) };
    return true;
  }

  #skipScript(): boolean {
    const at = this.#text.search(/<\/script[\s>/]/i);
    this.#text = this.#text.slice(at < 0 ? -"</script".length : at + "</script".length);
    if (at >= 0) this.#place = "markup";
    return at >= 0;
  }

  *#readRecording(): Generator<PagePart, boolean> {
    const end = this.#text.indexOf("<");
    yield* this.#bytesOf(end < 0 ? this.#text : this.#text.slice(0, end));
    this.#text = end < 0 ? "" : this.#text.slice(end);
    if (end < 0) return false;
    yield* this.#lastBytes();
    this.#place = "script";
    return true;
  }

  *#bytesOf(text: string): Generator<PagePart> {
    this.#base64 += text.replace(/\s+/g, "");
    const whole = this.#base64.length - (this.#base64.length % 4);
    // The last four may end with padding: only the end of the block shows that they are the last.
    const ready = Math.max(0, whole - 4);
    if (ready === 0) return;
    yield { kind: "bytes", bytes: decoded(this.#base64.slice(0, ready)) };
    this.#base64 = this.#base64.slice(ready);
  }

  *#lastBytes(): Generator<PagePart> {
    const rest = this.#base64;
    this.#base64 = "";
    // Where the page is cut, what is whole is kept.
    const whole = rest.slice(0, rest.length - (rest.length % 4));
    if (whole.length > 0) yield { kind: "bytes", bytes: decoded(whole) };
  }
}

function decoded(base64: string): Uint8Array {
  let text: string;
  try {
    text = atob(base64);
  } catch {
    throw new BadPage("its recording is not valid base64");
  }
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(/([a-z][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi);
  return new Map([...found].map(([, name = "", double, single, bare]) => [name.toLowerCase(), unescaped(double ?? single ?? bare ?? "")]));
}

function unescaped(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
