import { UsageError } from "../../errors.js";
import { interpretFrames } from "../../interpret/frame-interpreter.js";
import type { InterpretedFrame } from "../../interpret/interpreted-frame.js";
import type { GapFrame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { FrameRange, SessionReader } from "../../model/session.js";
import { nothingInTime } from "../../part/kept-objects.js";
import { chooseObjectsOf } from "../../replay/choose-objects.js";
import { ManagerFilter } from "../../replay/manager-filter.js";
import { type Moment, momentOf, sequenceAt, settledMoment } from "../../replay/moment.js";
import { paced } from "../../replay/paced.js";
import { stateAt, type WorldObject } from "../../replay/state-at.js";
import type { CommandContext } from "../common/context.js";
import { noteIfEmpty } from "../common/note-if-empty.js";
import { printSession, warn } from "../common/print-session.js";
import type { ReplayFlags } from "./replay-flags.js";
import { makeReplayScreen, type ReplayScreen } from "./replay-screen.js";

/** Replays a session as text or JSON; resolves with the exit code. Frames are read and printed one by one. */
export async function replaySession(reference: string, flags: ReplayFlags, context: CommandContext): Promise<number> {
  return printSession(reference, flags.db, context, async (reader) => {
    const uids = await chosenUids(reader, flags);
    const screen = makeReplayScreen(reference, reader.summary, flags, context);
    if (flags.at === undefined) await replayRange(reader, flags, uids, screen, context);
    else await replayMoment(reader, { at: flags.at, time: flags.time }, uids, screen);
  });
}

/** The incarnations that `--object` names; undefined for all. */
async function chosenUids(reader: SessionReader, flags: ReplayFlags): Promise<readonly Uid[] | undefined> {
  if (flags.object === undefined) return undefined;
  return chooseObjectsOf(reader, flags.object);
}

async function replayRange(
  reader: SessionReader,
  flags: ReplayFlags,
  uids: readonly Uid[] | undefined,
  screen: ReplayScreen,
  context: CommandContext,
): Promise<void> {
  const range = { ...(await rangeOf(flags, reader)), ...(uids === undefined ? {} : { uids }) };
  if ((flags.from ?? flags.to) !== undefined) await assertSteps(reader, range, flags.object);
  await screen.begin();
  const filter = flags.by === undefined ? undefined : new ManagerFilter(flags.by);
  const all = interpretFrames(reader, range, screen.interpreter);
  for await (const step of played(filter === undefined ? all : takenBy(filter, all, screen), flags, context)) {
    if (context.interrupt.aborted) return;
    await screen.step(step);
  }
  noteIfEmpty(filter, context);
  await screen.end();
  const { maxFollowed } = screen.interpreter;
  if (maxFollowed !== undefined)
    warn(
      `more than ${maxFollowed} objects existed at the same time: changes of the others are shown without what they were before`,
      context,
    );
}

/** As `export`: a time in which nothing was recorded is not what was meant. */
async function assertSteps(reader: SessionReader, range: FrameRange, objects: ReplayFlags["object"]): Promise<void> {
  for await (const _ of reader.frames(range)) return;
  throw nothingInTime(objects);
}

async function* takenBy(
  filter: ManagerFilter,
  all: AsyncIterable<InterpretedFrame>,
  screen: ReplayScreen,
): AsyncGenerator<InterpretedFrame> {
  for await (const step of all) {
    if (filter.takes(step)) yield step;
    else screen.skip(step);
  }
}

async function rangeOf({ time, ...flags }: ReplayFlags, reader: SessionReader): Promise<FrameRange> {
  const { summary } = reader;
  const from = flags.from === undefined ? undefined : momentOf(flags.from, summary, { flag: "--from", time });
  const to = flags.to === undefined ? undefined : await settledMoment(reader, momentOf(flags.to, summary, { flag: "--to", time }));
  if (from !== undefined && to !== undefined && isAfter(from, to))
    throw new UsageError(`--from ${flags.from} is after --to ${flags.to}`, { hint: "swap the two" });
  return {
    ...(from?.kind === "sequence" ? { fromSequence: from.sequence } : from === undefined ? {} : { fromOffsetMs: from.fromMs }),
    ...(to?.kind === "sequence" ? { toSequence: to.sequence } : to === undefined ? {} : { toOffsetMs: to.toMs }),
  };
}

function isAfter(from: Moment, to: Moment): boolean {
  if (from.kind === "sequence") return to.kind === "sequence" && from.sequence > to.sequence;
  return to.kind === "offset" && from.fromMs > to.toMs;
}

function played(all: AsyncIterable<InterpretedFrame>, flags: ReplayFlags, context: CommandContext): AsyncIterable<InterpretedFrame> {
  if (flags.speed === undefined) return all;
  return paced(all, {
    speed: flags.speed,
    clock: context.clock,
    signal: context.interrupt,
    ...(flags.idleLimit === undefined ? {} : { idleLimitMs: flags.idleLimit }),
  });
}

/** The last step at or before a moment, of the chosen objects, and the world as it was then. */
async function replayMoment(
  reader: SessionReader,
  { at, time }: Pick<ReplayFlags, "time"> & { readonly at: string },
  uids: readonly Uid[] | undefined,
  screen: ReplayScreen,
): Promise<void> {
  const sequence = await sequenceAt(reader, momentOf(at, reader.summary, { flag: "--at", time }));
  const wanted = uids === undefined ? undefined : new Set(uids);
  const { living, gone } = await stateAt(reader, sequence);
  const chosen = [living, gone].map((objects) => (wanted === undefined ? objects : objects.filter(({ ref }) => wanted.has(ref.uid))));
  const last = chosen.flatMap((objects) => objects.at(-1) ?? []).sort((a, b) => b.sequence - a.sequence)[0];
  await screen.begin();
  const gap = await gapAt(reader, sequence, uids);
  if (gap !== undefined) await screen.step(screen.interpreter.interpret(gap));
  else if (last !== undefined) await screen.step(await stepOf(reader, last, screen));
  await screen.world(chosen[0] ?? []);
}

/** A gap is a step as well, of chosen objects too: it is nobody's. */
async function gapAt(reader: SessionReader, sequence: number, uids: readonly Uid[] | undefined): Promise<GapFrame | undefined> {
  const chosen = uids === undefined ? {} : { uids };
  for await (const frame of reader.frames({ fromSequence: sequence, toSequence: sequence, ...chosen }))
    if (frame.kind === "gap") return frame;
  return undefined;
}

/** The step of a frame, interpreted with the state before it, and without the rest of the session. */
async function stepOf(reader: SessionReader, last: WorldObject, { interpreter }: ReplayScreen): Promise<InterpretedFrame> {
  const frame = await last.frame();
  const before = await reader.lastFrameOf(frame.ref.uid, frame.sequence - 1);
  if (before !== undefined) interpreter.observe(before);
  return interpreter.interpret(frame);
}
