import { InputReport, type LostDocument } from "./input-report.js";
import { type DocumentPlace, JsonDocument, maxDocumentBytes } from "./json-document.js";
import { byteOf, continuesObject, isLayout } from "./line-bytes.js";
import { beginsYaml, continuesJson, isSeparator, maxHead, mayBeginTimestamp, opensArray, timestampLength } from "./line-words.js";
import { maxYamlBytes, YamlDocument } from "./yaml-document.js";

const { newline, tab, space, openBracket, closeBracket, openBrace } = byteOf;

/** A document of an input, with its place. */
export interface TextDocument {
  readonly format: "json" | "yaml";
  /** An object in JSON, which was not validated; or a document in YAML. May share the memory of the input. */
  readonly bytes: Uint8Array;
  /** From 0. */
  readonly startByte: number;
  /** From 1. */
  readonly line: number;
}

/**
 * Splits what terminals and files hold into documents: objects in JSON (one a line, pretty-printed, or in an array that may not be closed) and
 * documents in YAML, with other lines before, between and in them. In UTF-8. The rules:
 *
 *  1. A document begins at the beginning of a line, where a timestamp may precede it; one in JSON also behind another. Braces within other lines
 *     begin none.
 *  2. A document with a timestamp before it has one before each of its lines.
 *  3. Lines that can be no part of a document are left out, and counted.
 *  4. After damage within a document reading goes on with the next document that is not further indented.
 *
 * A document in JSON is yielded with its last byte; one in YAML with the line that follows it, or by `settle`. Documents do not depend on the
 * pieces that the input comes in.
 */
export class DocumentSplitter {
  readonly report = new InputReport();
  readonly #maxBytes: number;
  /** What the next byte belongs to; `start`: the beginning of a line, of which `#held` has come. */
  #state: "start" | "layout" | "json" | "yaml" | "skip" = "start";
  #held: Uint8Array = new Uint8Array();
  #json: JsonDocument | undefined;
  #yaml: YamlDocument | undefined;
  /** The document in YAML before. */
  #earlierYaml: YamlDocument | undefined;
  #loss: Omit<DocumentPlace, "stamped"> & { readonly reason: string } = noLoss;
  /** White space since the beginning of the line, or a document. */
  #indent = 0;
  #line = 1;
  /** Of the first byte of what is read now. */
  #offset = 0;
  #stamped = false;
  #hasNul = false;
  #openArrays = 0;
  #endsLine = true;
  #isLineOpen = false;
  #cut: Omit<LostDocument, "lines"> | undefined;

  constructor({ maxBytes = maxDocumentBytes }: { readonly maxBytes?: number } = {}) {
    this.#maxBytes = maxBytes;
  }

  /** An array that holds documents is open. */
  get isArrayOpen(): boolean {
    return this.#openArrays > 0;
  }

  /** The last line of a document in YAML has no end. Many who paste leave it out, so it proves nothing. Known after `end`. */
  get isLineOpen(): boolean {
    return this.#isLineOpen;
  }

  /** Where the input is cut short: within this document, which is lost. Known after `end`. */
  get cut(): Omit<LostDocument, "lines"> | undefined {
    return this.#cut;
  }

  /** The documents that this piece completes. */
  *push(piece: Uint8Array): Generator<TextDocument, void, void> {
    if (piece.length === 0) return;
    yield* this.#readAll(piece, false);
    this.#offset += piece.length;
    this.#endsLine = piece.at(-1) === newline;
  }

  /** A document in YAML is open, and all of its lines so far are whole. */
  get isUnsettled(): boolean {
    return this.#yaml !== undefined && this.#state === "start" && this.#held.length === 0;
  }

  /** A document in YAML whose lines have come: call it where nothing more came for a while. */
  *settle(): Generator<TextDocument, void, void> {
    if (this.isUnsettled) yield* this.#endYaml();
  }

  /** The input has ended. */
  *end(): Generator<TextDocument, void, void> {
    if (this.#held.length > 0) yield* this.#readAll(new Uint8Array(), true);
    const yaml = this.#endsLine ? undefined : this.#yaml;
    if (yaml !== undefined && this.#earlierYaml !== undefined && yaml.lacksFieldOf(this.#earlierYaml)) this.#yaml = undefined;
    const lost = this.#json ?? (this.#yaml === undefined ? yaml : undefined);
    if (lost !== undefined) this.#cut = { ...lost.place, reason: "the input ends in the middle of an object" };
    this.#isLineOpen = this.#yaml !== undefined && !this.#endsLine;
    this.#json = undefined;
    yield* this.#endYaml();
    this.#endLoss(this.#line + (this.#endsLine ? 0 : 1));
  }

  *#readAll(piece: Uint8Array, isLast: boolean): Generator<TextDocument, void, void> {
    let at = 0;
    do at = this.#state === "start" ? yield* this.#startLine(piece, at, isLast) : yield* this.#continueLine(piece, at);
    while (at < piece.length);
  }

  /** At the beginning of a line: decides what the line is. Returns the offset where reading goes on. */
  *#startLine(piece: Uint8Array, at: number, isLast: boolean): Generator<TextDocument, number, void> {
    if (this.#held.length === 0 && this.#isEvident(piece[at])) return at;
    const { head, taken } = this.#headOf(piece, at);
    const isWhole = isLast || head.length >= maxHead || head.at(-1) === newline;
    if (!isWhole) {
      this.#held = head;
      return piece.length;
    }
    const held = this.#held.length;
    this.#held = new Uint8Array();
    const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString("latin1");
    const skip = yield* this.#decide(text, this.#offset + at - held);
    if (skip >= held) return at + skip - held;
    // What came before this piece is read by itself: it ends within the line, or with it.
    const offset = this.#offset;
    this.#offset += at - held;
    for (let next = skip; next < head.length; ) next = yield* this.#continueLine(head, next);
    this.#offset = offset;
    return at + taken;
  }

  /** Where the first byte of a line says what the line is. */
  #isEvident(byte: number | undefined): boolean {
    if (byte === undefined || this.#yaml !== undefined || this.#json?.place.stamped) return false;
    const isIndented = byte === space || byte === tab;
    if (this.#json !== undefined) {
      if (!isIndented && !continuesObject(byte)) return false;
      this.#json.notice(isIndented);
      this.#state = "json";
      return true;
    }
    if (byte !== openBrace && !isLayout(byte)) return false;
    this.#stamped = false;
    this.#indent = 0;
    this.#state = "layout";
    return true;
  }

  /** The first bytes of the line, and how many of them are in this piece. */
  #headOf(piece: Uint8Array, at: number): { readonly head: Uint8Array; readonly taken: number } {
    const most = piece.subarray(at, at + maxHead - this.#held.length);
    const lineEnd = most.indexOf(newline) + 1;
    const rest = lineEnd === 0 ? most : most.subarray(0, lineEnd);
    return { head: this.#held.length === 0 ? rest : Buffer.concat([this.#held, rest]), taken: rest.length };
  }

  /** Sets the state for the rest of the line. Returns how many characters of it are left out: those of a timestamp. */
  *#decide(head: string, startByte: number): Generator<TextDocument, number, void> {
    const stamp = mayBeginTimestamp(head.charAt(0)) ? timestampLength(head) : 0;
    if (this.#json !== undefined) {
      const skip = this.#json.place.stamped ? stamp : 0;
      if (this.#decideInJson(this.#json, head.slice(skip))) return skip;
    }
    if (this.#yaml !== undefined) {
      const skip = this.#yaml.place.stamped ? stamp : 0;
      const text = head.slice(skip);
      const meaning = beginsDocument(text) || isSeparator(text) ? "next" : this.#yaml.judge(text);
      if (meaning !== "next") {
        this.#state = meaning === "part" ? "yaml" : this.#skipLine();
        return skip;
      }
      yield* this.#endYaml();
    }
    return this.#decideBetween(head, stamp, startByte);
  }

  /** False when the document is lost, and the line is none of it. */
  #decideInJson(json: JsonDocument, text: string): boolean {
    const first = text.charCodeAt(0);
    if (beginsDocument(text)) {
      if (!json.mayHoldNext) {
        this.#lose(json, `it is cut short: another object begins in line ${this.#line}`);
        return false;
      }
      this.#state = "json";
    } else if (first === space || first === tab || first === newline || continuesObject(first) || continuesJson(text)) {
      json.notice(first === space || first === tab);
      this.#state = "json";
    } else this.#state = this.#skipLine();
    return true;
  }

  /** Between documents. */
  #decideBetween(head: string, stamp: number, startByte: number): number {
    const text = head.slice(stamp);
    this.#stamped = stamp > 0;
    this.#indent = 0;
    if (beginsDocument(text)) this.#state = "layout";
    else if (beginsYaml(text)) {
      this.#endLoss(this.#line);
      if (this.#stamped) this.report.stamped.add(this.#line);
      this.#yaml = new YamlDocument({ startByte: startByte + stamp, line: this.#line, stamped: this.#stamped, indent: 0 });
      this.#yaml.judge(text);
      this.#state = "yaml";
    } else if (isSeparator(text) || text.startsWith("#")) {
      if (this.#loss === noLoss) this.report.separators.add(this.#line);
      this.#state = "skip";
    } else this.#state = this.#skipLine();
    return stamp;
  }

  /** Returns the offset behind what it took. */
  *#continueLine(piece: Uint8Array, at: number): Generator<TextDocument, number, void> {
    if (this.#json !== undefined && this.#state === "json") {
      const json = this.#json;
      const progress = json.take(piece, at);
      this.#line = json.line;
      switch (progress.kind) {
        case "open":
          return piece.length;
        case "line":
          this.#state = "start";
          return progress.end;
        case "complete":
          this.#json = undefined;
          this.#state = "layout";
          this.#indent = 0;
          yield { format: "json", bytes: json.bytes, startByte: json.place.startByte, line: json.place.line };
          return progress.end;
        case "damaged":
          this.#lose(json, progress.reason);
          this.#state = progress.atLine ? "start" : "skip";
          return progress.end;
      }
    }
    if (this.#state === "layout") return this.#readLayout(piece, at);
    return this.#state === "yaml" && this.#yaml !== undefined ? this.#continueYaml(this.#yaml, piece, at) : this.#passLine(piece, at);
  }

  /** The rest of a line, and with it the indented lines after it. */
  #continueYaml(yaml: YamlDocument, piece: Uint8Array, at: number): number {
    let end = piece.indexOf(newline, at) + 1;
    let breaks = end === 0 ? 0 : 1;
    while (end > 0 && piece[end] === space && !yaml.place.stamped) {
      const next = piece.indexOf(newline, end) + 1;
      if (next === 0) break;
      end = next;
      breaks++;
    }
    const part = end === 0 ? piece.subarray(at) : piece.subarray(at, end);
    const isTaken = yaml.take(part);
    if (!isTaken) {
      this.#loss = { ...yaml.place, reason: `a document in YAML is larger than ${Math.round(maxYamlBytes / 1024 / 1024)} MiB` };
      this.#yaml = undefined;
      this.#state = "skip";
    }
    if (breaks > 0) this.#endLine();
    this.#line += Math.max(0, breaks - 1);
    return at + part.length;
  }

  #passLine(piece: Uint8Array, at: number): number {
    const end = piece.indexOf(newline, at) + 1;
    if (end > 0) this.#endLine();
    return end === 0 ? piece.length : end;
  }

  /** Between documents, within a line. */
  #readLayout(piece: Uint8Array, start: number): number {
    for (let at = start; at < piece.length; at++) {
      const byte = piece[at] as number;
      if (byte === newline) {
        this.#endLine();
        return at + 1;
      }
      if (byte === openBrace && this.#beginJson(at)) return at;
      if (byte === space || byte === tab) this.#indent++;
      else if (byte === openBracket) this.#openArrays++;
      else if (byte === closeBracket) this.#openArrays--;
      else if (byte === 0) {
        if (!this.#hasNul) this.#skipLine();
        this.#hasNul = true;
      } else if (!isLayout(byte)) {
        this.#state = this.#hasNul ? "skip" : this.#skipLine();
        return at;
      }
    }
    return piece.length;
  }

  /** False within what is lost: what is further indented than that is a part of it. */
  #beginJson(at: number): boolean {
    if (this.#loss !== noLoss && this.#indent > this.#loss.indent) return false;
    this.#endLoss(this.#line);
    if (this.#stamped) this.report.stamped.add(this.#line);
    const place = { startByte: this.#offset + at, line: this.#line, stamped: this.#stamped, indent: this.#indent };
    this.#json = new JsonDocument(place, this.#maxBytes);
    this.#state = "json";
    return true;
  }

  #endLine(): void {
    this.#line++;
    this.#hasNul = false;
    this.#state = "start";
  }

  #skipLine(): "skip" {
    // The lines after a document that is lost may be those of it.
    if (this.#loss === noLoss) this.report.lines.add(this.#line);
    return "skip";
  }

  *#endYaml(): Generator<TextDocument, void, void> {
    const yaml = this.#yaml;
    this.#yaml = undefined;
    this.#earlierYaml = yaml ?? this.#earlierYaml;
    if (yaml !== undefined) yield { format: "yaml", bytes: yaml.bytes, startByte: yaml.place.startByte, line: yaml.place.line };
  }

  #lose({ place }: JsonDocument, reason: string): void {
    this.#loss = { ...place, reason };
    this.#json = undefined;
  }

  /** `line`: the first that is read again. */
  #endLoss(line: number): void {
    if (this.#loss === noLoss) return;
    const { startByte, line: first, reason } = this.#loss;
    this.report.addLoss({ startByte, line: first, lines: Math.max(1, line - first), reason });
    this.#loss = noLoss;
  }
}

const noLoss = { startByte: 0, line: 0, indent: 0, reason: "" };

function beginsDocument(text: string): boolean {
  return text.startsWith("{") || opensArray(text);
}
