import { KubespyError } from "../../../errors.js";
import { concat, decodeUtf8 } from "../../../json/json.js";
import type { Frame, ObjectFrame } from "../../../model/frame.js";
import { Revision } from "../../../model/revision.js";
import { parseFrame } from "../../../recording/frame-line.js";
import { parseLine } from "../../../recording/parse-line.js";

/** Asks the server for a path below its address. Rejects with `KubespyError` where it refuses, with other errors where it cannot be reached. */
export type AskServer = (path: string, signal?: AbortSignal) => Promise<AsyncIterable<Uint8Array>>;

const newline = 0x0a;

/** The lines of an answer, without their ends. Rejects where the last one is cut: then the connection was. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const part = chunk.subarray(from, end);
      yield rest.length === 0 ? part : concat([...rest, part]);
      rest = [];
      from = end + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) throw new Error("the answer was cut short");
}

export function jsonOf(line: Uint8Array): unknown {
  return JSON.parse(decodeUtf8(line, 0, line.length));
}

/** The frame of a line `SEQUENCE LINE`; undefined for the JSON that ends an answer. */
export function frameOfLine(line: Uint8Array, startedAt: string): Frame | undefined {
  if (line[0] === openBrace) return undefined;
  const space = line.indexOf(0x20);
  const sequence = Number(decodeUtf8(line, 0, space));
  const parsed = parseFrame(parseLine(line.subarray(space + 1)), { sequence, startedAtMs: Date.parse(startedAt) });
  if (parsed.kind === "gap") return parsed;
  const { content, ...rest } = parsed;
  if (content.kind !== "whole") throw new KubespyError(`frame ${sequence} cannot be read: the server sent a part of it`);
  const { ref, resourceVersion, bytes } = content;
  return { ...rest, ref, resourceVersion, revision: new Revision(bytes) } satisfies ObjectFrame;
}

const openBrace = 0x7b;
