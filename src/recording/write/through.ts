import type { Gunzip, Gzip } from "node:zlib";

/** A source through a transform of zlib. Like `pipeline`, except that what came out before an error is passed on first. */
export async function* through(source: AsyncIterable<Uint8Array>, transform: Transform): AsyncIterable<Uint8Array> {
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
      else if (failure !== undefined) throw failure;
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

type Transform = Gzip | Gunzip;

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
