import type { Frame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";

/** Frames looked at first; each further stretch is four times as long. */
const firstStretch = 128;
const longestStretch = 8192;

/**
 * Walks back from a sequence (which is not included): stretch by stretch, each in ascending order. A reader only reads forward; so that the
 * nearest frames come first and soon, the stretches begin short.
 */
export async function* stretchesBefore(
  reader: Pick<SessionReader, "frames">,
  sequence: number,
  uids?: readonly Uid[],
): AsyncGenerator<readonly Frame[]> {
  let length = firstStretch;
  for (let end = sequence - 1; end >= 1; ) {
    const from = Math.max(1, end - length + 1);
    const frames: Frame[] = [];
    const range = { fromSequence: from, toSequence: end, ...(uids === undefined ? {} : { uids }) };
    for await (const frame of reader.frames(range)) frames.push(frame);
    yield frames;
    end = from - 1;
    length = Math.min(length * 4, longestStretch);
  }
}
