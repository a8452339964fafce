import { framesUntil, playFrames } from "../../app/view.js";
import type { SessionReader } from "../../model/session.js";
import { ManagerFilter } from "../../replay/manager-filter.js";
import type { CommandContext } from "../common/context.js";
import { noteIfEmpty } from "../common/note-if-empty.js";
import { printSession } from "../common/print-session.js";
import { momentsByFlag } from "../common/time-flag.js";
import { sessionSubject } from "../common/view-subject.js";
import type { ChangeFlags } from "./change-flags.js";
import type { ChangeFormatter, ChangeView } from "./change-formatter.js";
import { changeFormatter } from "./make-formatter.js";

/** `status` and `changes` of a session, from start to end, or the last change before a moment. Resolves with the exit code. */
export async function replayChanges(reference: string, view: ChangeView, flags: ChangeFlags, context: CommandContext): Promise<number> {
  return printSession(reference, flags.db, context, async (reader) => {
    const by = flags.by === undefined ? undefined : new ManagerFilter(flags.by);
    const formatter = changeFormatter(
      view,
      await sessionSubject(reader, flags.object, momentsByFlag(reader.summary, flags, context)),
      flags,
      context,
      by,
    );
    if (flags.at === undefined) await printAll(reader, formatter, flags, context);
    else await printLast(reader, formatter, { at: flags.at, time: flags.time }, context);
    if (!context.interrupt.aborted) noteIfEmpty(by, context);
  });
}

async function printAll(
  reader: SessionReader,
  formatter: ChangeFormatter,
  { speed, idleLimit }: ChangeFlags,
  { clock, interrupt, streams: { stdout } }: CommandContext,
): Promise<void> {
  for await (const frame of playFrames(reader, { speed, idleLimitMs: idleLimit, clock, signal: interrupt })) {
    const text = formatter.format(frame);
    if (text !== undefined && !stdout.write(`${text}\n`)) await stdout.drained();
  }
}

async function printLast(
  reader: SessionReader,
  formatter: ChangeFormatter,
  { at, time }: Pick<ChangeFlags, "time"> & { readonly at: string },
  { interrupt, streams }: CommandContext,
): Promise<void> {
  let last: string | undefined;
  for await (const frame of framesUntil(reader, at, interrupt, time)) last = formatter.format(frame) ?? last;
  if (last !== undefined && !interrupt.aborted) streams.stdout.write(`${last}\n`);
}
