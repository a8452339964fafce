import type { Clock } from "../io/clock.js";
import type { TimeFormat } from "../io/moment-format.js";
import type { Frame } from "../model/frame.js";
import type { ObjectRef } from "../model/kube-object.js";
import type { SessionReader, SessionSummary } from "../model/session.js";
import { chooseObjectsOf, matchesObject } from "../replay/choose-objects.js";
import { momentOf, sequenceAt } from "../replay/moment.js";
import { paced } from "../replay/paced.js";

/** What `status`, `changes` and `trace` show: "deploy/web". */
export interface ViewTarget {
  /** As typed. */
  readonly words: string;
  /** It names one object, so that its absence can be reported. */
  readonly named: boolean;
  readonly matches: (ref: ObjectRef) => boolean;
}

/**
 * The targets of a session: what `objects` name, else what was recorded, as far as its words name objects ("deployment.apps/web",
 * "pods -l app=web"). None, as of an import: everything. Rejects with `UsageError` when `objects` name nothing in the session.
 */
export async function sessionTargets(session: SessionReader, objects: readonly string[] | undefined): Promise<readonly ViewTarget[]> {
  if (objects === undefined) return headerTargets(session.summary);
  const chosen = new Set(await chooseObjectsOf(session, objects));
  return [{ words: objects.join(" "), named: true, matches: (ref) => chosen.has(ref.uid) }];
}

function headerTargets({ header }: SessionSummary): readonly ViewTarget[] {
  return header.targets.flatMap((words) => {
    const word = words.split(" ")[0] ?? "";
    return /^[A-Za-z]/.test(word) ? [{ words, named: word.includes("/"), matches: (ref: ObjectRef) => matchesObject(word, ref) }] : [];
  });
}

export interface PlayOptions {
  /** Recorded time over real time. Default: all at once. */
  readonly speed?: number | undefined;
  /** With `speed`: longer silences are cut to this, in recorded ms. */
  readonly idleLimitMs?: number | undefined;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** The frames of a session, in recorded time where a speed is given. Ends early when the signal aborts. */
export async function* playFrames(session: SessionReader, options: PlayOptions): AsyncGenerator<Frame, void, void> {
  const { speed, idleLimitMs, signal, clock } = options;
  const all = asSteps(session.frames());
  const limit = idleLimitMs === undefined ? {} : { idleLimitMs };
  for await (const { frame } of speed === undefined ? all : paced(all, { speed, clock, signal, ...limit })) {
    if (signal.aborted) return;
    yield frame;
  }
}

/**
 * The frames of a session up to a moment: an offset ("1.4s"), a sequence ("12"), a share ("50%") or a time ("2026-11-22T10:57:39Z"). Ends early when the
 * signal aborts. Rejects with `UsageError` where the session has no such moment. `time`: the zone of a time of day without one.
 */
export async function* framesUntil(
  session: SessionReader,
  at: string,
  signal: AbortSignal,
  time?: TimeFormat,
): AsyncGenerator<Frame, void, void> {
  const toSequence = await sequenceAt(session, momentOf(at, session.summary, { flag: "--at", time }));
  if (toSequence < 1) return;
  for await (const frame of session.frames({ toSequence })) {
    if (signal.aborted) return;
    yield frame;
  }
}

async function* asSteps(frames: AsyncIterable<Frame>): AsyncGenerator<{ readonly frame: Frame }> {
  for await (const frame of frames) yield { frame };
}
