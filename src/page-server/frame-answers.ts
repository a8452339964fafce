import type { Frame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";
import { wholeFrameLine } from "../recording/write/encode-recording.js";
import type { FramesEnd } from "../web/file/session-snapshot.js";
import type { SharedReader } from "./session-feed.js";

/** Of an answer; whoever needs more asks again. */
const maxFrames = 1024;
const maxBytes = 4 * 1024 * 1024;

/** Raw: where things are. Shared: what they are. */
export interface PageSources {
  readonly session: SessionReader;
  readonly shared: SharedReader;
}

/** A value in a query that cannot be. */
export class BadQuery extends Error {}

/**
 * Frames between two sequences, as lines `SEQUENCE LINE` with the line of a recording file that holds the whole object; the last line is a `FramesEnd`.
 * Query: `from`, `to`; `uid`, any number of times: frames of these objects only; `backward`: the last first; `before`: first of all, of each object in the
 * answer, its last frame before `from`, so that each can be interpreted.
 */
export async function* answerFrames({ session, shared }: PageSources, query: URLSearchParams): AsyncGenerator<Uint8Array> {
  const { header, frames } = session.summary;
  const from = Math.max(1, sequenceIn(query, "from"));
  const to = Math.min(frames, sequenceIn(query, "to"));
  const uids = query.has("uid") ? (query.getAll("uid") as Uid[]) : undefined;
  const isBackward = query.has("backward");
  const lines = new BoundedLines(header.startedAt);
  // Backward, only where frames are is looked up; they are few.
  const ascending = isBackward
    ? backward(session, shared, from, to, uids)
    : shared.frames({ fromSequence: from, toSequence: to, ...(uids && { uids }) });
  const answered: Uint8Array[] = [];
  const seen = new Set<Uid>();
  let next: number | undefined;
  if (from <= to)
    for await (const frame of ascending) {
      if (lines.isFull) {
        next = frame.sequence;
        break;
      }
      if (query.has("before") && frame.kind === "object" && !seen.has(frame.ref.uid)) {
        seen.add(frame.ref.uid);
        const earlier = await session.lastFrameOf(frame.ref.uid, from - 1);
        if (earlier !== undefined) yield lines.line(await sharedFrame(shared, earlier.sequence));
      }
      answered.push(lines.line(frame));
      if (answered.length >= 64) yield Buffer.concat(answered.splice(0));
    }
  yield Buffer.concat(answered);
  yield endLine(next === undefined ? {} : { next });
}

/** The last frame of an object at or before a sequence, if there is one. Query: `uid`, `by`. */
export async function* answerLast({ session, shared }: PageSources, query: URLSearchParams): AsyncGenerator<Uint8Array> {
  const frame = await session.lastFrameOf((query.get("uid") ?? "") as Uid, sequenceIn(query, "by"));
  if (frame !== undefined) yield new BoundedLines(session.summary.header.startedAt).line(await sharedFrame(shared, frame.sequence));
  yield endLine({});
}

/** Where each object was last seen at or before a sequence: JSON, a line for each, `[sequence, type, ref, isKubeEvent]`. Query: `by`. */
export async function* answerWorld({ session }: PageSources, query: URLSearchParams): AsyncGenerator<Uint8Array> {
  const lines: string[] = [];
  for (const { sequence, type, ref, isKubeEvent } of await session.objectsAt(sequenceIn(query, "by"))) {
    lines.push(`${JSON.stringify([sequence, type, ref, isKubeEvent ?? ref.kind === "Event"])}\n`);
    if (lines.length >= 512) yield Buffer.from(lines.splice(0).join(""));
  }
  yield Buffer.from(`${lines.join("")}{}\n`);
}

/** The last sequence at or before an offset: JSON. Query: `ms`. */
export async function answerSequenceBy({ session }: PageSources, query: URLSearchParams): Promise<{ readonly sequence: number }> {
  const ms = Number(query.get("ms") ?? Number.NaN);
  if (Number.isNaN(ms)) throw new BadQuery(`invalid ms "${query.get("ms")}": use a number of milliseconds`);
  return { sequence: await session.lastSequenceBy(ms) };
}

/** A number from 0 on. Throws `BadQuery`. */
export function sequenceIn(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? "";
  if (!/^\d{1,10}$/.test(text)) throw new BadQuery(`invalid ${name} "${text}": use a sequence`);
  return Number(text);
}

class BoundedLines {
  readonly #startedAt: string;
  #frames = 0;
  #bytes = 0;

  constructor(startedAt: string) {
    this.#startedAt = startedAt;
  }

  get isFull(): boolean {
    return this.#frames >= maxFrames || this.#bytes >= maxBytes;
  }

  line(frame: Frame): Uint8Array {
    const line = Buffer.concat([Buffer.from(`${frame.sequence} `), wholeFrameLine(frame, this.#startedAt)]);
    this.#frames++;
    this.#bytes += line.length;
    return line;
  }
}

async function* backward(
  session: SessionReader,
  shared: SharedReader,
  from: number,
  to: number,
  uids: readonly Uid[] | undefined,
): AsyncGenerator<Frame> {
  for await (const { sequence } of session.framesBackward({ fromSequence: from, toSequence: to, ...(uids && { uids }) }))
    yield await sharedFrame(shared, sequence);
}

/** The sequence is one that the session has. */
async function sharedFrame(shared: SharedReader, sequence: number): Promise<Frame> {
  for await (const frame of shared.frames({ fromSequence: sequence, toSequence: sequence })) return frame;
  throw new RangeError(`frame ${sequence} is missing`);
}

function endLine(end: FramesEnd): Uint8Array {
  return Buffer.from(`${JSON.stringify(end)}\n`);
}
