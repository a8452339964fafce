import { UsageError } from "../../errors.js";
import { toRfc3339 } from "../../io/clock.js";
import { formatDuration, formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { SessionReader } from "../../model/session.js";
import { inSession, type Moment, parseMoment } from "../../replay/moment.js";
import type { CommandContext } from "../common/context.js";
import { type StoredSessionFlags, withStoredSession } from "../common/stored-session.js";

export interface MarkFlags extends StoredSessionFlags {
  readonly at: string;
}

/** Puts a marker into a session of the store, at a moment that lies in it. */
export async function markSession(reference: string, text: string, flags: MarkFlags, context: CommandContext): Promise<void> {
  if (text === "")
    throw new UsageError("a marker needs a text", { hint: `such as: ${context.programName} mark ${reference} --at ${flags.at} "here"` });
  const moment = parseMoment(flags.at, "--at");
  await withStoredSession(reference, flags, context, async (store, session) => {
    const { name } = session.summary.header;
    const offsetMs = await offsetOf(session, moment, flags.at);
    await store.addMarker(name, { offsetMs, text, madeAt: toRfc3339(context.clock.wallMs()) });
    context.streams.stderr.write(`marked ${name} at ${formatOffset(offsetMs)}: ${printable(text, 300)}\n`);
  });
}

/** The offset that is meant: of a sequence, that of its frame. A moment that the session does not hold is a slip. */
async function offsetOf(session: SessionReader, moment: Moment, typed: string): Promise<number> {
  const { header, durationMs, frames } = session.summary;
  const point = inSession(moment, durationMs);
  if (point.kind === "offset" && point.offsetMs <= durationMs) return point.offsetMs;
  if (point.kind === "sequence") {
    const { sequence } = point;
    for await (const frame of session.frames({ fromSequence: sequence, toSequence: sequence }))
      if (frame.sequence === sequence) return frame.offsetMs;
  }
  throw new UsageError(`--at "${typed}" lies outside of session "${header.name}"`, {
    hint: `it has ${plural(frames, "frame")} and lasts ${formatDuration(durationMs)}`,
  });
}
