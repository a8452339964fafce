import { formatDuration, formatOffset } from "../../io/duration.js";
import type { Frame } from "../../model/frame.js";
import type { SessionReader } from "../../model/session.js";
import { inSession, parseMoment, sequenceAt } from "../../replay/moment.js";
import { paced } from "../../replay/paced.js";
import { namesNamespaces, timeBase } from "../../report/overview/session-look.js";
import { Tracer } from "../../report/trace/tracer.js";
import { asSteps } from "../changes/replay-changes.js";
import type { CommandContext } from "../common/context.js";
import { sessionTargets } from "../common/session-targets.js";
import { tellSession } from "../common/tell-session.js";
import { PictureLoop } from "./redraw-loop.js";
import type { TraceFlags } from "./trace-flags.js";
import { canRedraw, type TraceOutput, traceOutput } from "./trace-output.js";

/** `trace` of a session: its pictures in recorded time, or one of them. Resolves with the exit code. */
export async function traceSession(reference: string, flags: TraceFlags, context: CommandContext): Promise<number> {
  return tellSession(reference, flags.db, context, async (reader) => {
    const tracing = await tracingOf(reader, flags, context);
    if (flags.at !== undefined) await showMoment(tracing, flags.at);
    else if (flags.end || (!flags.all && flags.speed === undefined && !tracing.inPlace)) await showMoment(tracing, "100%");
    else if (flags.all || !tracing.inPlace) await showAll(tracing, flags, context);
    else await play(tracing, flags, context);
  });
}

interface Tracing {
  readonly reader: SessionReader;
  readonly tracer: Tracer;
  readonly output: TraceOutput;
  readonly inPlace: boolean;
  readonly context: CommandContext;
}

async function tracingOf(reader: SessionReader, flags: TraceFlags, context: CommandContext): Promise<Tracing> {
  const { summary } = reader;
  const inPlace = canRedraw(context) && flags.output === "text" && !flags.all && !flags.end && flags.at === undefined;
  const speed = flags.speed ?? 1;
  return {
    reader,
    tracer: new Tracer({
      targets: await sessionTargets(reader, flags.object),
      startMs: timeBase(summary).startMs,
      clockOffsetMs: summary.header.server?.clockOffsetMs,
      scope: summary.header,
    }),
    output: traceOutput({
      stdout: context.streams.stdout,
      json: flags.output === "json",
      inPlace,
      namespaces: namesNamespaces(summary),
      heading: (nowMs) =>
        `${summary.header.name} at ${formatOffset(nowMs)} of ${formatDuration(summary.durationMs)}${speed === 1 ? "" : `, ${speed}x`}`,
      howToEnd: "(Ctrl-C ends)",
    }),
    inPlace,
    context,
  };
}

async function showMoment({ reader, tracer, output, context }: Tracing, at: string): Promise<void> {
  const moment = parseMoment(at, "--at");
  const toSequence = await sequenceAt(reader, moment);
  const point = inSession(moment, reader.summary.durationMs);
  let nowMs = 0;
  if (toSequence > 0)
    for await (const frame of reader.frames({ toSequence })) {
      if (context.interrupt.aborted) return;
      tracer.observe(frame);
      nowMs = frame.offsetMs;
    }
  output.show(tracer.picture(point.kind === "offset" ? Math.min(point.offsetMs, reader.summary.durationMs) : nowMs));
}

/** Of a large whole a picture takes time to draw and to read: what comes within a millisecond for so many objects is one picture. */
const objectsPerMs = 10;

/** Every picture below the one before; in recorded time if a speed is given. */
async function showAll(tracing: Tracing, flags: TraceFlags, context: CommandContext): Promise<void> {
  const { tracer, output } = tracing;
  let nowMs: number | undefined;
  let dueMs = 0;
  const show = async (atMs: number) => {
    dueMs = atMs + Math.max(1, tracer.size / objectsPerMs);
    if (!output.show(tracer.picture(atMs))) await context.streams.stdout.drained();
  };
  for await (const { frame } of framesOf(tracing, flags)) {
    if (context.interrupt.aborted) return;
    if (nowMs !== undefined && frame.offsetMs > Math.max(dueMs, nowMs + 1)) await show(nowMs);
    tracer.observe(frame);
    nowMs = frame.offsetMs;
  }
  await show(tracing.reader.summary.durationMs);
}

/** Drawn in place, in recorded time; the last picture stays. */
async function play(tracing: Tracing, flags: TraceFlags, context: CommandContext): Promise<void> {
  const { tracer, output, reader } = tracing;
  const { clock, streams } = context;
  let last = { offsetMs: 0, atMs: clock.monotonicMs() };
  let isOver = false;
  const played = () => last.offsetMs + (clock.monotonicMs() - last.atMs) * (flags.speed ?? 1);
  const now = () => (isOver ? reader.summary.durationMs : Math.min(played(), reader.summary.durationMs));
  const loop = new PictureLoop({ tracer, output, stdout: streams.stdout, clock, now });
  loop.begin();
  try {
    for await (const { frame } of framesOf(tracing, { ...flags, speed: flags.speed ?? 1, idleLimit: flags.idleLimit ?? playerIdleMs })) {
      tracer.observe(frame);
      last = { offsetMs: frame.offsetMs, atMs: clock.monotonicMs() };
      loop.touch();
    }
    isOver = !context.interrupt.aborted;
  } finally {
    loop.end();
  }
}

/** As in the player. */
const playerIdleMs = 3000;

function framesOf({ reader, context }: Tracing, { speed, idleLimit }: TraceFlags): AsyncIterable<{ readonly frame: Frame }> {
  const all = asSteps(reader.frames());
  const limit = idleLimit === undefined ? {} : { idleLimitMs: idleLimit };
  return speed === undefined ? all : paced(all, { speed, clock: context.clock, signal: context.interrupt, ...limit });
}
