import { framesUntil, type PlayOptions, playFrames } from "../../app/view.js";
import { formatDuration } from "../../io/duration.js";
import type { TimeFormat } from "../../io/moment-format.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { SessionReader } from "../../model/session.js";
import { lastWholeMs, momentOf } from "../../replay/moment.js";
import { LastWholeMoment } from "../../report/trace/last-whole-moment.js";
import type { TracePicture } from "../../report/trace/trace-picture.js";
import { Tracer } from "../../report/trace/tracer.js";
import type { CommandContext } from "../common/context.js";
import { printSession } from "../common/print-session.js";
import { momentsByFlag } from "../common/time-flag.js";
import { sessionSubject } from "../common/view-subject.js";
import { RedrawLoop } from "./redraw-loop.js";
import type { TraceFlags } from "./trace-flags.js";
import { canRedraw, type TraceOutput, traceOutput } from "./trace-output.js";

/** `trace` with a session: its states in recorded time, or one of them. Resolves with the exit code. */
export async function traceSession(reference: string, flags: TraceFlags, context: CommandContext): Promise<number> {
  return printSession(reference, flags.db, context, async (reader) => {
    const tracing = await makeTracing(reader, reference, flags, context);
    if (flags.at !== undefined) await showMoment(tracing, flags.at, flags.time);
    else if (flags.end) await showMoment(tracing, "100%");
    else if (!flags.all && flags.speed === undefined && !tracing.inPlace) await showOutcome(tracing);
    else if (flags.all || !tracing.inPlace) await showAll(tracing, flags, context);
    else await play(tracing, flags, context);
  });
}

interface Tracing {
  readonly reader: SessionReader;
  readonly tracer: Tracer;
  /** As `tracer` is before its first frame. */
  readonly newTracer: () => Tracer;
  readonly output: TraceOutput;
  readonly inPlace: boolean;
  readonly context: CommandContext;
  /** The command that lists the findings. */
  readonly diagnose: string;
}

async function makeTracing(reader: SessionReader, reference: string, flags: TraceFlags, context: CommandContext): Promise<Tracing> {
  const { summary } = reader;
  const inPlace = canRedraw(context) && flags.output === "text" && !flags.all && !flags.end && flags.at === undefined;
  const speed = flags.speed ?? 1;
  const moments = momentsByFlag(summary, flags, context);
  const subject = await sessionSubject(reader, flags.object, moments);
  const newTracer = () => new Tracer(subject);
  return {
    reader,
    tracer: newTracer(),
    newTracer,
    output: traceOutput({
      stdout: context.streams.stdout,
      json: flags.output === "json",
      inPlace,
      namespaces: subject.namespaces,
      moments,
      heading: (nowMs) =>
        `${summary.header.name} at ${moments.text(nowMs)} of ${formatDuration(summary.durationMs)}${speed === 1 ? "" : `, ${speed}x`}`,
      howToEnd: "(Ctrl-C ends)",
    }),
    inPlace,
    context,
    diagnose: suggestedCommand(context.programName, ["diagnose", reference], { db: flags.db, identity: flags.identity }),
  };
}

async function showMoment({ reader, tracer, output, context }: Tracing, at: string, time?: TimeFormat): Promise<void> {
  const { durationMs } = reader.summary;
  const moment = momentOf(at, reader.summary, { flag: "--at", time });
  let nowMs = 0;
  for await (const frame of framesUntil(reader, at, context.interrupt, time)) {
    tracer.observe(frame);
    nowMs = frame.offsetMs;
  }
  if (context.interrupt.aborted) return;
  output.show(tracer.picture(moment.kind === "offset" ? Math.max(nowMs, Math.min(lastWholeMs(moment), durationMs)) : nowMs));
}

/**
 * The end; but where everything was deleted by then and no finding is open, the end says nothing: then the last moment at which all of it existed.
 */
async function showOutcome({ reader, tracer, newTracer, output, context, diagnose }: Tracing): Promise<void> {
  const { durationMs } = reader.summary;
  const whole = new LastWholeMoment((ref) => tracer.isRoot(ref));
  for await (const frame of playFrames(reader, playOptions({}, context))) {
    tracer.observe(frame);
    whole.observe(frame);
  }
  if (context.interrupt.aborted) return;
  const end = tracer.picture(durationMs);
  const { moment } = whole;
  if (moment === undefined || hasOpenFinding(end.forest)) return void output.show(end);
  const earlier = newTracer();
  for await (const frame of reader.frames({ toSequence: moment.sequence })) earlier.observe(frame);
  // Ages as they were just before.
  const justBeforeMs = Math.max(0, moment.offsetMs - 1);
  const resolved = earlier.findings(justBeforeMs).filter((finding) => finding.resolved).length;
  const which = [
    `before ${moment.objects === 1 ? "its deletion" : `the first of ${moment.objects} deletions`}`,
    "--end shows the end",
    ...(resolved === 0 ? [] : [`${plural(resolved, "earlier finding")}, resolved: ${diagnose}`]),
  ].join("; ");
  output.show(earlier.picture(justBeforeMs), { which });
}

function hasOpenFinding(forest: TracePicture["forest"]): boolean {
  const nodes = [...forest];
  for (const { item, below } of nodes) {
    if (item.findings.length > 0) return true;
    for (const node of below) nodes.push(node);
  }
  return false;
}

/** A large tree takes time to draw and to read: changes within a millisecond for each of this many objects are shown together. */
const objectsPerMs = 10;

/** Every state below the previous one; in recorded time if a speed is given. */
async function showAll(tracing: Tracing, flags: TraceFlags, context: CommandContext): Promise<void> {
  const { tracer, output } = tracing;
  let nowMs: number | undefined;
  let dueMs = 0;
  const show = async (atMs: number) => {
    dueMs = atMs + Math.max(1, tracer.size / objectsPerMs);
    if (!output.show(tracer.picture(atMs))) await context.streams.stdout.drained();
  };
  for await (const frame of playFrames(tracing.reader, playOptions(flags, context))) {
    if (nowMs !== undefined && frame.offsetMs > Math.max(dueMs, nowMs + 1)) await show(nowMs);
    tracer.observe(frame);
    nowMs = frame.offsetMs;
  }
  if (!context.interrupt.aborted) await show(tracing.reader.summary.durationMs);
}

/** Drawn in place, in recorded time; the last drawing stays. */
async function play(tracing: Tracing, flags: TraceFlags, context: CommandContext): Promise<void> {
  const { tracer, output, reader } = tracing;
  const { clock, streams } = context;
  let last = { offsetMs: 0, atMs: clock.monotonicMs() };
  let isOver = false;
  const played = () => last.offsetMs + (clock.monotonicMs() - last.atMs) * (flags.speed ?? 1);
  const now = () => (isOver ? reader.summary.durationMs : Math.min(played(), reader.summary.durationMs));
  let failure: unknown;
  const failed = (error: unknown) => {
    failure ??= error;
  };
  const loop = new RedrawLoop({ tracer, output, stdout: streams.stdout, clock, now, failed });
  loop.begin();
  try {
    const asPlayer = { speed: flags.speed ?? 1, idleLimit: flags.idleLimit ?? playerIdleMs };
    for await (const frame of playFrames(reader, playOptions(asPlayer, context))) {
      tracer.observe(frame);
      if (failure !== undefined) break;
      last = { offsetMs: frame.offsetMs, atMs: clock.monotonicMs() };
      loop.markChanged();
    }
    isOver = !context.interrupt.aborted;
  } finally {
    loop.end();
  }
  if (failure !== undefined) throw failure;
}

/** As in the player. */
const playerIdleMs = 3000;

function playOptions({ speed, idleLimit }: Pick<TraceFlags, "speed" | "idleLimit">, { clock, interrupt }: CommandContext): PlayOptions {
  return { speed, idleLimitMs: idleLimit, clock, signal: interrupt };
}
