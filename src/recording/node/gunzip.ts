import { constants, createGunzip, gunzipSync } from "node:zlib";
import { BadLine } from "../format.js";
import { decompress } from "../read/decompress.js";
import { through } from "../write/through.js";

/** The bytes of a source that may be compressed: see `decompress`. */
export function maybeGunzip(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return decompress(source, gunzip);
}

/** Decompresses by zlib: see `ReadingPlatform.gunzip`. */
export async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const second = await chunks.next();
  const whole = second.done ? gunzipWhole(first.value) : undefined;
  if (whole !== undefined) yield whole;
  else yield* gunzipPieces(startingWith(first.value, second, chunks));
}

async function* startingWith(
  first: Uint8Array,
  second: IteratorResult<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
): AsyncIterable<Uint8Array> {
  yield first;
  for (let next = second; !next.done; next = await rest.next()) yield next.value;
}

/**
 * A small file that came in one piece, without the machinery of streams, which costs a short command more than all else of the file.
 * Undefined where there is damage, or too much of it: the stream finds out.
 */
function gunzipWhole(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxWholeBytes });
  } catch {
    return undefined;
  }
}

/** It is decompressed without letting other work run. */
const maxWholeBytes = 4 * 1024 * 1024;

async function* gunzipPieces(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* through(source, createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }));
  } catch (error) {
    throw error instanceof Error && isZlib(error) ? new BadLine(`it is damaged (${error.message})`) : error;
  }
}

function isZlib(error: Error): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith("Z_");
}
