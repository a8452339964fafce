import type { Clock } from "../../io/clock.js";
import type { OutputStream } from "../../io/streams.js";
import type { Tracer } from "../../report/trace/tracer.js";
import type { TraceOutput } from "./trace-output.js";

interface RedrawLoopOptions {
  readonly tracer: Tracer;
  readonly output: TraceOutput;
  readonly stdout: Pick<OutputStream, "drained">;
  readonly clock: Clock;
  /** ms since session start. */
  readonly now: () => number;
  /** Called with what fails in the background; drawing has ended then. */
  readonly failed: (error: unknown) => void;
}

/** Changes within this time are drawn together. */
const minPauseMs = 50;
/** How often ages are updated. */
const ageUpdateMs = 250;

/** Redraws the tree as it changes, while frames are read. Drawing takes at most a sixth of the time, however large the tree is. */
export class RedrawLoop {
  readonly #options: RedrawLoopOptions;
  readonly #ended = new AbortController();
  #isChanged = true;
  #shownMs = Number.NEGATIVE_INFINITY;
  /** Resolves when the output is closed (`| head`). */
  readonly closed: Promise<void>;
  #close: () => void = () => {};

  constructor(options: RedrawLoopOptions) {
    this.#options = options;
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  begin(): void {
    this.#run().catch(this.#options.failed);
  }

  /** Something may have changed. */
  markChanged(): void {
    this.#isChanged = true;
  }

  /** Draws for the last time; that stays on the screen. */
  end(): void {
    this.#ended.abort();
    this.#show(true).catch(this.#options.failed);
    this.#options.output.release();
  }

  async #run(): Promise<void> {
    const { clock, output } = this.#options;
    let pauseMs = minPauseMs;
    for (;;) {
      await clock.sleep(pauseMs, this.#ended.signal);
      if (this.#ended.signal.aborted) return;
      const beganMs = clock.monotonicMs();
      if (!this.#isChanged && !(output.showsTime && beganMs - this.#shownMs >= ageUpdateMs)) continue;
      await this.#show();
      pauseMs = Math.max(minPauseMs, 5 * (clock.monotonicMs() - beganMs));
    }
  }

  /** Draws at once; resolves when the output can take more. */
  async #show(isLast = false): Promise<void> {
    const { tracer, output, stdout, clock, now } = this.#options;
    this.#isChanged = false;
    this.#shownMs = clock.monotonicMs();
    if (!output.show(tracer.picture(now()), { isLast })) await stdout.drained().catch(() => this.#close());
  }
}
