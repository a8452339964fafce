import type { Frame } from "../../model/frame.js";
import type { SessionReader } from "../../model/session.js";
import { parseMoment, sequenceAt } from "../../replay/moment.js";
import { paced } from "../../replay/paced.js";
import { namesNamespaces, timeBase } from "../../report/overview/session-look.js";
import type { CommandContext } from "../common/context.js";
import { sessionTargets } from "../common/session-targets.js";
import { tellSession } from "../common/tell-session.js";
import type { ChangeFlags } from "./change-flags.js";
import { ChangeFormatter, type ChangeView } from "./change-formatter.js";

/** `status` and `changes` of a session, from start to end, or the last change before a moment. Resolves with the exit code. */
export async function replayChanges(reference: string, view: ChangeView, flags: ChangeFlags, context: CommandContext): Promise<number> {
  return tellSession(reference, flags.db, context, async (reader) => {
    const teller = await sessionTeller(reader, view, flags, context);
    if (flags.at === undefined) await tellAll(reader, teller, flags, context);
    else await tellLast(reader, teller, flags.at, context);
  });
}

async function sessionTeller(
  reader: SessionReader,
  view: ChangeView,
  flags: ChangeFlags,
  { streams }: CommandContext,
): Promise<ChangeFormatter> {
  const { summary } = reader;
  const targets = await sessionTargets(reader, flags.object);
  return new ChangeFormatter({
    view,
    flags,
    stdout: streams.stdout,
    namespaces: namesNamespaces(summary),
    base: timeBase(summary),
    clockOffsetMs: summary.header.server?.clockOffsetMs,
    isWanted: (ref) => targets.length === 0 || targets.some((target) => target.matches(ref)),
  });
}

async function tellAll(reader: SessionReader, teller: ChangeFormatter, flags: ChangeFlags, { clock, interrupt, streams }: CommandContext) {
  const steps = asSteps(reader.frames());
  const limit = flags.idleLimit === undefined ? {} : { idleLimitMs: flags.idleLimit };
  const played = flags.speed === undefined ? steps : paced(steps, { speed: flags.speed, clock, signal: interrupt, ...limit });
  for await (const { frame } of played) {
    if (interrupt.aborted) return;
    const text = teller.format(frame);
    if (text !== undefined && !streams.stdout.write(`${text}\n`)) await streams.stdout.drained();
  }
}

async function tellLast(reader: SessionReader, teller: ChangeFormatter, at: string, { interrupt, streams }: CommandContext) {
  const toSequence = await sequenceAt(reader, parseMoment(at, "--at"));
  if (toSequence < 1) return;
  let last: string | undefined;
  for await (const frame of reader.frames({ toSequence })) {
    if (interrupt.aborted) return;
    last = teller.format(frame) ?? last;
  }
  if (last !== undefined) streams.stdout.write(`${last}\n`);
}

/** As playback takes them. */
export async function* asSteps(frames: AsyncIterable<Frame>): AsyncGenerator<{ readonly frame: Frame }> {
  for await (const frame of frames) yield { frame };
}
