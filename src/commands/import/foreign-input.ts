import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import { Utf8Bytes } from "../../importing/utf8-bytes.js";
import { maybeGunzip } from "../../recording/node/gunzip.js";
import type { CommandContext } from "../common/context.js";

/** An input of which the beginning has been looked at. */
export interface PeekedInput {
  /** It holds JSON, but is no recording of ours. */
  readonly isForeign: boolean;
  /** All of it, not compressed. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The input of `import FILE` or `import -`. Undefined when there is no such file, or it may not be read: whoever opens it then says why. */
export async function peekInput(reference: string, context: CommandContext): Promise<PeekedInput | undefined> {
  if (reference === "-") return await peek(bytesOf(context.streams.stdin));
  const path = resolve(context.cwd, reference);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  return await peek(createReadStream(path, { highWaterMark: 256 * 1024 })).catch(() => undefined);
}

async function peek(source: AsyncIterable<Uint8Array>): Promise<PeekedInput> {
  const chunks = maybeGunzip(source)[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let text = "";
  let next = await chunks.next();
  for (; !next.done; next = await chunks.next()) {
    seen.push(next.value);
    text = new Utf8Bytes().push(Buffer.concat(seen).subarray(0, 4096)).toString("utf8").trimStart();
    if (text.length >= enoughToTell) break;
  }
  async function* all(): AsyncIterable<Uint8Array> {
    yield* seen;
    for (let rest = await chunks.next(); !rest.done; rest = await chunks.next()) yield rest.value;
  }
  return { isForeign: /^[[{]/.test(text) && !/^\{\s*"kubespy"\s*:/.test(text), bytes: all() };
}

/** Longer than what every recording begins with, white space apart. */
const enoughToTell = 64;

/** Standard input as bytes. */
export async function* bytesOf(stream: NodeJS.ReadableStream): AsyncIterable<Uint8Array> {
  for await (const chunk of stream) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}
