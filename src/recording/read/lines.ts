import { concat } from "../../json/json.js";
import { BadLine, maxLineBytes } from "../format.js";

/** One line without its newline, its start in the whole, and its number from 1. */
export interface Line {
  readonly number: number;
  readonly start: number;
  readonly bytes: Uint8Array;
  /** False for a last line without a newline: the file may be cut within it. */
  readonly complete: boolean;
}

/** Splits bytes into lines. Throws `BadLine` at one that is longer than the limit. */
export async function* splitLines(source: AsyncIterable<Uint8Array>): AsyncIterable<Line> {
  let parts: Uint8Array[] = [];
  let partBytes = 0;
  let number = 0;
  let start = 0;
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const bytes = joined(parts, chunk.subarray(from, end));
      yield { number: ++number, start, bytes, complete: true };
      start += bytes.length + 1;
      parts = [];
      partBytes = 0;
      from = end + 1;
    }
    if (from === chunk.length) continue;
    parts.push(chunk.subarray(from));
    partBytes += chunk.length - from;
    if (partBytes > maxLineBytes) throw new BadLine(`line ${number + 1} is longer than ${maxLineBytes / 1024 / 1024} MiB`);
  }
  if (partBytes > 0) yield { number: number + 1, start, bytes: joined(parts, new Uint8Array()), complete: false };
}

const newline = 0x0a;

function joined(parts: readonly Uint8Array[], last: Uint8Array): Uint8Array {
  return parts.length === 0 ? last : concat([...parts, last]);
}
