import type { Frame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";

/**
 * The frames before a sequence (which is not included), the last one first. Where a reader only reads forward they are read in stretches, which
 * begin short, so that the nearest frames come soon.
 */
export async function* framesBefore(
  reader: Pick<SessionReader, "frames" | "framesBackward">,
  sequence: number,
  uids?: readonly Uid[],
): AsyncGenerator<Frame> {
  const range = { toSequence: sequence - 1, ...(uids === undefined ? {} : { uids }) };
  if (reader.framesBackward !== undefined) yield* reader.framesBackward(range);
  else for await (const stretch of stretchesBefore(reader, sequence, uids)) yield* [...stretch].reverse();
}

/** Frames looked at first; each further stretch is four times as long. */
const firstStretch = 128;
const maxStretch = 8192;

/** Each stretch in ascending order. */
async function* stretchesBefore(
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
    length = Math.min(length * 4, maxStretch);
  }
}
