import { constants, createGunzip, gunzipSync } from "node:zlib";
import { BadLine, expansionFreeBytes, maxExpansion } from "../format.js";
import { through } from "../write/through.js";

/**
 * The bytes of a source that may be compressed, told by its first bytes (names lie). A stream that is cut short yields what it
 * holds and just ends; a damaged one yields what stands before the damage, then throws `BadLine`.
 */
export async function* maybeGunzip(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let next = await chunks.next();
  while (!next.done && head.length < 2) {
    head = Buffer.concat([head, next.value]);
    next = await chunks.next();
  }
  async function* whole(): AsyncIterable<Uint8Array> {
    yield head;
    for (; !next.done; next = await chunks.next()) yield next.value;
  }
  const compressed = head[0] === 0x1f && head[1] === 0x8b;
  const atOnce = compressed && next.done ? gunzipAtOnce(head) : undefined;
  if (atOnce !== undefined) yield atOnce;
  else if (compressed) yield* gunzip(whole());
  else yield* whole();
}

/**
 * A small file that came in one piece, without the machinery of streams, which costs a short command more than all else of the file.
 * Undefined where there is more to say than its bytes (damage, a bomb): the stream says it.
 */
function gunzipAtOnce(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: expansionFreeBytes });
  } catch {
    return undefined;
  }
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let compressed = 0;
  let expanded = 0;
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of source) {
      compressed += chunk.length;
      yield chunk;
    }
  }
  try {
    for await (const chunk of through(counted(), createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }))) {
      expanded += chunk.length;
      if (expanded > expansionFreeBytes && expanded > compressed * maxExpansion)
        throw new BadLine(`it expands to more than ${maxExpansion} times its size`);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof Error && isZlib(error) ? new BadLine(`it is damaged (${error.message})`) : error;
  }
}

function isZlib(error: Error): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith("Z_");
}
