import { concat } from "../../json/json.js";
import type { ReadingPlatform } from "./platform.js";

/**
 * The bytes of a source that may be compressed, recognised by its first bytes (names can be wrong). Throws `BadLine` where it is damaged, after
 * what precedes the damage. How far it expands has no limit beside those of lines: gzip makes recordings of large, uniform objects a thousand times
 * smaller, and reading them is linear in what they hold, wherever that came from.
 */
export async function* decompress(source: AsyncIterable<Uint8Array>, gunzip: ReadingPlatform["gunzip"]): AsyncIterable<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  // No further than that: what follows may be damaged, and what precedes it is given.
  while (head.length < 2) {
    const next = await chunks.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : concat([head, next.value]);
  }
  async function* whole(): AsyncIterable<Uint8Array> {
    yield head;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  }
  if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzip(whole());
  else yield* whole();
}
