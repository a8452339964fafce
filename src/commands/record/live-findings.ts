import { type FindingNews, FindingReporter } from "../../diagnosis/engine/finding-reporter.js";
import type { Clock } from "../../io/clock.js";
import type { Frame } from "../../model/frame.js";

export interface LiveFindingsOptions {
  readonly clock: Clock;
  /** `Clock.monotonicMs()` at offset 0. */
  readonly startMs: number;
  readonly scope: ConstructorParameters<typeof FindingReporter>[0] | undefined;
}

/** Computing all findings takes time for each of them, however little has changed: while changes come one upon another, this often at most. */
const betweenMs = 500;
/** Of many findings so much more seldom that no more than this share of the time is spent on them. */
const maxShare = 0.1;
/** Without a change: some findings show in nothing happening. */
const unchangedMs = 1000;

/**
 * The news of a recording for those who watch it: at once of a change that comes alone, else of all changes within half a second together, so that
 * lines do not wait for what they mean.
 */
export class LiveFindings {
  readonly #options: LiveFindingsOptions;
  readonly #reporter: FindingReporter;
  readonly #ended = new AbortController();
  #lastFrameMs = 0;
  #isBehind = false;
  #dueMs = Number.NEGATIVE_INFINITY;
  /** Ends a wait in which nothing had changed. */
  #resting: AbortController | undefined;

  constructor(options: LiveFindingsOptions) {
    this.#options = options;
    this.#reporter = new FindingReporter(options.scope);
  }

  /** Every frame, in sequence. */
  observe(frame: Frame): void {
    this.#reporter.observe(frame);
    this.#lastFrameMs = frame.offsetMs;
    this.#isBehind = true;
  }

  /** As `observe`, with the news if it is time for them. */
  report(frame: Frame): readonly FindingNews[] {
    this.observe(frame);
    if (this.#options.clock.monotonicMs() >= this.#dueMs) return this.news().news;
    this.#resting?.abort("a change");
    return [];
  }

  /** All that is news by now, and since when: the last frame, or this moment where none has come. */
  news(): { readonly news: readonly FindingNews[]; readonly atMs: number } {
    const { clock, startMs } = this.#options;
    const beganMs = clock.monotonicMs();
    const hadChanged = this.#isBehind;
    const atMs = hadChanged ? this.#lastFrameMs : Math.max(this.#lastFrameMs, beganMs - startMs);
    this.#isBehind = false;
    const news = this.#reporter.catchUp(atMs);
    const nowMs = clock.monotonicMs();
    // What was looked at because nothing had changed does not keep the next change waiting.
    this.#dueMs = nowMs + Math.max(hadChanged ? betweenMs : 0, (nowMs - beganMs) / maxShare);
    return { news, atMs };
  }

  /** Calls `take` when there may be news that no frame brought. Until `end`. */
  async keep(take: () => void): Promise<void> {
    const { clock } = this.#options;
    while (!this.#ended.signal.aborted) {
      if (!this.#isBehind) await this.#rest();
      const waitMs = this.#dueMs - clock.monotonicMs();
      if (waitMs > 0) await clock.sleep(waitMs, this.#ended.signal);
      if (!this.#ended.signal.aborted) take();
    }
  }

  end(): void {
    this.#ended.abort();
    this.#resting?.abort("the end");
  }

  /** All findings at the end. */
  findings(endMs: number): ReturnType<FindingReporter["findings"]> {
    return this.#reporter.findings(endMs);
  }

  async #rest(): Promise<void> {
    this.#resting = new AbortController();
    if (!this.#ended.signal.aborted) await this.#options.clock.sleep(unchangedMs, this.#resting.signal);
    this.#resting = undefined;
  }
}
