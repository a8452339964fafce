import { createGzip, gzipSync } from "node:zlib";
import { squeeze } from "../squeeze/squeeze.js";
import { through } from "./through.js";

/** A recording of at most so many bytes is squeezed, which takes a moment; of a larger one, deltas make more than that would. */
const squeezedBytes = 192 * 1024;

/** Compresses a recording as far as gzip goes: a small one as small as it can be, a large one as it comes. */
export async function* gzip(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let size = 0;
  let next = await chunks.next();
  for (; !next.done && size <= squeezedBytes; next = await chunks.next()) {
    seen.push(next.value);
    size += next.value.length;
  }
  async function* all(): AsyncIterable<Uint8Array> {
    yield* seen;
    for (; !next.done; next = await chunks.next()) yield next.value;
  }
  if (next.done && size > 0 && size <= squeezedBytes) yield gzipSmall(Buffer.concat(seen));
  else yield* through(all(), createGzip(farthest));
}

const farthest = { level: 9, memLevel: 9 };
const headingBytes = 10;
const endingBytes = 8;

/** Heading and ending (checksum and length) are what zlib makes them. */
function gzipSmall(bytes: Uint8Array): Uint8Array {
  const usual = gzipSync(bytes, farthest);
  const squeezed = Buffer.concat([usual.subarray(0, headingBytes), squeeze(bytes), usual.subarray(-endingBytes)]);
  return squeezed.length < usual.length ? squeezed : usual;
}
