import { type Change, diffObjects } from "../diff/diff-objects.js";
import { type Clock, systemClock } from "../io/clock.js";
import type { Narration } from "../lifecycle/narration/narrate.js";
import { Narrator } from "../lifecycle/narration/narrator.js";
import type { GapFrame, ObjectFrame } from "../model/frame.js";
import type { KubeObject } from "../model/kube-object.js";
import type { FrameRange, SessionReader } from "../model/session.js";
import { paced } from "../replay/paced.js";
import { type ReplayStep, steps } from "../replay/steps.js";

export interface ReplayOptions {
  /** Which frames; all that is given must hold. Default: the whole session. */
  readonly range?: FrameRange;
  /** Also the differences that are hidden as noise (`managedFields`, `resourceVersion`, ...). */
  readonly noise?: boolean;
  /** Waits between steps as it was recorded, so many times as fast. Default: all at once. */
  readonly speed?: number;
  /** With `speed`: silences are cut to this, in recorded ms. */
  readonly idleLimitMs?: number;
  /** Ends the replay early, also within a wait. */
  readonly signal?: AbortSignal;
  /** For tests. Default: the system's. */
  readonly clock?: Clock;
}

/** One step of a replay. */
export type ToldStep =
  /** One change of one object: what it was before, what differs, and what that means in words. */
  | {
      readonly kind: "object";
      readonly frame: ObjectFrame;
      /** Absent for the first frame of an incarnation. Treat it as read-only. */
      readonly before?: KubeObject;
      readonly changes: readonly Change[];
      readonly narration: Narration;
    }
  /** A stretch in which a stream saw nothing. */
  | { readonly kind: "gap"; readonly frame: GapFrame };

/**
 * Steps through a session in sequence, each step told and diffed as `kubespy replay` does. May start anywhere: what was before comes from the
 * session. Holds one revision for each living object, never the whole session.
 */
export async function* replay(session: SessionReader, options: ReplayOptions = {}): AsyncGenerator<ToldStep, void, void> {
  const narrator = new Narrator(session.summary.header.server?.clockOffsetMs);
  const all = steps(session.frames(options.range), async (sequence) => {
    const before = await session.lastFramesAt(sequence);
    for (const frame of before) if (frame.kind === "object") narrator.observe(frame);
    return before;
  });
  for await (const step of atTheirTime(all, options)) {
    if (options.signal?.aborted) return;
    yield told(step, narrator, options.noise === true);
  }
}

function atTheirTime(all: AsyncIterable<ReplayStep>, options: ReplayOptions): AsyncIterable<ReplayStep> {
  const { speed, idleLimitMs, signal, clock = systemClock } = options;
  if (speed === undefined) return all;
  return paced(all, { speed, clock, ...(idleLimitMs === undefined ? {} : { idleLimitMs }), ...(signal === undefined ? {} : { signal }) });
}

function told({ frame, before }: ReplayStep, narrator: Narrator, noise: boolean): ToldStep {
  if (frame.kind === "gap") return { kind: "gap", frame };
  const narration = narrator.narrate(frame);
  // What was there before anybody looked is no change, nor is what was never seen alive.
  const nothingToCompare = before === undefined && (frame.initial === true || frame.type === "DELETED");
  const changes = nothingToCompare ? [] : diffObjects(before?.object, frame.revision.object, { noise });
  return { kind: "object", frame, changes, narration, ...(before === undefined ? {} : { before: before.object }) };
}
