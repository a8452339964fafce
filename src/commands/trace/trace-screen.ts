import { formatDuration } from "../../io/duration.js";
import type { OutputStream } from "../../io/streams.js";
import type { Frame } from "../../model/frame.js";
import type { SessionEnd } from "../../model/session.js";
import type { Target } from "../../model/target.js";
import { isTarget } from "../../record/membership.js";
import type { StreamState } from "../../record/stream-state.js";
import { Tracer, type TraceTarget } from "../../report/trace/tracer.js";
import type { CommandContext } from "../common/context.js";
import { type ConnectedScope, recordedScope } from "../record/connect-and-list.js";
import type { LiveScreen } from "../record/live-screen.js";
import { RecordScreen } from "../record/record-screen.js";
import type { ScreenOptions } from "../record/record-session.js";
import { PictureLoop } from "./redraw-loop.js";
import type { TraceFlags } from "./trace-flags.js";
import { canRedraw, type TraceOutput, traceOutput } from "./trace-output.js";

/** A recording shown as the picture of a whole. What else is to be said goes to stderr, above the picture. */
export class TraceScreen implements LiveScreen {
  readonly #tracer: Tracer;
  readonly #loop: PictureLoop;
  /** Says what is not the picture, and counts. */
  readonly #said: RecordScreen;

  constructor(context: CommandContext, flags: TraceFlags, { startMs, contact }: ScreenOptions) {
    const { clock, streams } = context;
    this.#tracer = new Tracer({
      targets: contact.plan.targets.map((target) => traceTarget(target)),
      startMs: clock.wallMs() - (clock.monotonicMs() - startMs) + (contact.server.clockOffsetMs ?? 0),
      clockOffsetMs: contact.server.clockOffsetMs,
      scope: recordedScope(contact),
    });
    const output = traceOutput({
      stdout: streams.stdout,
      json: flags.output === "json",
      inPlace: canRedraw(context),
      namespaces: flags.allNamespaces === true,
      heading: (nowMs) => `${formatDuration(nowMs)} since watching began`,
      howToEnd: "(Ctrl-C ends)",
    });
    const now = () => clock.monotonicMs() - startMs;
    this.#loop = new PictureLoop({ tracer: this.#tracer, output, stdout: streams.stdout, clock, now });
    this.#said = new RecordScreen({
      context: { ...context, streams: { ...streams, stderr: above(streams.stderr, output) } },
      quiet: true,
      allNamespaces: flags.allNamespaces === true,
      startMs,
      kept: flags.session !== undefined,
    });
  }

  get frames(): number {
    return this.#said.frames;
  }

  get watching(): Promise<void> {
    return this.#said.watching;
  }

  get closed(): Promise<void> {
    return this.#loop.closed;
  }

  begin(session: string, contact: ConnectedScope): void {
    this.#said.begin(session, contact);
    this.#loop.begin();
  }

  frame(frame: Frame): void {
    this.#said.frame(frame);
    this.#tracer.observe(frame);
    this.#loop.touch();
  }

  streams(states: readonly StreamState[]): void {
    this.#said.streams(states);
  }

  note(text: string): void {
    this.#said.note(text);
  }

  end(): void {
    this.#said.end();
    this.#loop.end();
  }

  summary(session: string, end: SessionEnd): void {
    this.#said.summary(session, end, this.#tracer.findings(end.offsetMs));
  }
}

/** Makes way for what is written there; a live last line of its own would be in the way of the picture. */
function above(stderr: OutputStream, output: TraceOutput): OutputStream {
  return {
    ...stderr,
    isTty: false,
    write: (text) => {
      output.clear();
      return stderr.write(text);
    },
  };
}

function traceTarget(target: Target): TraceTarget {
  return { words: target.typed, named: target.name !== undefined, matches: (ref) => isTarget(target, ref, true) };
}
