/** In a pipe, a line each so many ms: a log that grows each second is read by nobody. */
const pipedEveryMs = 15_000;

/**
 * What a phase of the setup shows while it runs, and how long it took. On a terminal that is one line, redrawn at each tick; in a pipe a line at the
 * beginning, every 15 s, and at the end.
 */
export class PhaseProgress {
  #output;
  #title;
  #startMs;
  #shownMs;

  /** `output`: a stream, or what has its `isTTY` and `write`. */
  constructor(title, output, nowMs) {
    this.#output = output;
    this.#title = title;
    this.#startMs = nowMs;
    this.#shownMs = nowMs;
    if (output.isTTY) this.tick(nowMs);
    else output.write(`kubespy setup: ${title}\n`);
  }

  tick(nowMs) {
    if (this.#output.isTTY) this.#output.write(`\r\x1b[K${this.#line(nowMs)}`);
    else if (nowMs - this.#shownMs >= pipedEveryMs) {
      this.#shownMs = nowMs;
      this.#output.write(`${this.#line(nowMs)}\n`);
    }
  }

  /** `outcome`: "done", "failed", "stopped". */
  end(outcome, nowMs) {
    this.#output.write(`${this.#output.isTTY ? "\r\x1b[K" : ""}${this.#line(nowMs)} ${outcome}\n`);
  }

  #line(nowMs) {
    return `kubespy setup: ${this.#title} … ${elapsed(nowMs - this.#startMs)}`;
  }
}

/** Minutes and seconds: "0:42", "12:05". */
function elapsed(ms) {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
