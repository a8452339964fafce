import { type ConnectedScope, recordedScope } from "../../app/record/connect-and-list.js";
import type { Finding } from "../../diagnosis/engine/finding.js";
import type { FindingNews } from "../../diagnosis/engine/finding-reporter.js";
import { FrameInterpreter } from "../../interpret/frame-interpreter.js";
import { formatDuration } from "../../io/duration.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { suggestedCommand } from "../../io/suggested-command.js";
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
import { namesNamespaces } from "../../report/overview/session-display.js";
import { foldedLine } from "../../report/replay/folded-line.js";
import { type LiveLineOptions, liveLine } from "../../report/replay/live-line.js";
import { type CommandContext, wantsHints } from "../common/context.js";
import type { FrameFormatter } from "../common/frame-formatter.js";
import { renderOptionsOf } from "../common/render-options.js";
import type { ScreenFailed } from "./guarded-screen.js";
import { LiveFindings, type LiveFindingsOptions } from "./live-findings.js";
import { LiveLines } from "./live-lines.js";
import type { LiveScreen } from "./live-screen.js";
import { nameHint } from "./name-hint.js";
import { StatusLine } from "./status-line.js";

interface RecordScreenOptions {
  readonly context: CommandContext;
  /** The database that was named, for the commands that are suggested. */
  readonly db?: string | undefined;
  readonly quiet: boolean;
  /** `Clock.monotonicMs()` at offset 0. */
  readonly startMs: number;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
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
  #interpreter = new FrameInterpreter({ findings: false });
  /** Absent where no findings are shown: nobody pays for what nobody sees. */
  #findings: LiveFindings | undefined;
  readonly #lines: LiveLines;
  readonly #statusLine: StatusLine;
  readonly #objects = new ObjectCount();
  #frames = 0;
  #gaps = 0;
  #trouble = "";
  #session = "";
  /** Whether objects are named with their namespaces. */
  #namespaces = false;
  #keys = "Ctrl-C ends";
  readonly #closed = resolvable();

  constructor(options: RecordScreenOptions) {
    this.#options = options;
    this.#lines = new LiveLines({
      stdout: options.context.streams.stdout,
      moments: options.moments ?? offsetFormat,
      clock: options.context.clock,
      format: (frame) => this.#format(frame),
      fold: (frames) => this.#fold(frames),
      makeRoom: () => this.#statusLine.clear(),
      closed: () => this.#closed.resolve(),
      failed: options.failed,
    });
    const { streams, clock } = options.context;
    this.#statusLine = new StatusLine({ stderr: streams.stderr, clock, text: () => this.#status() });
    this.#findings = this.#liveFindings();
  }

  /** Resolves when the output is closed (`| head`). */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  begin(session: string, contact: ConnectedScope): void {
    const { connection, plan, opened, resources, server } = contact;
    this.#session = session;
    const scope = recordedScope(contact);
    this.#namespaces = namesNamespaces({ header: scope });
    const recorded = { clockOffsetMs: server.clockOffsetMs, scope };
    this.#interpreter = new FrameInterpreter({ ...recorded, findings: false });
    this.#findings = this.#liveFindings(recorded);
    const where = connection.contextName === undefined ? connection.server : `context ${connection.contextName}`;
    const places = [...new Set(plan.targets.map(placeOf))].join(" and ");
    const what = scope.targets.join(" ");
    this.note(this.#isKept ? `recording ${what} in ${where}, ${places}, as session ${session}` : `watching ${what} in ${where}, ${places}`);
    for (const omission of opened.omissions) this.note(`not recorded: ${omission}`);
    for (const target of plan.targets.filter((target) => !exists(target, opened.streams)))
      this.note(`waiting for ${target.typed} to be created in ${where}, ${placeOf(target)}${nameHint(target, resources)}`);
    void this.#statusLine.keep().catch(this.#options.failed);
    void this.#findings?.keep(() => this.#sayNews()).catch(this.#options.failed);
  }

  /** As `begin`, for a recording of another program's output. */
  beginInput(session: string, input: string): void {
    this.#session = session;
    // Its first objects do not show yet of how many namespaces it is.
    this.#namespaces = true;
    this.note(`recording from ${input}, as session ${session}`);
    void this.#statusLine.keep().catch(this.#options.failed);
  }

  frame(frame: Frame): void {
    this.#frames++;
    if (frame.kind === "gap") this.#gaps++;
    else this.#objects.note(frame);
    if (!this.#options.quiet) this.#lines.push(frame);
    this.#statusLine.changed();
  }

  streams(states: readonly StreamState[]): void {
    const disconnected = states.find((state) => state.disconnectReason !== undefined && !state.endedCleanly);
    const trouble = disconnected === undefined ? "" : `${disconnected.stream.info.resource}: ${disconnected.disconnectReason}`;
    if (trouble !== this.#trouble) this.note(trouble === "" ? "connected again" : `disconnected (${trouble}); reconnecting`);
    this.#trouble = trouble;
  }

  /** A line that is not a change. */
  note(text: string): void {
    this.#statusLine.clear();
    this.#options.context.streams.stderr.write(`kubespy: ${printable(text)}\n`);
  }

  verifying(): void {
    this.note("verifying the end; Ctrl-C again to skip");
    this.#keys = "Ctrl-C skips the verification";
  }

  end(): void {
    const { streams, interrupt } = this.#options.context;
    this.#findings?.end();
    this.#lines.end(interrupt.aborted);
    const last = this.#takeNews();
    if (last.length > 0) streams.stdout.write(`${last.join("\n")}\n`);
    this.#statusLine.end();
  }

  findings(endMs: number): readonly Finding[] | undefined {
    return this.#findings?.findings(endMs);
  }

  summary(session: string, end: SessionEnd, findings: readonly Finding[] | undefined): void {
    const { context, db } = this.#options;
    const command = (words: readonly string[]) => `"${suggestedCommand(context.programName, words, { db })}"`;
    if (!this.#isKept) {
      this.note(watchedWords(end));
      return;
    }
    const complete = end.verification === undefined ? "" : `; ${completenessText(end.verification)}`;
    this.note(`${end.reason ?? end.outcome}; session ${session} holds ${this.#counts()} in ${formatDuration(end.offsetMs)}${complete}`);
    if (findings === undefined) this.note(`for its findings, see ${command(["diagnose", session])}`);
    else if (findings.some(({ severity }) => severity !== "info"))
      this.note(`${findingsHeadline(findings)}; see ${command(["diagnose", session])}`);
    if (wantsHints(this.#options.context))
      this.note(`next: ${command(["replay", session])} steps through it, ${command(["export", session])} writes it to a file`);
  }

  get #isKept(): boolean {
    return this.#options.kept !== false;
  }

  #counts(): string {
    return [plural(this.#frames, "frame"), plural(this.#objects.count, "object"), plural(this.#gaps, "gap")].join(", ");
  }

  #format(frame: Frame): string | undefined {
    if (this.#options.formatter !== undefined) return this.#options.formatter.format(frame);
    const line = liveLine(this.#interpreter.interpret(frame), this.#lineOptions());
    return [line, ...this.#newsLines(this.#findings?.report(frame) ?? [], frame.offsetMs)].join("\n");
  }

  #liveFindings(scope?: LiveFindingsOptions["scope"]): LiveFindings | undefined {
    const { context, startMs, formatter, quiet } = this.#options;
    return formatter !== undefined || quiet ? undefined : new LiveFindings({ clock: context.clock, startMs, scope });
  }

  #takeNews(): readonly string[] {
    if (this.#findings === undefined) return [];
    const { news, atMs } = this.#findings.news();
    return this.#newsLines(news, atMs);
  }

  /** Some findings open when nothing happens for a while: an Ingress whose Service is never created. */
  #sayNews(): void {
    for (const line of this.#takeNews()) this.#lines.say(line);
  }

  #newsLines(news: readonly FindingNews[], offsetMs: number): readonly string[] {
    return news.filter(isTurningPoint).map((each) => findingNewsLine(each, offsetMs, this.#lineOptions()));
  }

  #fold(frames: readonly Frame[]): string {
    const { formatter } = this.#options;
    for (const frame of frames) {
      if (formatter === undefined) this.#interpreter.observe(frame);
      else if (frame.kind === "object") formatter.observe(frame);
      this.#findings?.observe(frame);
    }
    return foldedLine(frames, { ...this.#lineOptions(), kept: this.#isKept });
  }

  #lineOptions(): LiveLineOptions {
    const { context, moments = offsetFormat } = this.#options;
    return { ...renderOptionsOf(context.streams.stdout), namespaces: this.#namespaces, moments };
  }

  #status(): string {
    const elapsed = formatDuration(this.#options.context.clock.monotonicMs() - this.#options.startMs);
    return `● ${this.#isKept ? `${this.#session}: ` : ""}${this.#counts()}, ${elapsed} (${this.#keys})`;
  }
}

/** How watching ended, where no session is kept. */
export function watchedWords({ outcome, offsetMs, reason }: SessionEnd): string {
  return outcome === "duration" ? `watched for ${formatDuration(offsetMs)}` : (reason ?? outcome);
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
