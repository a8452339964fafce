/**
 * How the streams to one server hear of its return together: each waits out its own backoff, and the first whose try is answered ends the
 * wait of the others. After an outage they see again within moments of each other, instead of each when its own wait happens to be over:
 * the server's history is compacted meanwhile, and a session should have one hole, not several.
 */
export class ReconnectSignal {
  #next = new AbortController();

  /** The server answered one of the streams. */
  announce(): void {
    const announced = this.#next;
    this.#next = new AbortController();
    announced.abort();
  }

  /** Aborts when the server answers for the next time. */
  get signal(): AbortSignal {
    return this.#next.signal;
  }
}
