import { isDeepStrictEqual } from "node:util";
import { emptyAnalysis } from "../interpret/analysis-update.js";
import { LookAhead } from "../interpret/look-ahead.js";
import { SessionAnalyser } from "../interpret/session-analyser.js";
import type { Clock } from "../io/clock.js";
import { TimeSlices } from "../io/time-slices.js";
import type { Frame } from "../model/frame.js";
import type { Marker, SessionReader } from "../model/session.js";
import { applySessionUpdate } from "../web/file/apply-session-update.js";
import type { SessionData } from "../web/file/page-manifest.js";
import type { FollowLine, SessionSnapshot, SessionUpdate } from "../web/file/session-snapshot.js";
import { noVerdict } from "../web/file/with-verdict.js";

/** What is served of a session. */
export type SharedReader = Pick<SessionReader, "summary" | "frames" | "markers">;

/** What is said last. */
export type FeedEnd = Extract<FollowLine, { kind: "ended" | "failed" }>;

interface FeedOptions {
  readonly clock: Clock;
  /** What of the recording could not be read, one line each. */
  readonly warnings: readonly string[];
}

/** Characters of lines that are kept for readers that lag behind. */
const maxKept = 8 * 1024 * 1024;

/**
 * What is known of a session, and how that grows while it is being recorded. Readers take updates at their own pace: one that lags too far behind is
 * given the whole instead, so that nothing is kept for it.
 */
export class SessionFeed {
  readonly #session: SharedReader;
  readonly #analyser: SessionAnalyser;
  #data: SessionData;
  #version = 0;
  #end: FeedEnd | undefined;
  #observed = 0;
  #last: Pick<Frame, "offsetMs" | "observedAt">;
  readonly #lookAhead: LookAhead;
  /** Of the newest versions. */
  #kept: string[] = [];
  #keptLength = 0;
  #isGrowing = false;
  #wake: () => void = () => {};
  #changed = Promise.resolve();

  constructor(session: SharedReader, options: FeedOptions) {
    this.#session = session;
    const { summary } = session;
    this.#last = { offsetMs: 0, observedAt: summary.header.startedAt };
    this.#lookAhead = new LookAhead(options.clock);
    const objects = summary.state === "recording" ? {} : { objects: summary.objects };
    this.#analyser = new SessionAnalyser(summary.header, objects);
    this.#data = { summary, markers: [], analysis: emptyAnalysis, verdict: noVerdict, warnings: options.warnings };
    this.#renewChanged();
  }

  /** Reads what the session has by now. */
  async start(signal: AbortSignal): Promise<void> {
    await this.#grow(signal);
    this.#kept = [];
    this.#keptLength = 0;
  }

  /** More was recorded, or the recording has ended. */
  async grow(signal: AbortSignal): Promise<void> {
    await this.#grow(signal);
    this.#renewChanged();
  }

  /** Time has passed: some findings show in nothing happening. */
  passTime(): void {
    if (this.#end !== undefined || this.#isGrowing || !this.#lookAhead.isDue()) return;
    const update = this.#update(this.#data.markers);
    if (update.analysis.findings === undefined && update.analysis.coverage === undefined) return;
    this.#take(update);
    this.#renewChanged();
  }

  /** The session cannot be read any longer. */
  fail(message: string): void {
    this.#end = { kind: "failed", message };
    this.#renewChanged();
  }

  get whole(): SessionSnapshot {
    return { version: this.#version, data: this.#data };
  }

  /** The lines after a version, with the version that they lead to; undefined where they are not kept. */
  linesAfter(version: number): { readonly lines: readonly string[]; readonly version: number } | undefined {
    const behind = this.#version - version;
    if (!(behind >= 0 && behind <= this.#kept.length)) return undefined;
    return { lines: this.#kept.slice(this.#kept.length - behind), version: this.#version };
  }

  /** What is said last; undefined while it goes on. */
  get end(): FeedEnd | undefined {
    return this.#end;
  }

  /** Resolves with the next version, or the end. */
  get changed(): Promise<void> {
    return this.#changed;
  }

  async #grow(signal: AbortSignal): Promise<void> {
    this.#isGrowing = true;
    await this.#observe(signal);
    const markers = await this.#session.markers();
    const { frames: sequence, durationMs: offsetMs, state } = this.#session.summary;
    if (state !== "recording") this.#analyser.end({ sequence, offsetMs });
    this.#take(this.#update(markers));
    if (state !== "recording") this.#end = { kind: "ended" };
    this.#isGrowing = false;
  }

  async #observe(signal: AbortSignal): Promise<void> {
    const slices = new TimeSlices();
    const { frames } = this.#session.summary;
    for await (const frame of this.#session.frames({ fromSequence: this.#observed + 1, toSequence: frames })) {
      if (signal.aborted) return;
      this.#analyser.observe(frame);
      this.#observed = frame.sequence;
      this.#last = { offsetMs: frame.offsetMs, observedAt: frame.observedAt };
      await slices.pause();
    }
  }

  #update(markers: readonly Marker[]): SessionUpdate {
    const { header, ...summary } = this.#session.summary;
    const now = this.#lookAhead.isDue() ? { sequence: this.#observed, offsetMs: this.#lookAhead.nowMs(this.#last) } : undefined;
    const analysis = now === undefined ? this.#analyser.takeUpdate() : this.#lookAhead.look(() => this.#analyser.takeUpdate(now));
    return {
      kind: "update",
      version: this.#version + 1,
      analysis,
      summary,
      ...(isDeepStrictEqual(header, this.#data.summary.header) ? {} : { header }),
      ...(isDeepStrictEqual(markers, this.#data.markers) ? {} : { markers }),
    };
  }

  #take(update: SessionUpdate): void {
    this.#data = applySessionUpdate(this.#data, update);
    this.#version = update.version;
    const line = `${JSON.stringify(update satisfies FollowLine)}\n`;
    this.#kept.push(line);
    this.#keptLength += line.length;
    while (this.#keptLength > maxKept) this.#keptLength -= this.#kept.shift()?.length ?? this.#keptLength;
  }

  #renewChanged(): void {
    this.#wake();
    this.#changed = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
