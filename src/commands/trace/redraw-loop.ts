import type { Clock } from "../../io/clock.js";
import type { OutputStream } from "../../io/streams.js";
import type { Tracer } from "../../report/trace/tracer.js";
import type { TraceOutput } from "./trace-output.js";

export interface RedrawLoopOptions {
  readonly tracer: Tracer;
  readonly output: TraceOutput;
  readonly stdout: Pick<OutputStream, "drained">;
  readonly clock: Clock;
  /** ms since session start. */
  readonly now: () => number;
}

/** Changes that come so close together are shown in one picture. */
const shortestRestMs = 50;
/** How often ages are brought up to date. */
const timeMs = 250;

/** Shows pictures as they change, beside the taking of frames. However large the whole is, drawing takes at most a sixth of the time. */
export class RedrawLoop {
  readonly #options: RedrawLoopOptions;
  readonly #ended = new AbortController();
  #isChanged = true;
  #shownMs = Number.NEGATIVE_INFINITY;
  /** Resolves when nobody reads the output any more (`| head`). */
  readonly closed: Promise<void>;
  #close: () => void = () => {};

  constructor(options: RedrawLoopOptions) {
    this.#options = options;
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  begin(): void {
    void this.#run();
  }

  /** Something in the picture may have changed. */
  touch(): void {
    this.#isChanged = true;
  }

  /** Shows the last picture, which stays. */
  end(): void {
    this.#ended.abort();
    void this.#show(true);
    this.#options.output.release();
  }

  async #run(): Promise<void> {
    const { clock, output } = this.#options;
    let restMs = shortestRestMs;
    for (;;) {
      await clock.sleep(restMs, this.#ended.signal);
      if (this.#ended.signal.aborted) return;
      const beganMs = clock.monotonicMs();
      if (!this.#isChanged && !(output.showsTime && beganMs - this.#shownMs >= timeMs)) continue;
      await this.#show();
      restMs = Math.max(shortestRestMs, 5 * (clock.monotonicMs() - beganMs));
    }
  }

  /** Draws at once; resolves when the output can take more. */
  async #show(isLast = false): Promise<void> {
    const { tracer, output, stdout, clock, now } = this.#options;
    this.#isChanged = false;
    this.#shownMs = clock.monotonicMs();
    if (!output.show(tracer.picture(now()), isLast)) await stdout.drained().catch(() => this.#close());
  }
}
