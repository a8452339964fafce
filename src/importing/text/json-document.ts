import { concat, maxNesting } from "../../json/json.js";
import { byteOf } from "./line-bytes.js";

const { newline, carriageReturn, tab, space, quote, comma, openBracket, backslash, closeBracket, openBrace, closeBrace } = byteOf;

/** Far above what an API server sends; a List of everything in a large namespace is the largest known. */
export const maxDocumentBytes = 256 * 1024 * 1024;

/** Where a document begins in its input. */
export interface DocumentPlace {
  /** From 0, in UTF-8. */
  readonly startByte: number;
  /** From 1. */
  readonly line: number;
  /** A timestamp precedes it, and each of its lines. */
  readonly stamped: boolean;
  /** How far its first line is indented; 0 behind another document. */
  readonly indent: number;
}

/** What a piece of a document ends with. */
export type JsonProgress =
  /** All of the piece belongs to the document. */
  | { readonly kind: "open" }
  /** The line ends at this offset, behind its line break; the document goes on. */
  | { readonly kind: "line"; readonly end: number }
  /** The document ends at this offset. */
  | { readonly kind: "complete"; readonly end: number }
  /** It is no JSON, or beyond a limit. Reading goes on at this offset, where a line begins or, if not `atLine`, the rest of one is left. */
  | { readonly kind: "damaged"; readonly reason: string; readonly end: number; readonly atLine: boolean };

/** One JSON object whose bytes come in pieces. Finds its end, and the breaks between its lines, without validating it. */
export class JsonDocument {
  readonly place: DocumentPlace;
  /** Pieces of its text so far. */
  readonly #pieces: Uint8Array[] = [];
  readonly #maxBytes: number;
  /** Line breaks in it so far. */
  #breaks = 0;
  #bytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The last two bytes that are not white space. */
  #last = 0;
  #beforeLast = 0;
  #indented: boolean | undefined;

  constructor(place: DocumentPlace, maxBytes: number) {
    this.place = place;
    this.#maxBytes = maxBytes;
  }

  /** Takes what belongs to it from `start`, where a line may begin, up to a line break at most. */
  take(piece: Uint8Array, start: number): JsonProgress {
    for (let at = start; at < piece.length; at++) {
      const byte = piece[at] as number;
      if (this.#inString) {
        if (byte === newline) {
          this.#breaks++;
          return { kind: "damaged", reason: "a line break within a string", end: at + 1, atLine: true };
        }
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) this.#endString();
        continue;
      }
      if (byte === newline) {
        this.#breaks++;
        if (isContinued(piece, at) && this.#indented === true && !this.place.stamped) continue;
        return this.#keep(piece, start, at + 1) ?? { kind: "line", end: at + 1 };
      }
      if (byte === space || byte === tab || byte === carriageReturn) continue;
      this.#beforeLast = this.#last;
      this.#last = byte;
      if (byte === quote) this.#inString = true;
      else if (byte === openBrace || byte === openBracket) {
        if (++this.#depth > maxNesting) return damaged(`nested more than ${maxNesting} deep`, at + 1);
      } else if ((byte === closeBrace || byte === closeBracket) && --this.#depth === 0)
        return this.#keep(piece, start, at + 1) ?? { kind: "complete", end: at + 1 };
    }
    return this.#keep(piece, start, piece.length) ?? { kind: "open" };
  }

  /** Its text. */
  get bytes(): Uint8Array {
    return this.#pieces.length === 1 ? (this.#pieces[0] as Uint8Array) : concat(this.#pieces);
  }

  /** The line that is read, from 1. */
  get line(): number {
    return this.place.line + this.#breaks;
  }

  /** Called for the first line after that of its beginning. */
  notice(isIndented: boolean): void {
    this.#indented ??= isIndented;
  }

  /**
   * Whether an object or array at the beginning of a line, without indentation, can be a part of this one. An indented text has none; in others, as
   * a List with one item a line, it follows an item or begins the list.
   */
  get mayHoldNext(): boolean {
    if (this.#indented === true) return false;
    return this.#last === openBracket || (this.#last === comma && this.#beforeLast === closeBrace);
  }

  #endString(): void {
    this.#inString = false;
    this.#beforeLast = this.#last;
    this.#last = quote;
  }

  #keep(piece: Uint8Array, start: number, end: number): JsonProgress | undefined {
    this.#pieces.push(piece.subarray(start, end));
    this.#bytes += end - start;
    if (this.#bytes <= this.#maxBytes) return undefined;
    return damaged(`an object is larger than ${Math.round(this.#maxBytes / 1024 / 1024)} MiB`, end);
  }
}

function damaged(reason: string, end: number): JsonProgress {
  return { kind: "damaged", reason, end, atLine: false };
}

/** Whether the line after this break begins with white space, as far as the piece shows it. */
function isContinued(piece: Uint8Array, at: number): boolean {
  const next = piece[at + 1];
  return next === space || next === tab;
}
