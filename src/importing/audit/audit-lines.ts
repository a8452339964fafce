import { concat, decodeUtf8 } from "../../json/json.js";
import { Utf8Bytes } from "../utf8-bytes.js";

/** A JSON object of an audit log, with the line where it begins, from 1. */
export interface AuditDocument {
  readonly bytes: Uint8Array;
  readonly line: number;
}

/** A list at level RequestResponse can be that long; longer lines are left out. */
const maxLineBytes = 64 * 1024 * 1024;
const newline = 0x0a;
const openBrace = 0x7b;

/**
 * Splits an audit log into its JSON objects: one a line, as the API server writes them; also pretty-printed, where lines inside are indented more than
 * the brackets around them. What a tool put in front of a line (a time, the name of a node, "stdout F") is skipped. Other lines are no JSON, and counted.
 *
 * A line is read alone, so whatever is wrong with one, the next one is read.
 */
export class AuditLines {
  readonly #text = new Utf8Bytes();
  /** Of a line whose end has not come. */
  #pieces: Uint8Array[] = [];
  #pendingBytes = 0;
  #line = 1;
  #isTooLong = false;
  /** Lines of a pretty-printed object that is not complete. */
  #open: { readonly indent: string; readonly line: number; readonly lines: Uint8Array[]; bytes: number } | undefined;
  readonly skipped = new LineCount();
  readonly tooLong = new LineCount();

  *push(piece: Uint8Array): Generator<AuditDocument, void, void> {
    const bytes = this.#text.push(piece);
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      yield* this.#endLine(bytes.subarray(start, end));
      start = end + 1;
    }
    this.#keep(bytes.subarray(start));
  }

  /** No more will come: the last line may lack its end. */
  *end(): Generator<AuditDocument, void, void> {
    if (this.#pendingBytes > 0 || this.#isTooLong) yield* this.#endLine(new Uint8Array());
    this.#giveUp();
  }

  #keep(rest: Uint8Array): void {
    if (rest.length === 0 || this.#isTooLong) return;
    this.#pendingBytes += rest.length;
    if (this.#pendingBytes <= maxLineBytes) this.#pieces.push(new Uint8Array(rest));
    else {
      this.#isTooLong = true;
      this.#pieces = [];
    }
  }

  *#endLine(last: Uint8Array): Generator<AuditDocument, void, void> {
    const line = this.#line++;
    const isTooLong = this.#isTooLong || this.#pendingBytes + last.length > maxLineBytes;
    const bytes = isTooLong || this.#pieces.length === 0 ? last : concat([...this.#pieces, last]);
    this.#pieces = [];
    this.#pendingBytes = 0;
    this.#isTooLong = false;
    if (isTooLong) this.tooLong.add(line);
    else yield* this.#take(bytes, line);
  }

  *#take(bytes: Uint8Array, line: number): Generator<AuditDocument, void, void> {
    if (bytes.length === 0 && this.#open === undefined) return;
    // Almost every line is an object from its first byte to its last.
    if (bytes[0] === openBrace && bytes.length > 2 && bytes.at(-1) === closeBrace) {
      this.#giveUp();
      yield { bytes, line };
      return;
    }
    const lead = decodeUtf8(bytes, 0, Math.min(bytes.length, maxLead));
    if (this.#open !== undefined && this.#continues(lead)) {
      this.#open.lines.push(new Uint8Array(bytes), lineEnd);
      this.#open.bytes += bytes.length;
      if (this.#isClosing(lead)) {
        const { lines, line: first } = this.#open;
        this.#open = undefined;
        yield { bytes: concat(lines), line: first };
      } else if (this.#open.bytes > maxLineBytes) {
        this.tooLong.add(this.#open.line);
        this.#open = undefined;
      }
      return;
    }
    this.#giveUp();
    const start = beginOf(lead);
    if (start === undefined) {
      if (!/^[\s,[\]\0]*$/.test(lead)) this.skipped.add(line);
      return;
    }
    const indent = /^\s*/.exec(lead)?.[0] ?? "";
    const isWhole = bytes[trimmedEnd(bytes) - 1] === closeBrace && bytes[start] === openBrace && trimmedEnd(bytes) - start > 1;
    const isBegun = /^\s*\{\s*$/.test(lead);
    if (isBegun) this.#open = { indent, line, lines: [new Uint8Array(bytes), lineEnd], bytes: bytes.length };
    else if (isWhole) yield { bytes: bytes.subarray(start, trimmedEnd(bytes)), line };
    else this.skipped.add(line);
  }

  #continues(lead: string): boolean {
    const { indent } = this.#open as { readonly indent: string };
    return lead.startsWith(`${indent} `) || lead.startsWith(`${indent}\t`) || this.#isClosing(lead);
  }

  #isClosing(lead: string): boolean {
    return this.#open !== undefined && lead.startsWith(`${this.#open.indent}}`);
  }

  /** An object that has no end. */
  #giveUp(): void {
    if (this.#open !== undefined) this.skipped.add(this.#open.line);
    this.#open = undefined;
  }
}

/** How many lines something is true of, and which is the first. */
export class LineCount {
  count = 0;
  first = 0;

  add(line: number): void {
    this.first = this.count === 0 ? line : Math.min(this.first, line);
    this.count++;
  }
}

const closeBrace = 0x7d;
const comma = 0x2c;
const lineEnd = new Uint8Array([newline]);
/** What tools put in front of a line is shorter. */
const maxLead = 200;

/** Where the object begins: at the start of the line, or behind at most four words. */
function beginOf(lead: string): number | undefined {
  const before = /^\s*\0*(?:[^\s{"]{1,100}[ \t]+){0,4}(?=\{)/.exec(lead)?.[0];
  return before === undefined ? undefined : new TextEncoder().encode(before).length;
}

/** Without white space and a comma behind it. */
function trimmedEnd(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && (isLayout(bytes[end - 1]) || bytes[end - 1] === comma)) end--;
  return end;
}

function isLayout(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x00;
}
