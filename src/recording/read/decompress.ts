import { concat } from "../../json/json.js";
import { BadLine, maxExpansion, maxFreeExpansionBytes } from "../format.js";
import type { ReadingPlatform } from "./platform.js";

/**
 * The bytes of a source that may be compressed, recognised by its first bytes (names can be wrong). Throws `BadLine` where it is damaged, after
 * what precedes the damage, and where it expands too far.
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
  if (head[0] === 0x1f && head[1] === 0x8b) yield* boundedExpansion(whole(), gunzip);
  else yield* whole();
}

async function* boundedExpansion(source: AsyncIterable<Uint8Array>, gunzip: ReadingPlatform["gunzip"]): AsyncIterable<Uint8Array> {
  let compressed = 0;
  let expanded = 0;
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of source) {
      compressed += chunk.length;
      yield chunk;
    }
  }
  for await (const chunk of gunzip(counted())) {
    expanded += chunk.length;
    if (expanded > maxFreeExpansionBytes && expanded > compressed * maxExpansion)
      throw new BadLine(`it expands to more than ${maxExpansion} times its size`);
    yield chunk;
  }
}
