import { createGzip } from "node:zlib";
import { through } from "./through.js";

/** Compresses a recording with zlib's best level: it is written once and kept, sent and read often. */
export function gzip(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return through(source, createGzip({ level: 9, memLevel: 9 }));
}
