import type { ConnectedScope } from "../../app/record/connect-and-list.js";
import type { StartedRecording } from "../../app/record.js";
import type { Finding } from "../../diagnosis/engine/finding.js";
import { formatDuration } from "../../io/duration.js";
import type { OutputStream } from "../../io/streams.js";
import type { Frame } from "../../model/frame.js";
import type { StreamState } from "../../record/stream-state.js";
import { Tracer } from "../../report/trace/tracer.js";
import type { CommandContext } from "../common/context.js";
import type { ScreenFailed } from "../record/guarded-screen.js";
import type { LiveScreen } from "../record/live-screen.js";
import { RecordScreen } from "../record/record-screen.js";
import { clusterSubject, watchOnScreen } from "../record/record-session.js";
import { RedrawLoop } from "./redraw-loop.js";
import type { TraceFlags } from "./trace-flags.js";
import { canRedraw, type TraceOutput, traceOutput } from "./trace-output.js";

/** `trace` of objects of a cluster; records them as well when a session is named. Resolves with the exit code. */
export async function traceCluster(targets: readonly string[], flags: TraceFlags, context: CommandContext): Promise<number> {
  return await watchOnScreen(targets, {
    flags,
    context,
    makeScreen: (started, failed) => new TraceScreen(context, flags, started, failed),
  });
}

/** Shows a recording as a tree of its objects. Messages go to stderr, above the tree. */
class TraceScreen implements LiveScreen {
  readonly #tracer: Tracer;
  readonly #loop: RedrawLoop;
  /** Prints the messages, and counts. */
  readonly #messages: RecordScreen;

  constructor(context: CommandContext, flags: TraceFlags, started: StartedRecording, failed: ScreenFailed) {
    const { clock, streams } = context;
    const subject = clusterSubject(started, flags);
    this.#tracer = new Tracer(subject);
    const output = traceOutput({
      stdout: streams.stdout,
      json: flags.output === "json",
      inPlace: canRedraw(context),
      namespaces: subject.namespaces,
      moments: subject.moments,
      heading: (nowMs) => {
        const since = `${formatDuration(nowMs)} since watching began`;
        return subject.moments.format === "offset" ? since : `${subject.moments.text(nowMs)}, ${since}`;
      },
      howToEnd: "(Ctrl-C ends)",
    });
    const now = () => clock.monotonicMs() - started.startMs;
    this.#loop = new RedrawLoop({ tracer: this.#tracer, output, stdout: streams.stdout, clock, now, failed });
    this.#messages = new RecordScreen({
      context: { ...context, streams: { ...streams, stderr: above(streams.stderr, output) } },
      db: flags.db,
      quiet: true,
      startMs: started.startMs,
      moments: subject.moments,
      kept: flags.session !== undefined,
      failed,
    });
  }

  get closed(): Promise<void> {
    return this.#loop.closed;
  }

  begin(session: string, scope: ConnectedScope): void {
    this.#messages.begin(session, scope);
    this.#loop.begin();
  }

  frame(frame: Frame): void {
    this.#messages.frame(frame);
    this.#tracer.observe(frame);
    this.#loop.markChanged();
  }

  streams(states: readonly StreamState[]): void {
    this.#messages.streams(states);
  }

  note(text: string): void {
    this.#messages.note(text);
  }

  verifying(): void {
    this.#messages.verifying();
  }

  end(): void {
    this.#messages.end();
    this.#loop.end();
  }

  findings(endMs: number): readonly Finding[] {
    return this.#tracer.findings(endMs);
  }

  summary(...end: Parameters<LiveScreen["summary"]>): void {
    this.#messages.summary(...end);
  }
}

/** Clears the tree before a message is written; a live last line would overwrite the tree, so there is none. */
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
