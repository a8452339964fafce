import type { CredentialDetector } from "./credential-detector.js";

/**
 * Private keys in PEM, from "-----BEGIN" to the end of "-----END ...-----": over several lines, with "\n" written out, in one line, or cut off, then as
 * far as the key goes; or from the first line that is there, where the beginning is cut off. Certificates and public keys stay.
 */
export const privateKeys: CredentialDetector = {
  name: "private keys",
  *find(text) {
    let at = 0;
    for (const { 0: begin, index } of text.matchAll(borders)) {
      if (index < at) continue;
      if (begin.startsWith("-----END")) {
        const start = cutKeyStart(text, index, at);
        at = index + begin.length;
        if (start < index) yield { start, end: at, kind: "private key" };
        continue;
      }
      const window = text.slice(index + begin.length, index + begin.length + maxKeyLength);
      const length = body.exec(window)?.[0].length ?? 0;
      const end = footer.exec(window.slice(length))?.[0].length;
      at = index + begin.length + (end === undefined ? keyLength(window.slice(0, length)) : length + end);
      yield { start: index, end: at, kind: "private key" };
    }
  },
};

/** Of a key with a picture in it or of 16384 bits. Keeps the stack of the regular expression bounded. */
const maxKeyLength = 1 << 15;

const borders = /-----(?:BEGIN|END)[ ]?(?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d:/g;
/** Base64, white space written in any way, and the fields of old keys ("Proc-Type: 4,ENCRYPTED"). */
const body =
  /^(?:(?:Proc-Type|DEK-Info|Comment|Version|Encryption|Public-Lines|Private-Lines|Private-MAC): ?[^\n\\]{0,100}|[A-Za-z0-9+/=\s]|\\+[nrt])*/;
const footer = /^-----END[ ]?(?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/;

/** Of a key that is cut off: not the words behind it. */
function keyLength(text: string): number {
  const lines = cutKey.exec(text);
  return lines?.[0].trimEnd().length ?? 0;
}

const cutKey =
  /^(?:(?:\s|\\+[nrt])*(?:Proc-Type|DEK-Info|Comment|Version|Encryption|Public-Lines|Private-Lines|Private-MAC): ?[^\n\\]{0,100})*(?:\s|\\+[nrt])*(?:[A-Za-z0-9+/=]{16,}(?:\s|\\+[nrt])*)*(?:[A-Za-z0-9+/=]*\d[A-Za-z0-9+/=]*)?/;

/** Where a key begins whose last line ends at `end`: the end of a log has that without "-----BEGIN". All lines but the last are long. */
function cutKeyStart(text: string, end: number, from: number): number {
  const window = text.slice(Math.max(from, end - maxKeyLength), end);
  let start = window.length;
  for (let at = window.length, lines = 0; at > 0; lines++) {
    const lineEnd = breakStart(window, at);
    let lineStart = lineEnd;
    while (lineStart > 0 && /[A-Za-z0-9+/=]/.test(window.charAt(lineStart - 1)) && !isWrittenOut(window, lineStart - 1)) lineStart--;
    if (lineEnd === at || lineStart === lineEnd || (lines > 0 && lineEnd - lineStart < 16)) break;
    start = lineStart;
    at = lineStart;
  }
  return end - window.length + start;
}

/** In front of a line end, which may be written out. */
function breakStart(text: string, end: number): number {
  let at = end;
  while (at > 0 && end - at < 8) {
    if (/[\s\\]/.test(text.charAt(at - 1))) at--;
    else if (isWrittenOut(text, at - 1)) at -= 2;
    else break;
  }
  return at;
}

/** The "n" of "\\n". */
function isWrittenOut(text: string, at: number): boolean {
  return /[nrt]/.test(text.charAt(at)) && text[at - 1] === "\\";
}
