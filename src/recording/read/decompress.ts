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
  let next = await chunks.next();
  while (!next.done && head.length < 2) {
    head = head.length === 0 ? next.value : concat([head, next.value]);
    next = await chunks.next();
  }
  async function* whole(): AsyncIterable<Uint8Array> {
    yield head;
    for (; !next.done; next = await chunks.next()) yield next.value;
  }
  if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzip(whole());
  else yield* whole();
}
