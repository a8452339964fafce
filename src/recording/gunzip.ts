import { constants, createGunzip, createGzip, gunzipSync } from "node:zlib";
import { BadLine, expansionFreeBytes, maxExpansion } from "./format.js";

/** Compresses a recording as far as gzip goes. */
export async function* gzip(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* through(source, createGzip({ level: 9, memLevel: 9 }));
}

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
  for await (const chunk of through(counted(), createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }))) {
    expanded += chunk.length;
    if (expanded > expansionFreeBytes && expanded > compressed * maxExpansion)
      throw new BadLine(`it expands to more than ${maxExpansion} times its size`);
    yield chunk;
  }
}

type Transform = ReturnType<typeof createGunzip>;

/** Like `pipeline`, except that what came out before an error is handed on first. */
async function* through(source: AsyncIterable<Uint8Array>, transform: Transform): AsyncIterable<Uint8Array> {
  const out: Uint8Array[] = [];
  let ended = false;
  let failure: Error | undefined;
  let wake = () => {};
  transform.on("data", (chunk: Uint8Array) => {
    out.push(chunk);
    if (out.length >= 64) transform.pause();
    wake();
  });
  transform.on("end", () => {
    ended = true;
    wake();
  });
  transform.on("error", (error) => {
    failure ??= error;
    wake();
  });
  const feeding = feed(source, transform).catch((error: Error) => {
    failure ??= error;
    wake();
  });
  try {
    while (true) {
      const chunk = out.shift();
      if (chunk !== undefined) yield chunk;
      else if (failure !== undefined) throw isZlib(failure) ? new BadLine(`it is damaged (${failure.message})`) : failure;
      else if (ended) return;
      else {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        transform.resume();
        await woken;
      }
    }
  } finally {
    transform.destroy();
    await feeding;
  }
}

async function feed(source: AsyncIterable<Uint8Array>, transform: Transform): Promise<void> {
  for await (const chunk of source) {
    if (transform.destroyed) return;
    if (!transform.write(chunk)) await drained(transform);
  }
  transform.end();
}

function drained(transform: Transform): Promise<void> {
  if (transform.destroyed || !transform.writableNeedDrain) return Promise.resolve();
  const events = ["drain", "close", "error"] as const;
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) transform.off(event, done);
      resolve();
    };
    for (const event of events) transform.on(event, done);
  });
}

function isZlib(error: Error): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith("Z_");
}
