import { FrameInterpreter, interpreterOptionsOf, interpretFrames } from "../interpret/frame-interpreter.js";
import type { InterpretedFrame } from "../interpret/interpreted-frame.js";
import { type Clock, systemClock } from "../io/clock.js";
import type { FrameRange, SessionReader } from "../model/session.js";
import { paced } from "../replay/paced.js";

export interface ReplayOptions {
  /** Which frames; all that is given must hold. Default: the whole session. */
  readonly range?: FrameRange;
  /** Also the differences that are hidden as noise (`managedFields`, `resourceVersion`, ...). */
  readonly noise?: boolean;
  /** Waits between steps as it was recorded, this many times as fast. Default: all at once. */
  readonly speed?: number;
  /** With `speed`: silences are cut to this, in recorded ms. */
  readonly idleLimitMs?: number;
  /** Ends the replay early, also within a wait. */
  readonly signal?: AbortSignal;
  /** For tests. Default: the system's. */
  readonly clock?: Clock;
}

/**
 * Replays a session in sequence, each frame interpreted as `kubespy replay` shows it: what its object was before, what differs, what that means
 * in words, and which findings it opens, changes or resolves. May start anywhere: what was before comes from the session. Holds one revision of
 * each object that exists, never the whole session.
 */
export async function* replay(session: SessionReader, options: ReplayOptions = {}): AsyncGenerator<InterpretedFrame, void, void> {
  const changes = { noise: options.noise === true, kubeEvents: true };
  const interpreter = new FrameInterpreter({ ...interpreterOptionsOf(session.summary.header), changes });
  for await (const step of atTheirTime(interpretFrames(session, options.range, interpreter), options)) {
    if (options.signal?.aborted) return;
    yield step;
  }
}

function atTheirTime(all: AsyncIterable<InterpretedFrame>, options: ReplayOptions): AsyncIterable<InterpretedFrame> {
  const { speed, idleLimitMs, signal, clock = systemClock } = options;
  if (speed === undefined) return all;
  return paced(all, { speed, clock, ...(idleLimitMs === undefined ? {} : { idleLimitMs }), ...(signal === undefined ? {} : { signal }) });
}
