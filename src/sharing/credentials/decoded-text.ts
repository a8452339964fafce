import { gunzipSync } from "node:zlib";

/** A part of a text that encodes something, and what it encodes. */
export interface EncodedRun {
  readonly start: number;
  readonly end: number;
  readonly decoded: string;
}

/** Runs of base64, hexadecimal digits and percent encoding that hold text, or text that gzip compressed. */
export function* encodedRuns(text: string): Iterable<EncodedRun> {
  for (const { 0: run, index } of text.matchAll(base64Runs)) {
    const isHex = run.length % 2 === 0 && /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(run);
    const decoded = textOf(Buffer.from(run, isHex ? "hex" : "base64"));
    if (decoded !== undefined) yield { start: index, end: index + run.length, decoded };
  }
  for (const { 0: run, index } of text.matchAll(percentRuns)) {
    const decoded = /%[0-9A-Fa-f]{2}/.test(run) ? percentDecoded(run) : undefined;
    if (decoded !== undefined) yield { start: index, end: index + run.length, decoded };
  }
}

const base64Runs = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
/** Some programs leave quotes and brackets as they are. */
const percentRuns = /[\w.~+%-](?:[\w.~+%-]|['!*()](?=[\w.~+%'!*()-]{0,64}%[0-9A-Fa-f]{2})){7,}/g;

/** What a small file may decompress to. */
const maxDecompressed = 4 << 20;

function textOf(bytes: Buffer): string | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      return printable(gunzipSync(bytes, { maxOutputLength: maxDecompressed }));
    } catch {
      return undefined;
    }
  }
  return printable(bytes);
}

function printable(bytes: Buffer): string | undefined {
  // Most runs are decided by their first bytes.
  for (let i = 0; i < Math.min(16, bytes.length); i++) if (isControl(bytes[i] ?? 0)) return undefined;
  const text = bytes.toString("utf8");
  return /[^\P{Cc}\t\n\v\f\r]|\ufffd/u.test(text) ? undefined : text;
}

function isControl(byte: number): boolean {
  return byte < 9 || (byte > 13 && byte < 32) || byte === 127;
}

function percentDecoded(run: string): string | undefined {
  try {
    return decodeURIComponent(run);
  } catch {
    return undefined;
  }
}
