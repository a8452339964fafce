import { type ConnectedScope, recordedScope } from "../../app/record/connect-and-list.js";
import type { FindingNews } from "../../diagnosis/engine/finding-reporter.js";
import { FrameInterpreter } from "../../interpret/frame-interpreter.js";
import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { whenAborted } from "../../io/when-aborted.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { Frame } from "../../model/frame.js";
import { ObjectCount } from "../../model/object-count.js";
import type { SessionEnd } from "../../model/session.js";
import type { Target } from "../../model/target.js";
import type { OpenedStream } from "../../record/open-streams.js";
import type { StreamState } from "../../record/stream-state.js";
import { findingNewsLine } from "../../report/findings/finding-news-line.js";
import { isTurningPoint } from "../../report/findings/finding-news-text.js";
import { findingsHeadline } from "../../report/findings/findings-headline.js";
import { completenessText } from "../../report/overview/completeness.js";
import { foldedLine } from "../../report/replay/folded-line.js";
import { type LiveLineOptions, liveLine } from "../../report/replay/live-line.js";
import { type CommandContext, wantsHints } from "../common/context.js";
import type { FrameFormatter } from "../common/frame-formatter.js";
import { renderOptionsOf } from "../common/render-options.js";
import type { ScreenFailed } from "./guarded-screen.js";
import { LiveLines } from "./live-lines.js";
import type { LiveScreen } from "./live-screen.js";
import { nameHint } from "./name-hint.js";

interface RecordScreenOptions {
  readonly context: CommandContext;
  readonly quiet: boolean;
  /** Print the namespace of each object. */
  readonly allNamespaces: boolean;
  /** `Clock.monotonicMs()` at offset 0. */
  readonly startMs: number;
  /** Whether a session is kept: then its name is printed. Default: true. */
  readonly kept?: boolean;
  /** Formats each frame. Default: one line. */
  readonly formatter?: FrameFormatter;
  /** Takes what fails beside the calls to the screen. */
  readonly failed: ScreenFailed;
}

/**
 * What a person sees while recording: a line for each change on stdout, and on a terminal a live last line on stderr. All other messages
 * go to stderr.
 */
export class RecordScreen implements LiveScreen {
  readonly #options: RecordScreenOptions;
  #interpreter = new FrameInterpreter();
  readonly #lines: LiveLines;
  readonly #objects = new ObjectCount();
  #frames = 0;
  #gaps = 0;
  #trouble = "";
  #session = "";
  #keys = "Ctrl-C ends";
  #liveShown = false;
  readonly #ended = new AbortController();
  readonly #closed = resolvable();

  constructor(options: RecordScreenOptions) {
    this.#options = options;
    this.#lines = new LiveLines({
      stdout: options.context.streams.stdout,
      clock: options.context.clock,
      format: (frame) => this.#format(frame),
      fold: (frames) => this.#fold(frames),
      makeRoom: () => this.#clear(),
      closed: () => this.#closed.resolve(),
      failed: options.failed,
    });
  }

  /** Resolves when the output is closed (`| head`). */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  begin(session: string, contact: ConnectedScope): void {
    const { connection, plan, opened, resources, server } = contact;
    this.#session = session;
    this.#interpreter = new FrameInterpreter({ clockOffsetMs: server.clockOffsetMs, scope: recordedScope(contact) });
    const where = connection.contextName === undefined ? connection.server : `context ${connection.contextName}`;
    const places = [...new Set(plan.targets.map(placeOf))].join(" and ");
    const what = plan.targets.map((target) => target.typed).join(" ");
    this.note(this.#isKept ? `recording ${what} in ${where}, ${places}, as session ${session}` : `watching ${what} in ${where}, ${places}`);
    for (const omission of opened.omissions) this.note(`not recorded: ${omission}`);
    for (const target of plan.targets.filter((target) => !exists(target, opened.streams)))
      this.note(`waiting for ${target.typed} to be created in ${where}, ${placeOf(target)}${nameHint(target, resources)}`);
    void this.#keepLive().catch(this.#options.failed);
    if (this.#options.formatter === undefined && !this.#options.quiet) void this.#printTimeouts().catch(this.#options.failed);
  }

  /** As `begin`, for a recording of another program's output. */
  beginInput(session: string, input: string): void {
    this.#session = session;
    this.note(`recording from ${input}, as session ${session}`);
    void this.#keepLive().catch(this.#options.failed);
  }

  frame(frame: Frame): void {
    this.#frames++;
    if (frame.kind === "gap") this.#gaps++;
    else this.#objects.note(frame);
    if (!this.#options.quiet) this.#lines.push(frame);
  }

  streams(states: readonly StreamState[]): void {
    const disconnected = states.find((state) => state.disconnectReason !== undefined && !state.endedCleanly);
    const trouble = disconnected === undefined ? "" : `${disconnected.stream.info.resource}: ${disconnected.disconnectReason}`;
    if (trouble !== this.#trouble) this.note(trouble === "" ? "connected again" : `disconnected (${trouble}); reconnecting`);
    this.#trouble = trouble;
  }

  /** A line that is not a change. */
  note(text: string): void {
    this.#clear();
    this.#options.context.streams.stderr.write(`kubespy: ${printable(text)}\n`);
  }

  verifying(): void {
    this.note("verifying the end; Ctrl-C again to skip");
    this.#keys = "Ctrl-C skips the verification";
  }

  end(): void {
    this.#ended.abort();
    this.#lines.end(this.#options.context.interrupt.aborted);
    this.#clear();
  }

  /** `findings`: of a screen that diagnoses by itself. */
  summary(session: string, end: SessionEnd, findings = this.#interpreter.findings(end.offsetMs)): void {
    const name = this.#options.context.programName;
    if (!this.#isKept) {
      this.note(end.outcome === "duration" ? `watched for ${formatDuration(end.offsetMs)}` : (end.reason ?? end.outcome));
      return;
    }
    const complete = end.verification === undefined ? "" : `; ${completenessText(end.verification)}`;
    this.note(`${end.reason ?? end.outcome}; session ${session} holds ${this.#counts()} in ${formatDuration(end.offsetMs)}${complete}`);
    if (findings.some(({ severity }) => severity !== "info")) this.note(`${findingsHeadline(findings)}; see "${name} diagnose ${session}"`);
    if (wantsHints(this.#options.context))
      this.note(`next: "${name} replay ${session}" steps through it, "${name} export ${session}" writes it to a file`);
  }

  get #isKept(): boolean {
    return this.#options.kept !== false;
  }

  #counts(): string {
    return [plural(this.#frames, "frame"), plural(this.#objects.count, "object"), plural(this.#gaps, "gap")].join(", ");
  }

  #format(frame: Frame): string | undefined {
    if (this.#options.formatter !== undefined) {
      this.#interpreter.observe(frame);
      return this.#options.formatter.format(frame);
    }
    const interpreted = this.#interpreter.interpret(frame);
    return [liveLine(interpreted, this.#lineOptions()), ...this.#newsLines(interpreted.news, frame.offsetMs)].join("\n");
  }

  #newsLines(news: readonly FindingNews[], offsetMs: number): readonly string[] {
    return news.filter(isTurningPoint).map((each) => findingNewsLine(each, offsetMs, this.#lineOptions()));
  }

  /** Some findings open when nothing happens for a while: an Ingress whose Service is never created. */
  async #printTimeouts(): Promise<void> {
    const {
      context: { clock },
      startMs,
    } = this.#options;
    while (!this.#ended.signal.aborted) {
      await clock.sleep(1000, this.#ended.signal);
      if (this.#ended.signal.aborted || !this.#lines.isQuiet) continue;
      const nowMs = clock.monotonicMs() - startMs;
      for (const line of this.#newsLines(this.#interpreter.passTime(nowMs), nowMs)) this.#lines.say(line);
    }
  }

  #fold(frames: readonly Frame[]): string {
    for (const frame of frames) {
      if (frame.kind === "object") this.#options.formatter?.observe(frame);
      this.#interpreter.observe(frame);
    }
    return foldedLine(frames, { ...this.#lineOptions(), kept: this.#isKept });
  }

  #lineOptions(): LiveLineOptions {
    return { ...renderOptionsOf(this.#options.context.streams.stdout), namespaces: this.#options.allNamespaces };
  }

  #clear(): void {
    if (!this.#liveShown) return;
    this.#options.context.streams.stderr.write("\r\u001b[2K");
    this.#liveShown = false;
  }

  /** The live last line, redrawn four times a second; only on a terminal. */
  async #keepLive(): Promise<void> {
    const { streams, clock } = this.#options.context;
    if (!streams.stderr.isTty) return;
    while (!this.#ended.signal.aborted) {
      const elapsed = formatDuration(clock.monotonicMs() - this.#options.startMs);
      this.#clear();
      const line = `● ${this.#isKept ? `${this.#session}: ` : ""}${this.#counts()}, ${elapsed} (${this.#keys})`;
      const taken = streams.stderr.write(printable(line).slice(0, streams.stderr.columns() - 1));
      this.#liveShown = true;
      // A terminal that takes nothing would let them pile up.
      if (!taken) await Promise.race([streams.stderr.drained().catch(() => {}), whenAborted(this.#ended.signal)]);
      await clock.sleep(250, this.#ended.signal);
    }
  }
}

function exists(target: Target, streams: readonly OpenedStream[]): boolean {
  const listed = streams.filter((stream) => stream.plan.targets.includes(target)).flatMap((stream) => stream.first.items);
  return listed.some((item) => target.name === undefined || item.object.metadata.name === target.name);
}

function placeOf(target: Target): string {
  if (!target.type.namespaced) return "the whole cluster";
  return target.namespace === undefined ? "all namespaces" : `namespace ${target.namespace}`;
}

function resolvable(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}
