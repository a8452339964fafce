import type { Clock } from "../../io/clock.js";
import { printable } from "../../io/printable.js";
import type { OutputStream } from "../../io/streams.js";
import { whenAborted } from "../../io/when-aborted.js";

interface StatusLineOptions {
  readonly stderr: OutputStream;
  readonly clock: Clock;
  /** What it says now. */
  readonly text: () => string;
}

/** At most this often: more is not read, and each time costs a write to the terminal. */
const betweenMs = 250;
/** Without a change, for the time that has passed. */
const unchangedMs = 1000;

const clearLine = "\r\u001b[2K";

/** The live last line, drawn anew when what it says has changed, and each second; only on a terminal. */
export class StatusLine {
  readonly #options: StatusLineOptions;
  readonly #ended = new AbortController();
  #isShown = false;
  #hasChanged = false;
  /** Ends the wait for a change. */
  #waiting: AbortController | undefined;

  constructor(options: StatusLineOptions) {
    this.#options = options;
  }

  /** Until `end`. */
  async keep(): Promise<void> {
    const { stderr, clock } = this.#options;
    if (!stderr.isTty) return;
    while (!this.#ended.signal.aborted) {
      this.#hasChanged = false;
      const drawnMs = clock.monotonicMs();
      // A terminal that takes nothing would let them pile up.
      if (!this.#draw()) await Promise.race([stderr.drained().catch(() => {}), whenAborted(this.#ended.signal)]);
      if (!this.#hasChanged) await this.#untilChanged();
      const restMs = drawnMs + betweenMs - clock.monotonicMs();
      if (restMs > 0) await clock.sleep(restMs, this.#ended.signal);
    }
  }

  /** What it says has changed. */
  changed(): void {
    this.#hasChanged = true;
    this.#waiting?.abort("changed");
  }

  /** Makes room for other lines; it comes back by itself. */
  clear(): void {
    if (!this.#isShown) return;
    this.#options.stderr.write(clearLine);
    this.#isShown = false;
    this.changed();
  }

  end(): void {
    this.#ended.abort();
    this.#waiting?.abort("changed");
    this.clear();
  }

  async #untilChanged(): Promise<void> {
    this.#waiting = new AbortController();
    if (!this.#ended.signal.aborted) await this.#options.clock.sleep(unchangedMs, this.#waiting.signal);
    this.#waiting = undefined;
  }

  #draw(): boolean {
    const { stderr, text } = this.#options;
    const line = printable(text()).slice(0, stderr.columns() - 1);
    const before = this.#isShown ? clearLine : "";
    this.#isShown = true;
    return stderr.write(`${before}${line}`);
  }
}
