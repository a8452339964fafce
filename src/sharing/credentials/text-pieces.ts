import { maxPieceLength } from "./credential-detector.js";

/** A part of a text, or all of it. */
export interface TextPiece {
  readonly text: string;
  /** Where in `text` it begins. */
  readonly offset: number;
  readonly content: string;
}

/**
 * A text in pieces of at most `maxPieceLength`, so that the memory that detectors need is bounded. Each begins `overlap` before the end of the one
 * before, so that what is shorter than that is whole in one of them; they begin and end at white space where there is some near.
 */
export function* piecesOf(text: string): Iterable<TextPiece> {
  if (text.length <= maxPieceLength) {
    yield { text, offset: 0, content: text };
    return;
  }
  for (let offset = 0; ; ) {
    const end = offset + maxPieceLength >= text.length ? text.length : wordEnd(text, offset + maxPieceLength);
    yield { text, offset, content: text.slice(offset, end) };
    if (end === text.length) return;
    offset = wordEnd(text, end - overlap);
  }
}

/** Longer than a private key of 8192 bits, or a certificate with its key. */
const overlap = 1 << 14;
const maxWordSearch = 1 << 12;

/** The last white space before `at`, or `at`. */
function wordEnd(text: string, at: number): number {
  for (let i = at; i > at - maxWordSearch && i > 0; i--) if (/\s/.test(text.charAt(i))) return i;
  return at;
}
